// A plain list: KB numbers, one per line or in running text, alone or with titles; UpdateIDs as well.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { blankItem, unreadableNumber } from './named.ts';
import { cleanTitle } from './rows.ts';
import type { Input, ParsedGroup } from './types.ts';

/** "KB2965788", "KB 2965788", "KB: 2965788", ".../kb/2965788", ".../help/2965788", "windows6.1-kb2965788-x64.msu"; not "KB296578...", which was cut. */
const withPrefix = /(?:(?<![a-z]|(?<!\d{6})\d)KB(?:[ \t#/-]|[ \t]?:[ \t]?)?|\/help\/)(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)/gi;
/** Seven digits in running text, also "2965788/2966034" and "2965788-x64"; not part of a path, a version, a date or a longer number. */
const bare = /(?<![\w.\\-]|(?<!\d{7})\/)(\d{7})(?![\w\\]|[.-]\d|\/(?!\d{7}))/g;
/** Other ways in which numbers stand in names and addresses: "xKB2965788", "KB%202965788", "Q2965788", "Windows6.1-2965788-x64.msu", "2965788_x64". */
const glued =
  /(?<!\d)KB(?:%[0-9a-f]{2}|[^a-z0-9\s]|[ \t]){0,3}(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)|(?:\bQ|hotfix[\s:_-]{0,2}|article[\s:_-]{0,2}|windows[\d.]{1,6}-|\/topic\/)(\d{7}|\d{6}(?!\.\.\.|…))(?!\d)|(?<![\w.\\/-])(\d{7})(?=_?(?:x64|x86|arm64|ia64|v\d)\b)/gi;
/** A line of numbers alone, or a number before a title. */
const leading = /^[\s"'*•-]*(\d{6,7})(?=[\s,;:"'|]|$)/;
const onlyNumbers = /^[\s\d,;"'*•|-]+$/;
/** Alone or in "SUM_<guid>"; not in "ScopeId_<guid>", and not the products and classes that logs of Configuration Manager name. */
const guid =
  /(?<![0-9a-f]|[0-9a-f]-|(?<!SUM)_|(?:Product|ProductFamily|UpdateClassification|Company|Locale):)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;
/** XML holds numbers of all kinds; "#< CLIXML" is what PowerShell writes before it into a pipe, "<#" how a script of it begins. */
export const looksLikeXml = (text: string): boolean => /^\s*(?:#< CLIXML\s*)?<(?!#)/.test(text);
/** What a title of a line is read from: patterns below would take long on a line of megabytes. */
const headOfLine = 10_000;

export const kbList: Input = {
  id: 'kb-list',
  description: 'KB numbers, one per line or in running text, with or without titles',
  // The first line that names an update settles it; a look, not a second reading of the file.
  accepts: (text) =>
    !looksLikeXml(text) && linesOf(text.slice(0, 200_000)).some((line) => itemsOfLine(line, '').length > 0),
  parse(text): ParsedGroup {
    const items = itemsOf(text);
    if (items.length === 0) {
      throw new UserError(
        'there is no KB number in it',
        'A list holds lines such as KB2965788, 2965788, or a title with (KB2965788).',
      );
    }
    return { name: null, items };
  },
};

function itemsOf(text: string): Item[] {
  return linesOf(text).flatMap((line, index) => itemsOfText(line, `line ${index + 1}`));
}

/**
 * The updates of a line that may be anything.
 * @throws UserError where it names one by a number that cannot be read
 */
export function itemsOfText(line: string, where: string): Item[] {
  const items = line === '' ? [] : itemsOfLine(line, where);
  if (items.length > 0) return items;
  if (broken.test(line)) throw unreadableNumber(line, where);
  // Prose is passed over; a line that speaks of an update is not, even where it gives no number.
  return speaksOfUpdate.test(line) ? [itemOf(null, null, cleanTitle(line), where)] : [];
}

/** "KB29657...", "KB02965788", "KB29\ufffd65788", "2 965 788": a number was there, and cannot be read. */
const broken = /\bKB[\s_:-]?\d|\d\ufffd|\ufffd\d|(?<!\d)\d[ .,]\d{3}[ .,]\d{3}(?!\d)|(?<![\w.])\d{7}\.0\b/i;
const speaksOfUpdate = /\bMS\d{2}-\d{3}\b|\b(?:security |cumulative |critical )?update (?:for|rollup)\b/i;

/** What turns the direction of text, or its look, must not split a number. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ufe00-\ufe0f]/g;
/** What a terminal is told before and after a word that is found. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const colours = /\u001b\[[0-9;]{0,20}[A-Za-z]/g;

/** A comment counts as an empty line. */
function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => (/^\s*(?:#|\/\/)/.test(line) ? '' : line.replace(colours, '').replace(directions, '')));
}

/** The updates that one line names; none where it names no number and no UpdateID. */
export function itemsOfLine(line: string, where: string): Item[] {
  const updateIds = [...new Set((line.match(guid) ?? []).map((each) => each.toLowerCase()))];
  const rest = updateIds.length === 0 ? line : line.replace(guid, ' ');
  const kbs = kbsOf(rest);
  const [kb = null] = kbs;
  // One number and one UpdateID on a line are one update; otherwise nobody can tell which belongs to which.
  if (kbs.length <= 1 && updateIds.length === 1) return [itemOf(kb, updateIds[0] ?? null, titleOf(rest, kbs), where)];
  const titles = kbs.length > 1 ? titlesOf(rest) : new Map([[kb, titleOf(rest, kbs)]]);
  return [
    ...kbs.map((each) => itemOf(each, null, titles.get(each) ?? null, where)),
    ...updateIds.map((each) => itemOf(null, each, null, where)),
  ];
}

function kbsOf(line: string): string[] {
  const prefixed = [...line.matchAll(withPrefix)].map((match) => match[1] ?? '');
  const first = leading.exec(line)?.[1];
  const numbers = onlyNumbers.test(line) ? (line.match(/\d+/g) ?? []).filter((each) => /^\d{6,7}$/.test(each)) : [];
  const inText = [...line.matchAll(bare)].map((match) => match[1] ?? '');
  const inNames = [...line.matchAll(glued)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return [...new Set([...prefixed, ...(first === undefined ? [] : [first]), ...numbers, ...inText, ...inNames])];
}

/** The number with which a title ends, and the build behind it. */
const ending = /\((?:KB\s?)?(\d{6,7})\)(?:\s*\(\d{5}\.\d+\))?/gi;

/** Of a line with several numbers, the titles that end with one: "Cumulative Update for ... (KB5099992), replaces KB5099000". */
function titlesOf(line: string): Map<string | null, string> {
  const titles = new Map<string | null, string>();
  const head = line.slice(0, headOfLine);
  let from = 0;
  for (const match of head.matchAll(ending)) {
    const end = match.index + match[0].length;
    const part = head.slice(from, end);
    from = end;
    const kb = match[1] ?? '';
    const title = kbsOf(part).length === 1 ? titleOf(part, [kb]) : null;
    if (title !== null && !titles.has(kb)) titles.set(kb, title);
  }
  return titles;
}

/** What a line says besides one number may be a title. */
function titleOf(line: string, kbs: string[]): string | null {
  if (kbs.length > 1) return null;
  const rest = line
    .slice(0, headOfLine)
    .replace(/^[\s"'*•-]*(?:KB[ \t-]?)?\d{6,7}(?=\D|$)/i, '')
    .replace(/^[\s,;:"'|{}-]+/, '')
    .replace(/(?<!["'])["']+\s*$/, '')
    .trim();
  return /\p{L}{3}/u.test(rest.replace(withPrefix, '')) ? cleanTitle(rest) : null;
}

function itemOf(kb: string | null, updateId: string | null, title: string | null, where: string): Item {
  return { ...blankItem(where), kb, updateId, title };
}
