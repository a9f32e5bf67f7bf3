// What the bytes of a foreign SQLite file say before SQLite meets it: that it is one, at rest, and not made to harm.
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { DamagedFile, pagesOf } from './foreign-pages.ts';
import { readSchema, type SchemaObject } from './foreign-schema.ts';
import { applicationId } from './schema.ts';

const mostBytes = 4 * 1024 ** 3;

export const copyAgain = 'Close the program that uses it and copy the file again.';
export const damaged = (path: string, how: string): UserError =>
  new UserError(`${path} is damaged: ${how}`, 'Copy or download the file again.');

/** @throws UserError where the file must not be opened with SQLite */
export function inspectForeign(path: string): SchemaObject[] {
  return withFile(path, (file, size) => {
    const header = headerOf(path, file);
    if (size > mostBytes) throw new UserError(`${path} is larger than 4 GiB`, 'Give a smaller file.');
    // SQLite would write beside a file that has a write-ahead log (2), even to read it.
    if (header[18] === 2 || header[19] === 2) throw new UserError(`${path} has a write-ahead log`, copyAgain);
    requireAtRest(path);
    try {
      return readSchema(pagesOf(file, size, header), header.readUInt32BE(56));
    } catch (error) {
      throw error instanceof DamagedFile ? damaged(path, error.message) : error;
    }
  });
}

function withFile<T>(path: string, use: (file: number, size: number) => T): T {
  let file: number;
  try {
    // Opening a pipe would wait for somebody to write to it.
    if (!statSync(path).isFile()) throw new Error('not a file');
    file = openSync(path, 'r');
  } catch (cause) {
    throw new UserError(`${path} cannot be opened`, 'Name an existing file that you may read.', cause);
  }
  try {
    return use(file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

/** https://www.sqlite.org/fileformat.html#the_database_header */
function headerOf(path: string, file: number): Buffer {
  const header = Buffer.alloc(100);
  const length = readSync(file, header, 0, 100, 0);
  if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new UserError(`${path} is no SQLite database`, 'Name a file that begins with "SQLite format 3".');
  }
  if (header.readUInt32BE(68) === applicationId) {
    throw new UserError(`${path} is a rebootgate catalog, not a file to import`, 'Use it with --catalog.');
  }
  return header;
}

/** Of a transaction that was cut off, half is in the file; the way back is in the journal beside it. */
function requireAtRest(path: string): void {
  const journal = `${path}-journal`;
  if (!existsSync(journal)) return;
  const mark = withFile(journal, (file) => {
    const begin = Buffer.alloc(8);
    readSync(file, begin, 0, 8, 0);
    return begin.toString('hex');
  });
  // A journal that is done with is empty, or begins with zeros.
  if (mark === 'd9d505f920a163d7') throw new UserError(`${path} is in the middle of a change`, copyAgain);
}
