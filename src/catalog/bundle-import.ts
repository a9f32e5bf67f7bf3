// A bundle -> the catalog in its place: verified before anything is unpacked, again before it is swapped in, and never by accident an older one.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CatalogError, UserError } from '../errors.ts';
import type { BundleOptions } from './bundle-export.ts';
import {
  type BundleHeader,
  damagedBundle,
  firstLineBytes,
  type OpenedBundle,
  readBundleHeader,
} from './bundle-header.ts';
import { versionAt } from './header.ts';
import { sumsOf } from './manifest-of.ts';
import { acceptedBy } from './manifest.ts';
import { openCatalog } from './open.ts';
import { schemaVersion } from './schema.ts';
import { verifyWhole } from './status.ts';
import { asWriteError, swapIn } from './swap.ts';
import { clearLeftovers, discard, temporaryFor } from './temporary.ts';

export interface ImportedBundle {
  header: BundleHeader;
  changed: boolean;
  /** The day of the facts that were there before; null: nothing that could be read. */
  before: string | null;
}

export interface ImportBundleOptions extends BundleOptions {
  allowOlder: boolean;
}

/**
 * @param path of the bundle, `name` as the user wrote it
 * @throws UserError for a file that is no sound bundle, or an older one; CatalogError for another version; SourceError where it cannot be written
 */
export async function importBundle(
  path: string,
  name: string,
  target: string,
  { running, onInterrupt, allowOlder }: ImportBundleOptions,
): Promise<ImportedBundle> {
  const bundle = readBundleHeader(path, name);
  await requireChecksum(path, name, bundle);
  const { header } = bundle;
  const present = presentFacts(target);
  if (!allowOlder) requireNotOlder(header, target, present, name);
  clearLeftovers(target, running);
  const temporary = temporaryFor(target, running);
  const cleared = onInterrupt?.(() => discard(temporary));
  try {
    await unpack(path, name, bundle, temporary);
    requireAsSaid(temporary, header, name);
    const { changed } = swapIn(temporary, target, header.dataDigest.replace('sha256:', ''), running);
    return { header, changed, before: present?.dataAsOf ?? null };
  } catch (error) {
    throw asWriteError(error, target);
  } finally {
    discard(temporary);
    cleared?.();
  }
}

async function requireChecksum(path: string, name: string, { sha256 }: OpenedBundle): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { start: firstLineBytes })) hash.update(piece);
  if (hash.digest('hex') !== sha256) throw damagedBundle(name, 'its bytes do not add up to its checksum');
}

type Facts = Pick<BundleHeader, 'dataAsOf' | 'dataDigest'>;

/** What is there and cannot be read is no reason to keep it: a bundle is how it is mended. */
function presentFacts(target: string): Facts | null {
  try {
    const catalog = openCatalog(target, { overlay: true });
    try {
      return { dataAsOf: catalog.dataAsOf, dataDigest: catalog.digest };
    } finally {
      catalog.close();
    }
  } catch (error) {
    if (error instanceof CatalogError) return null;
    throw error;
  }
}

function requireNotOlder(given: BundleHeader, target: string, present: Facts | null, name: string): void {
  const hint = 'Give --allow-older to go back to it all the same.';
  const before = present?.dataAsOf ?? null;
  const { dataAsOf } = given;
  if (before !== null && dataAsOf < before)
    throw new UserError(`the bundle ${name} has the facts of ${dataAsOf}, the catalog here those of ${before}`, hint);
  // Of two catalogs of one day nobody can tell which is the newer.
  if (present !== null && dataAsOf === before && given.dataDigest !== present.dataDigest)
    throw new UserError(
      `the bundle ${name} and the catalog here both have the facts of ${dataAsOf}, and they differ`,
      'Look with "rebootgate diff" which one you want; --allow-older takes the bundle.',
    );
  const version = versionAt(target);
  if (version !== null && version > schemaVersion)
    throw new UserError(`the catalog here has version ${version}, the bundle ${name} version ${schemaVersion}`, hint);
}

/** Never more than was said: a bomb stops there. */
async function unpack(path: string, name: string, { header, payloadAt }: OpenedBundle, to: string): Promise<void> {
  const { size } = header.manifest;
  let bytes = 0;
  async function* bounded(unpacked: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of unpacked) {
      bytes += piece.length;
      if (bytes > size) throw damagedBundle(name, `it unpacks to more than the ${size} bytes that it names`);
      yield piece;
    }
  }
  const packed = createReadStream(path, { start: payloadAt });
  try {
    await pipeline(packed, createGunzip(), bounded, createWriteStream(to, { flags: 'wx' }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw damagedBundle(name, `its packed part cannot be unpacked (${code})`, error);
    throw error;
  }
}

/** The checksum of the file says that it arrived as it was made; this says that it was made of a sound catalog. */
function requireAsSaid(temporary: string, header: BundleHeader, name: string): void {
  if (!acceptedBy(header.manifest, sumsOf(temporary)))
    throw damagedBundle(name, 'what it holds is not what its header says');
  const [problem] = problemsOf(temporary, header);
  if (problem !== undefined) throw damagedBundle(name, problem);
}

function problemsOf(path: string, { dataAsOf, dataDigest }: BundleHeader): string[] {
  try {
    const catalog = openCatalog(path);
    try {
      const same = catalog.dataAsOf === dataAsOf && catalog.digest === dataDigest;
      return [...(same ? [] : ['its catalog has other facts than its header says']), ...verifyWhole(catalog).problems];
    } finally {
      catalog.close();
    }
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return [error.message.replaceAll(path, 'in it')];
  }
}
