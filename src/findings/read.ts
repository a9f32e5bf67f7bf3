// Reads the findings and lab records of a user: each file against its shape, with its problems and their places.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type * as z from 'zod';
import { type LabRecord, labRecord, labRecordName } from '../data/lab-record.ts';
import { documentFrame, documentList, type OwnDocument, ownFinding } from '../data/own.ts';
import { UserError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { isOutside } from './claims.ts';
import { filesOf, type NamedPath } from './files.ts';
import { mostBytes, type ParsedFile, parseFile } from './parse.ts';
import { type Path, pathText, Problems } from './problem.ts';

export interface OwnFile extends NamedPath {
  text: string;
  /** Where in the file the documents stand: it is one, or a list of them. */
  isList: boolean;
  documents: OwnDocument[];
  lineOf(path: Path): number | null;
}

export interface OwnRecord extends NamedPath {
  record: LabRecord;
  text: string;
  /** Of its text, with LF as line ends. */
  sha256: string;
  lineOf(path: Path): number | null;
}

export interface Own {
  files: OwnFile[];
  records: OwnRecord[];
  problems: Problems;
  /** How many files hold findings, or should. */
  read: number;
}

/** All files together: what a machine of any size reads at once. */
const mostTotal = 64 * 1024 * 1024;

/** @throws UserError where a path cannot be read at all; what is wrong inside a file is a problem of it */
export function readOwn(paths: readonly NamedPath[], mayBeEmpty = false): Own {
  const own: Own = { files: [], records: [], problems: new Problems(), read: 0 };
  const seen = new Set<string>();
  let total = 0;
  for (const file of paths.flatMap((path) => filesOf(path, mayBeEmpty))) {
    const real = realpathSync(file.path);
    if (seen.has(real)) continue;
    seen.add(real);
    const bytes = bytesOf(file);
    total += bytes.length;
    if (total > mostTotal)
      throw new UserError(`the findings are larger than ${mostTotal >> 20} MB`, 'Name fewer files.');
    take(file, parseFile(bytes, file.name), own);
  }
  for (const file of recordsBeside(own)) {
    if (!seen.has(realpathSync(file.path))) take(file, parseFile(bytesOf(file), file.name), own);
  }
  return own;
}

/** Where single files are named, the lab records that they point at come along. */
function recordsBeside({ files }: Own): NamedPath[] {
  const named = files.flatMap((file) =>
    file.documents.flatMap(({ findings }) =>
      findings.flatMap(({ labRecord }) => (labRecord === undefined ? [] : besideFile(file, labRecord.file))),
    ),
  );
  const unique = new Map(named.map((each) => [each.path, each]));
  return [...unique.values()].filter(({ path, folder }) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    return realpathSync(path).startsWith(`${realpathSync(folder)}${sep}`);
  });
}

/** A place outside is a problem of the finding; nothing is read from there. */
function besideFile({ name, path }: NamedPath, leaf: string): (NamedPath & { folder: string })[] {
  if (isOutside(leaf)) return [];
  const folder = dirname(path);
  return [{ name: `${name.replace(/[^\\/]*$/, '')}${leaf}`, path: join(folder, leaf), folder }];
}

/** Of a file that is too large no more is read than tells that it is. */
function bytesOf({ name, path }: NamedPath): Uint8Array {
  const stats = statSync(path, { throwIfNoEntry: false });
  // A device never ends, and a pipe may never begin.
  if (stats?.isFile() === false) throw new UserError(`${name} is no file`, 'Name the file itself.');
  try {
    return statSync(path).size > mostBytes.json ? Buffer.alloc(mostBytes.json + 1) : readFileSync(path);
  } catch (cause) {
    throw new UserError(`${name} cannot be read`, 'Check the path and its permissions.', cause);
  }
}

function take(file: NamedPath, parsed: ParsedFile, own: Own): void {
  const { value, text, lineOf } = parsed;
  for (const problem of parsed.problems) own.problems.add(() => problem);
  own.read += 1;
  if (parsed.problems.length > 0) return;
  const form = { file: file.name, lineOf, problems: own.problems };
  if (isRecord(value) && value['schema'] === labRecordName) {
    const record = shaped(labRecord, value, [], form);
    own.read -= 1;
    if (record !== null) own.records.push({ ...file, record, text, sha256: sha256(text), lineOf });
    return;
  }
  const isList = Array.isArray(value);
  const documents = documentsOf(value, form);
  if (documents !== null) own.files.push({ ...file, text, isList, documents, lineOf });
}

/** Null where anything is wrong. Finding by finding: of a file in which all are wrong the errors of one are enough at a time. */
function documentsOf(value: unknown, form: Form): OwnDocument[] | null {
  const list: unknown[] | null = Array.isArray(value) ? value : null;
  if (list !== null && shaped(documentList, list, [], form) === null) return null;
  const documents = (list ?? [value]).map((each, at) => documentOf(each, list === null ? [] : [at], form));
  return documents.every((each) => each !== null) ? documents : null;
}

function documentOf(value: unknown, path: Path, form: Form): OwnDocument | null {
  const frame = shaped(documentFrame, value, path, form);
  const findings = findingsIn(value).map((each, at) => shaped(ownFinding, each, [...path, 'findings', at], form));
  return frame !== null && findings.every((each) => each !== null) ? { source: frame.source, findings } : null;
}

const findingsIn = (value: unknown): unknown[] =>
  isRecord(value) && Array.isArray(value['findings']) ? value['findings'] : [];

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Form extends Pick<ParsedFile, 'lineOf'> {
  file: string;
  problems: Problems;
}

/** The value of the shape, or null and what is wrong with it. */
function shaped<S extends z.ZodType>(shape: S, value: unknown, above: Path, form: Form): z.infer<S> | null {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of unknown) addProblem([...above, ...issue.path, key], 'is no key of this form', form);
    if (unknown.length === 0) addProblem([...above, ...issue.path], issue.message, form);
  }
  return null;
}

function addProblem(path: Path, message: string, { file, lineOf, problems }: Form): void {
  problems.add(() => ({ file, line: nearestLine(lineOf, path), key: pathText(path), message }));
}

/** A key that is missing has no line; the one around it has. */
export function nearestLine(lineOf: (path: Path) => number | null, path: Path): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = lineOf(path.slice(0, length));
    if (line !== null) return line;
  }
  return null;
}
