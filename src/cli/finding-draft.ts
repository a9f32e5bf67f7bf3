// A new finding in its place: which source, which id, which file, and the lab record beside it.
import { existsSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import type { FindingRow, FindingSourceRow } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import { type FromRecord, rowOf, slugOf, sourceOf, type Stated, tailOf } from '../findings/draft.ts';
import { claimsOf } from '../findings/problems.ts';
import type { Own, OwnRecord } from '../findings/read.ts';
import { withFinding } from '../findings/text.ts';
import type { Place, Present } from './finding-place.ts';
import type { Change } from './finding-write.ts';

export interface Draft {
  source: FindingSourceRow;
  row: FindingRow;
  changes: Change[];
}

/** @throws UserError where something is missing, or the file is there and holds something else */
export function draftOf(
  stated: Stated,
  record: OwnRecord | null,
  place: Place,
  present: Present,
  today: string,
): Draft {
  const kept = record === null ? null : keptRecord(record, place);
  const row = rowOf(stated, kept?.from ?? null, today);
  const wanted = sourceOf(stated, kept?.from ?? null);
  const source = sourceFor(wanted, present);
  const id = free(`${source.id}/${tailOf(row)}`, present);
  const path = place.file ?? fileOf(source, place, present.own);
  const before = present.own.files.find((file) => file.path === path)?.text ?? null;
  if (before === null && existsSync(path))
    throw new UserError(`${path} is there, and holds no findings`, 'Name another file, or another --id.');
  const full = { id, ...row };
  const after = withFinding(before, source, full, place.file !== null);
  return { source, row: full, changes: [{ path, before, after }, ...(kept?.changes ?? [])] };
}

/** A record lies with the findings that were read from it; one from elsewhere is copied there. */
function keptRecord(
  { path, record, sha256, text }: OwnRecord,
  { folder }: Place,
): { from: FromRecord; changes: Change[] } {
  const way = relative(folder, path).split(sep).join('/');
  if (!way.startsWith('..') && !/^(?:[a-z]:|\/)/i.test(way))
    return { from: { record, file: way, sha256 }, changes: [] };
  const leaf = `${slugOf(basename(path, extname(path)))}-${sha256.slice(0, 8)}${extname(path).toLowerCase()}`;
  const file = `lab-records/${leaf}`;
  return {
    from: { record, file, sha256 },
    changes: [{ path: join(folder, file), before: existsSync(join(folder, file)) ? text : null, after: text }],
  };
}

/** A source that is there already gets the finding; another of the same name gets a number. */
function sourceFor(wanted: FindingSourceRow, { own, findings }: Present): FindingSourceRow {
  const present = own.files.flatMap(({ documents }) => documents.map(({ source }) => source));
  const same = present.find(({ kind, url }) => url !== null && url === wanted.url && kind === wanted.kind);
  if (same !== undefined) return same;
  const taken = new Set([...present, ...findings.map(({ source }) => source)].map(({ id }) => id));
  return { ...wanted, id: numbered(wanted.id, (id) => taken.has(id)) };
}

const free = (id: string, { findings }: Present): string =>
  numbered(id, (each) => findings.some((finding) => finding.id === each));

function numbered(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

function fileOf(source: FindingSourceRow, { folder }: Place, own: Own): string {
  const claim = claimsOf(own).find(
    ({ document, file }) => document.source.id === source.id && /\.json$/i.test(file.path),
  );
  if (claim !== undefined) return claim.file.path;
  return join(folder, `${source.id.replace('/', '-')}.json`);
}
