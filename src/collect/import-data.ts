// Imported facts in data/<source>/: what was there is read into the stage first, and the whole is written back where it changed.
import type { Stage } from '../catalog/stage.ts';
import {
  type ImportRow,
  importRow,
  type MetaFile,
  type SupersedenceRow,
  supersedenceRow,
  type UpdateRow,
  updateRow,
} from '../data/schema.ts';
import type { Importer } from '../imports/types.ts';
import { type Files, jsonText, linesText, readText } from './files.ts';
import { metaOf } from './metas.ts';
import { readLines, readMeta } from './rows.ts';

const updateKey = ({ kb }: UpdateRow): string | null => kb;
const edgeKey = ({ superseding }: SupersedenceRow): string | null => (superseding.length <= 7 ? superseding : null);

/** What meta.json says of the source, before this file is counted in. */
export function metaOfImport(
  data: string | null,
  { source, description }: Pick<Importer, 'source' | 'description'>,
  { today }: { today: string },
): MetaFile {
  const known = data === null ? {} : readMeta(data, source);
  return { ...metaOf({ id: source, live: false, description }), readOn: today, ...known };
}

export function loadOld(stage: Stage, data: string, { id: source, asOf }: MetaFile): void {
  for (const row of readLines(data, `${source}/updates.jsonl`, updateRow)) {
    stage.update({ ...row, knownBy: row.knownBy ?? asOf }, source);
  }
  for (const row of readLines(data, `${source}/supersedence.jsonl`, supersedenceRow)) stage.edge(row, source);
  stage.endOfOld();
}

/** The day of the source itself is not written into each row, and nobody asks by when an update was out whose release is known. */
function* withoutDay(rows: Iterable<UpdateRow>, asOf: string | null): Generator<UpdateRow> {
  for (const row of rows) yield row.knownBy === asOf || row.released !== null ? { ...row, knownBy: null } : row;
}

/** The files of the source as they are to be; none where its facts are those that are there. */
export function filesOfImport(stage: Stage, data: string, meta: MetaFile, row: ImportRow): Files {
  const { id } = meta;
  const asOf = [meta.asOf ?? '', row.asOf ?? ''].sort().at(-1) || null;
  const updates = linesText(withoutDay(stage.updates(id), asOf), updateKey);
  const supersedence = linesText(stage.edges(id), edgeKey);
  const before = readLines(data, `${id}/imports.jsonl`, importRow);
  const known = before.find(({ sha256 }) => sha256 === row.sha256);
  const facts = new Map([
    [`${id}/updates.jsonl`, updates],
    [`${id}/supersedence.jsonl`, supersedence],
  ]);
  const same = [...facts].every(([file, text]) => (readText(data, file) ?? '') === text);
  if (same && known !== undefined) return new Map();
  const imports = [
    ...before.filter(({ sha256 }) => sha256 !== row.sha256),
    { ...row, url: row.url ?? known?.url ?? null },
  ];
  // Rows without an address of their own are at that of the source: where the newest file came from.
  const url = /^(?!.*"url":).+$/m.test(updates) ? (row.url ?? meta.url) : meta.url;
  return new Map([
    [`${id}/meta.json`, jsonText({ ...meta, url, asOf, readOn: row.readOn })],
    ...facts,
    [`${id}/imports.jsonl`, linesText(imports, () => null)],
  ]);
}
