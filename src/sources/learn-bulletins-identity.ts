// Is this page one whole security bulletin, in English, and the one that was asked for?
import { readDay } from '../dates.ts';
import { guessLanguage, otherLanguage } from './learn-bulletins-language.ts';
import { type Document, plainLines, refuse, refuseCut, shorten } from './learn-bulletins-page.ts';

export interface Identity {
  /** MS14-030 */
  bulletin: string;
  /** The number of its own article, from the title. It may be a package, or only the roof over several. */
  kb: string | null;
  released: string | null;
}

const own = /^microsoft security bulletin (MS(?:0[89]|1[0-7])-\d{3})\b/i;
const months = 'January|February|March|April|May|June|July|August|September|October|November|December';
const published = new RegExp(`\\bPublished:?\\s*(?:[A-Z][a-z]+day,\\s*)?(${months})\\s+(\\d{1,2}),\\s+(\\d{4})`, 'i');

export function addressOf(bulletin: string): string {
  const id = bulletin.toLowerCase();
  return `https://learn.microsoft.com/en-us/security-updates/securitybulletins/20${id.slice(2, 4)}/${id}`;
}

/** @throws SourceError where it is not */
export function identify(document: Document, url: string | null): Identity {
  const language = otherLanguage(document, url);
  if (language !== null) {
    throw refuse(
      `The page is in language ${language}; only en-us is read, translations change numbers (inches into centimetres).`,
    );
  }
  const lines = plainLines(document.blocks);
  const bulletin = numberOf(document, lines);
  const asked = [url, document.canonical]
    .map((address) => inAddress(address))
    .find((id) => id !== null && id !== bulletin);
  if (asked !== undefined) throw refuse(`The page is the bulletin ${bulletin}, not ${asked}.`);
  if (document.cut !== null) throw refuseCut(`The page of ${bulletin} is not whole: ${document.cut}.`);
  if (!endsWithRevisions(lines)) {
    const guess = guessLanguage(document);
    if (guess !== null) throw refuse(`The page seems to be in language ${guess}; only en-us is read.`);
    throw refuseCut(`The page of ${bulletin} is not whole: the revisions that end every bulletin are missing.`);
  }
  return { bulletin, kb: articleIn(document, lines), released: dayIn(lines) };
}

/** From the heading; the address and links may name any. */
function numberOf(document: Document, lines: readonly string[]): string {
  const heads = document.blocks
    .filter(({ kind }) => kind === 'heading')
    .map((block) => ('text' in block ? block.text : ''));
  const named = [...heads, document.title ?? ''].map((text) => own.exec(text)?.[1]?.toUpperCase());
  const found = named.find((id) => id !== undefined);
  if (found !== undefined) return found;
  const language = guessLanguage(document);
  const what = document.title ?? heads[0] ?? lines.find((line) => line !== '') ?? '';
  const why = language === null ? '' : `; its language seems to be ${language}, and only en-us is read`;
  throw refuse(`The page is no security bulletin of 2008 to 2017: it begins "${shorten(what)}"${why}.`);
}

function inAddress(address: string | null): string | null {
  return /\b(ms\d{2}-\d{3})\b/i.exec(address ?? '')?.[1]?.toUpperCase() ?? null;
}

/** Every bulletin ends with them: "V1.0 (June 10, 2014): Bulletin published." */
function endsWithRevisions(lines: readonly string[]): boolean {
  const from = lines.findLastIndex((line) => /^revisions?:?$/i.test(line));
  return from !== -1 && lines.slice(from).some((line) => /^V\d{1,2}\.\d{1,2}\b/.test(line));
}

/** "Vulnerability in Remote Desktop Could Allow Tampering (2969259)", above everything else. */
function articleIn(document: Document, lines: readonly string[]): string | null {
  const headings = document.blocks.map((block) => (block.kind === 'heading' ? block.text : ''));
  const top = [...headings.slice(0, 200), ...lines.slice(0, 30)];
  return top.map((line) => /\((\d{6,7})\)$/.exec(line)?.[1]).find((number) => number !== undefined) ?? null;
}

function dayIn(lines: readonly string[]): string | null {
  const match = published.exec(lines.slice(0, 200).join('\n'));
  const month =
    months
      .toLowerCase()
      .split('|')
      .indexOf(match?.[1]?.toLowerCase() ?? '') + 1;
  if (!match || month === 0) return null;
  return readDay(`${match[3]}-${String(month).padStart(2, '0')}-${match[2]?.padStart(2, '0')}`);
}
