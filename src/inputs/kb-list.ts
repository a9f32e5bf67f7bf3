// A plain list: KB numbers, one per line or in running text, alone or with titles; UpdateIDs as well.
import { UserError } from '../errors.ts';
import type { Item } from '../types.ts';
import { cleanTitle, guidOf } from './rows.ts';
import type { Input, ParsedGroup } from './types.ts';

const withPrefix = /\bKB[ \t-]?(\d{6,7})\b/gi;
/** Seven digits in running text; not part of a path, a version, a date or a longer number. */
const bare = /(?<![\w./\\:-])(\d{7})(?![\w/\\:-]|\.\d)/g;
/** A line of numbers alone, or a number before a title. */
const leading = /^[\s"'*•-]*(\d{6,7})(?=[\s,;:"'|]|$)/;
const onlyNumbers = /^[\s\d,;"'*•|-]+$/;
const guid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;

export const kbList: Input = {
  id: 'kb-list',
  description: 'KB numbers, one per line or in running text, with or without titles',
  accepts: (text) => !/^\s*</.test(text) && itemsOf(text.slice(0, 200_000)).length > 0,
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
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => (/^\s*(?:#|\/\/)/.test(line) ? [] : itemsOfLine(line.slice(0, 100_000), index + 1)));
}

function itemsOfLine(line: string, number: number): Item[] {
  const updateId = guidOf(guid.exec(line)?.[0]);
  const kbs = kbsOf(updateId === null ? line : line.replace(guid, ' '));
  if (kbs.length === 0 && updateId === null) return [];
  const title = titleOf(line, kbs);
  const where = `line ${number}`;
  if (kbs.length === 0) return [itemOf(null, updateId, title, where)];
  return kbs.map((kb) => itemOf(kb, kbs.length === 1 ? updateId : null, title, where));
}

function kbsOf(line: string): string[] {
  const prefixed = [...line.matchAll(withPrefix)].map((match) => match[1] ?? '');
  const first = leading.exec(line)?.[1];
  const numbers = onlyNumbers.test(line) ? (line.match(/\d+/g) ?? []).filter((each) => /^\d{6,7}$/.test(each)) : [];
  const inText = [...line.matchAll(bare)].map((match) => match[1] ?? '');
  return [...new Set([...prefixed, ...(first === undefined ? [] : [first]), ...numbers, ...inText])];
}

/** What a line says besides one number may be a title; a line with several numbers has none of its own. */
function titleOf(line: string, kbs: string[]): string | null {
  if (kbs.length > 1) return null;
  const rest = line
    .replace(/^[\s"'*•-]*(?:KB[ \t-]?)?\d{6,7}[\s,;:"'|-]*/i, '')
    .replace(/["']+\s*$/, '')
    .trim();
  return /[a-z]{3}/i.test(rest.replace(withPrefix, '')) ? cleanTitle(rest) : null;
}

function itemOf(kb: string | null, updateId: string | null, title: string | null, where: string): Item {
  return {
    ...{ kb, alsoKbs: [], updateId, ciId: null, title, bulletin: null, categories: [], released: null, revised: null },
    ...{ superseded: false, expired: false, where },
  };
}
