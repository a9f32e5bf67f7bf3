// Merging what was read into the rows of data/<source>/: rows of a page that was read again are replaced, all others stay.
import { UserError } from '../errors.ts';
import {
  type MetaFile,
  metaFile,
  type PageRow,
  pageRow,
  type SupersedenceRow,
  supersedenceRow,
  type UpdateRow,
  updateRow,
} from '../data/schema.ts';
import type { Source } from '../sources/types.ts';
import type { Reading } from './crawl.ts';
import { type Differences, differences, type Said } from './differences.ts';
import { type Files, jsonText, linesText, readText } from './files.ts';
import { metaOf } from './metas.ts';

export interface Merged {
  files: Files;
  differences: Differences;
}

interface Rows {
  updates: UpdateRow[];
  supersedence: SupersedenceRow[];
}

export function mergeRows<F>(folder: string, source: Source<F>, reading: Reading<F>): Merged {
  const fresh: Rows = source.rows?.(reading.facts) ?? { updates: [], supersedence: [] };
  const read = new Set(reading.pages.map(({ url }) => url));
  const old: Rows = {
    updates: readLines(folder, `${source.id}/updates.jsonl`, updateRow),
    supersedence: readLines(folder, `${source.id}/supersedence.jsonl`, supersedenceRow),
  };
  const merged: Rows = {
    updates: [...old.updates.filter(({ url }) => url === null || !read.has(url)), ...fresh.updates],
    supersedence: [...old.supersedence.filter(({ url }) => url === null || !read.has(url)), ...fresh.supersedence],
  };
  const found = differences(named(old), named(merged));
  return { files: filesOf(folder, source, merged, old, reading), differences: found };
}

function filesOf<F>(folder: string, source: Source<F>, merged: Rows, old: Rows, reading: Reading<F>): Files {
  const updates = linesText(merged.updates, ({ kb }) => kb);
  const supersedence = linesText(merged.supersedence, ({ superseding }) =>
    /^\d+$/.test(superseding) ? superseding : null,
  );
  const same =
    updates === linesText(old.updates, ({ kb }) => kb) &&
    supersedence === linesText(old.supersedence, ({ superseding }) => (/^\d+$/.test(superseding) ? superseding : null));
  // Pages carry tokens that differ at each reading; they are written down only where their facts changed.
  if (same && readText(folder, `${source.id}/meta.json`) !== null) return new Map();
  const before = readMeta(folder, source.id);
  // Pages of the cache may be older than what was read since.
  const readOn = [reading.readOn, before.readOn ?? ''].sort().at(-1) ?? reading.readOn;
  // A source that was only imported so far was an archive; now its pages are read.
  const meta = { ...metaOf(source), ...before, live: source.live, readOn, asOf: readOn };
  return new Map([
    [`${source.id}/meta.json`, jsonText(meta)],
    [`${source.id}/updates.jsonl`, updates],
    [`${source.id}/supersedence.jsonl`, supersedence],
    [`${source.id}/pages.jsonl`, pagesText(folder, source.id, reading, merged, old)],
  ]);
}

/** Where and when each fact was read, and the hash of what was read: one line a page that bears facts. */
function pagesText<F>(folder: string, id: string, reading: Reading<F>, merged: Rows, old: Rows): string {
  const rowsOf = (rows: Rows, url: string): string =>
    JSON.stringify([rows.updates.filter((row) => row.url === url), rows.supersedence.filter((row) => row.url === url)]);
  const known = new Map(readLines(folder, `${id}/pages.jsonl`, pageRow).map((row) => [row.url, row]));
  for (const { url, sha256, readOn } of reading.pages) {
    const now = rowsOf(merged, url);
    if (now === '[[],[]]') known.delete(url);
    else if (!known.has(url) || now !== rowsOf(old, url)) known.set(url, { url, readOn, sha256 });
  }
  const rows: PageRow[] = [...known.values()];
  return linesText(rows, () => null);
}

/** @throws UserError where the file has the wrong shape */
export function readMeta(folder: string, id: string): Partial<MetaFile> {
  const text = readText(folder, `${id}/meta.json`);
  if (text === null) return {};
  try {
    return metaFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(
      `data/${id}/meta.json has the wrong shape`,
      'Run "rebootgate build" to see what is wrong.',
      cause,
    );
  }
}

export function readLines<T>(folder: string, file: string, shape: { parse(value: unknown): T }): T[] {
  const text = readText(folder, file) ?? '';
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [shape.parse(JSON.parse(line))];
    } catch (cause) {
      throw new UserError(
        `data/${file}:${index + 1} has the wrong shape`,
        'Run "rebootgate build" to see what is wrong.',
        cause,
      );
    }
  });
}

/** Facts by what identifies them. Two rows that nothing tells apart but what they say are two facts. */
function named({ updates, supersedence }: Rows): Map<string, Said> {
  const said = new Map<string, Said>();
  const add = (identity: readonly unknown[], name: string, row: object): void => {
    const [key, text] = [JSON.stringify(identity), JSON.stringify(row)];
    said.set(said.has(key) && said.get(key)?.text !== text ? `${key} ${text}` : key, { name: name.trim(), text });
  };
  for (const row of updates) {
    const { kb, updateId, title, products, architectures, url } = row;
    const name = [kb === null ? '' : `KB${kb}`, updateId ?? products.join(', '), architectures.join(', '), title ?? ''];
    const identity = updateId === null ? [kb, products, architectures, url] : [updateId];
    add(identity, name.filter((each) => each !== '').join(' '), row);
  }
  for (const row of supersedence) {
    const { superseding, superseded, products, architectures, url } = row;
    const name = `${superseding} supersedes ${superseded} on ${products.join(', ') || 'all products'}`;
    add([superseding, superseded, products, architectures, url], `${name} ${architectures.join(', ')}`, row);
  }
  return said;
}
