// The raw cache outside the repository: the bytes of each page as it was read, with its validators, so that parsing can be repeated offline.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PageRequest } from '../sources/types.ts';

export interface CachedPage {
  url: string;
  text: string;
  sha256: string;
  etag: string | null;
  lastModified: string | null;
  /** YYYY-MM-DD on which this content was first read. */
  readOn: string;
}

export interface PageCache {
  get(request: PageRequest): CachedPage | null;
  put(request: PageRequest, page: CachedPage): void;
}

const shape = z.strictObject({
  url: z.string(),
  sha256: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  readOn: z.string(),
});

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A form is part of what was asked: the pages of a WebForms list share one address. */
export function keyOf(request: PageRequest): string {
  const form = Object.entries(request.form ?? {}).filter(
    ([name]) => name.startsWith('__EVENT') && name !== '__EVENTVALIDATION',
  );
  return hashOf(JSON.stringify([request.url, form])).slice(0, 40);
}

export function openCache(folder: string): PageCache {
  const path = (request: PageRequest, extension: string): string => join(folder, `${keyOf(request)}.${extension}`);
  return {
    get(request) {
      if (!existsSync(path(request, 'json')) || !existsSync(path(request, 'page'))) return null;
      try {
        const head = shape.parse(JSON.parse(readFileSync(path(request, 'json'), 'utf8')));
        const text = readFileSync(path(request, 'page'), 'utf8');
        // A page that was cut when it was written is as good as none.
        return hashOf(text) === head.sha256 ? { ...head, text } : null;
      } catch {
        return null;
      }
    },
    put(request, { text, ...head }) {
      mkdirSync(folder, { recursive: true });
      replace(path(request, 'page'), text);
      replace(path(request, 'json'), JSON.stringify(head));
    },
  };
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
