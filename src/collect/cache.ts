// The raw cache outside the repository: the bytes of each page as it was read, with its validators, so that parsing can be repeated offline.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { SourceError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { decodePage } from '../http/answer.ts';
import type { PageRequest } from '../sources/types.ts';
import { discard } from './files.ts';

interface PageHead {
  url: string;
  /** Of the bytes as the server sent them, unpacked. */
  sha256: string;
  charset: string;
  etag: string | null;
  lastModified: string | null;
  /** YYYY-MM-DD on which this content was first read. */
  readOn: string;
}

export interface CachedPage extends PageHead {
  text: string;
}

/** Pages by key; see `keyOf`. */
export interface PageCache {
  get(key: string): CachedPage | null;
  put(key: string, head: PageHead, bytes: Uint8Array): void;
}

const shape = z.strictObject({
  url: z.string(),
  sha256: z.string(),
  charset: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  readOn: z.string(),
});

export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * A form is part of what was asked: the pages of a WebForms list share one address. Its state (__VIEWSTATE) is not,
 * because it differs at each reading; `step` counts how often the list was paged on.
 */
export function keyOf({ url, form }: PageRequest, step: number): string {
  const event = Object.entries(form ?? {}).filter(([name]) => name === '__EVENTTARGET' || name === '__EVENTARGUMENT');
  return hashOf(JSON.stringify([url, event, step])).slice(0, 40);
}

export function openCache(folder: string): PageCache {
  const path = (key: string, extension: string): string => join(folder, `${key}.${extension}`);
  return {
    get(key) {
      if (!existsSync(path(key, 'json')) || !existsSync(path(key, 'page'))) return null;
      try {
        const head = shape.parse(JSON.parse(readFileSync(path(key, 'json'), 'utf8')));
        const bytes = readFileSync(path(key, 'page'));
        // A page that was cut when it was written is as good as none.
        return hashOf(bytes) === head.sha256 ? { ...head, text: decodePage(bytes, head.charset) } : null;
      } catch {
        return null;
      }
    },
    put(key, head, bytes) {
      try {
        makeFolder(folder);
        replace(path(key, 'page'), bytes);
        replace(path(key, 'json'), JSON.stringify(head));
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
        throw new SourceError(`${folder} cannot be written (${code})`, 'Name another folder with --cache.', cause);
      }
    },
  };
}

/** For a run that writes nothing. */
export const readOnly = ({ get }: PageCache): PageCache => ({ get, put: () => {} });

function replace(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(`${path}.tmp`, content);
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    discard(`${path}.tmp`);
    throw error;
  }
}
