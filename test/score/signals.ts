// The signals that are judged: what a title or the metadata of an update might tell before anybody has listed it. Pure.
import type { CatalogUpdate } from '../../src/types.ts';

/** What the sources other than the list say of one KB number. */
export interface Known {
  titles: string[];
  bulletins: string[];
  released: string | null;
  exclusive: boolean;
  /** A source of bulletins names it. */
  inBulletins: boolean;
}

export const nothingKnown: Known = { titles: [], bulletins: [], released: null, exclusive: false, inBulletins: false };

export interface Signal {
  id: string;
  name: string;
  /** Null: told by supersedence, not by the update itself. */
  says: ((known: Known) => boolean) | null;
}

const inTitle =
  (pattern: RegExp) =>
  ({ titles }: Known): boolean =>
    titles.some((title) => pattern.test(title));

/** The only list of signals. Supersedence is what the checker goes by; the titles of listed updates suggest the others. */
export const signals: readonly Signal[] = [
  { id: 'inheritance', name: 'supersedes a listed update', says: null },
  { id: 'remote-desktop', name: 'title: Remote Desktop', says: inTitle(/\bremote desktop\b|\brdp\b/i) },
  { id: 'servicing-stack', name: 'title: servicing stack', says: inTitle(/\bservicing stack\b/i) },
  { id: 'secure-boot', name: 'title: Secure Boot, DBX, UEFI', says: inTitle(/\bsecure boot\b|\bdbx\b|\buefi\b/i) },
  { id: 'usb-drivers', name: 'title: USB drivers', says: inTitle(/\busb\b.*\bdriver|\bdriver.*\busb\b/i) },
  { id: 'exclusive', name: 'metadata: installed alone', says: ({ exclusive }) => exclusive },
];

/** By KB number; rows of the list itself are left out, because they are what is hidden. */
export function knownByKb(updates: readonly CatalogUpdate[], listSource: string): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { kb, title, bulletin, released, exclusive, source } of updates) {
    if (kb === null || source === listSource) continue;
    const one = known.get(kb) ?? { ...nothingKnown, titles: [], bulletins: [] };
    known.set(kb, one);
    if (title !== null) one.titles.push(title);
    if (bulletin !== null) one.bulletins.push(bulletin);
    if (released !== null && (one.released === null || released < one.released)) one.released = released;
    one.exclusive ||= exclusive === true;
    one.inBulletins ||= source.startsWith('bulletin');
  }
  return known;
}
