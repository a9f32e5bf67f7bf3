// Values as the metadata of WSUS write them, in fragments of wsusscn2.cab and in packages of other publishers.
import { readDay } from '../dates.ts';

const longestTitle = 1000;

/** On one line, without what a terminal might obey. */
export const plain = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 160);

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const noGuid = /^[0-]+$/;

/** An UpdateID in lower case; null for what is none. */
export function guidIn(text: string | undefined): string | null {
  const found = text === undefined || text.length > 64 ? undefined : guid.exec(text.trim())?.[1]?.toLowerCase();
  return found === undefined || noGuid.test(found) ? null : found;
}

/** "2965788" or "KB2965788"; other publishers write what they like: "99DDD". */
export const kbIn = (text: string): string | null => /^(?:KB)?\s{0,9}(\d{6,7})$/i.exec(text.trim())?.[1] ?? null;

/** "MS14-030"; null for "None" and the numbers of other publishers. */
export const bulletinIn = (text: string): string | null =>
  /^MS\d\d-\d{3}$/i.exec(text.trim())?.[0].toUpperCase() ?? null;

/** The day of "2014-06-10T17:00:00Z". */
export const dayIn = (text: string): string | null => (text.length > 64 ? null : readDay(text));

/** A title on one line; null where there is none, or something that is too long to be one. */
export function titleIn(text: string): string | null {
  const title = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return title === '' || title.length > longestTitle ? null : title;
}
