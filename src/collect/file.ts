// A file on disk as an importer sees it: bytes in ranges, a stream, its beginning for recognising it. The path stays here.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { zipNames } from '../archives/zip.ts';
import { encodingOf } from '../bytes/text.ts';
import { openForeign } from '../catalog/foreign.ts';
import { UserError } from '../errors.ts';
import type { ImportFile, Sample } from '../imports/types.ts';

type Foreign = ReturnType<typeof openForeign>;

export interface DiskFile extends ImportFile {
  /** SHA-256 of the whole file, in hex. */
  sha256(): Promise<string>;
  sample(): Promise<Sample>;
  close(): Promise<void>;
}

const pieceBytes = 64 * 1024;
const headBytes = 64 * 1024;

/** @throws UserError where it cannot be opened, is a folder, or is empty */
export async function openFile(path: string): Promise<DiskFile> {
  const name = basename(path);
  const handle = await opened(path);
  const stat = await handle.stat();
  if (!stat.isFile() || stat.size === 0) {
    await handle.close();
    throw new UserError(
      stat.isFile() ? `${path} is empty` : `${path} is no file`,
      'Name a file that holds updates; "rebootgate import --help" lists the kinds.',
    );
  }
  return new OpenFile(path, name, stat.size, handle);
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new UserError(`${path} ${why}`, 'Name an existing file.', cause);
  }
}

class OpenFile implements DiskFile {
  readonly name: string;
  readonly size: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #databases: Foreign[] = [];

  constructor(path: string, name: string, size: number, handle: FileHandle) {
    this.name = name;
    this.size = size;
    this.#path = path;
    this.#handle = handle;
  }

  async read(from: number, length: number): Promise<Uint8Array> {
    const room = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - from)));
    let filled = 0;
    while (filled < room.length) {
      const { bytesRead } = await this.#handle.read(room, filled, room.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return room.subarray(0, filled);
  }

  /** One buffer for all pieces: a file of gigabytes would leave thousands of them to the collector. */
  async *stream(): AsyncGenerator<Uint8Array> {
    const room = Buffer.allocUnsafe(Math.min(pieceBytes, this.size));
    for (let at = 0; at < this.size; ) {
      const { bytesRead } = await this.#handle.read(room, 0, room.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield room.subarray(0, bytesRead);
    }
  }

  sqlite(): Foreign {
    const database = openForeign(this.#path);
    this.#databases.push(database);
    return database;
  }

  async sha256(): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of this.stream()) hash.update(piece);
    return hash.digest('hex');
  }

  async sample(): Promise<Sample> {
    const head = await this.read(0, headBytes);
    return {
      name: this.name.toLowerCase(),
      size: this.size,
      head,
      text: textOfHead(head),
      entries: await zipNames(this),
    };
  }

  async close(): Promise<void> {
    for (const database of this.#databases) database.close();
    await this.#handle.close();
  }
}

/** '' for what is no text: a zero byte stands in none but UTF-16. */
function textOfHead(head: Uint8Array): string {
  const encoding = encodingOf(head);
  if (encoding === 'utf-8' && head.subarray(0, 4096).includes(0)) return '';
  return new TextDecoder(encoding).decode(head, { stream: true });
}
