// A catalog -> one file with checksums, for machines that cannot fetch anything.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CatalogError, UserError } from '../errors.ts';
import { type BundleHeader, firstLine, headOf, isBundle } from './bundle-header.ts';
import { manifestOf, sumsOf } from './manifest-of.ts';
import { openCatalog } from './open.ts';
import { schemaVersion } from './schema.ts';
import { verifyWhole } from './status.ts';
import { asWriteError, replaceFile } from './swap.ts';
import { clearLeftovers, discard, type Running, temporaryFor } from './temporary.ts';

export interface BundleOptions {
  running: Running | null;
  onInterrupt?(clear: () => void): () => void;
}

/**
 * @param target where the bundle goes; an older bundle there is replaced
 * @param name of the target, as the user wrote it
 * @returns what the bundle says of itself, and its size
 * @throws CatalogError for a catalog that is not whole, UserError where another kind of file is in the way, SourceError where nothing can be written
 */
export async function exportBundle(
  catalog: string,
  target: string,
  name: string,
  tool: string,
  { running, onInterrupt }: BundleOptions,
): Promise<{ header: BundleHeader; bytes: number }> {
  if (existsSync(target) && !isBundle(headOf(target, name).head))
    throw new UserError(`${name} is there already, and no bundle`, 'Name a new file for the bundle.');
  const header = describe(catalog, tool);
  clearLeftovers(target, running);
  const temporary = temporaryFor(target, running);
  const cleared = onInterrupt?.(() => discard(temporary));
  try {
    const bytes = await write(catalog, temporary, header);
    replaceFile(temporary, target);
    return { header, bytes };
  } catch (error) {
    throw asWriteError(error, name);
  } finally {
    discard(temporary);
    cleared?.();
  }
}

/** Verified to the last byte: what is wrong here would be found on the other machine, where nobody can mend it. */
function describe(path: string, tool: string): BundleHeader {
  const catalog = openCatalog(path);
  try {
    const [problem] = verifyWhole(catalog).problems;
    if (problem !== undefined)
      throw new CatalogError(`the catalog ${path} is damaged: ${problem}`, 'Build it again with "rebootgate build".');
    const { dataAsOf, digest } = catalog;
    const manifest = manifestOf(sumsOf(path), digest.replace('sha256:', ''));
    return {
      format: 'rebootgate/catalog-bundle',
      version: 1,
      ...{ tool, schemaVersion, dataAsOf, dataDigest: digest, manifest },
    };
  } finally {
    catalog.close();
  }
}

/** The checksum stands first and is known last, so the first line is written once more. */
async function write(catalog: string, path: string, header: BundleHeader): Promise<number> {
  const hash = createHash('sha256');
  const blank = firstLine('0'.repeat(64));
  const said = Buffer.from(`${JSON.stringify(header)}\n`);
  let bytes = blank.length + said.length;
  hash.update(said);
  async function* whole(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    yield Buffer.concat([Buffer.from(blank), said]);
    for await (const piece of packed) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  await pipeline(createReadStream(catalog), createGzip({ level: 9 }), whole, createWriteStream(path, { flags: 'wx' }));
  const file = await open(path, 'r+');
  try {
    await file.write(firstLine(hash.digest('hex')), 0, 'latin1');
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}
