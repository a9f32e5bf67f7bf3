// The form of a bundle: one line with the checksum of all that follows, one line of JSON that says what it holds, then the catalog, packed with gzip.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isDay } from '../dates.ts';
import { CatalogError, UserError } from '../errors.ts';
import { statsOf } from '../stats.ts';
import { type Manifest, manifestIn } from './manifest.ts';
import { schemaVersion } from './schema.ts';

export interface BundleHeader {
  format: 'rebootgate/catalog-bundle';
  version: 1;
  /** Version of the program that made it. */
  tool: string;
  /** The version of the tables, which the reading program must know. */
  schemaVersion: number;
  /** YYYY-MM-DD */
  dataAsOf: string;
  /** "sha256:" and the digest of the facts. */
  dataDigest: string;
  manifest: Manifest;
}

const opening = 'rebootgate catalog bundle ';
export const firstLine = (sha256: string): string => `${opening}1 sha256:${sha256}\n`;
export const firstLineBytes = firstLine('0'.repeat(64)).length;
const mostHeader = 16 * 1024;

const mostBytes = 4 * 1024 ** 3;
/** A catalog packs to a quarter, one of the smallest to a hundredth: it is mostly empty pages. */
const mostRatio = 200;
const ratioFrom = 1024 * 1024;

const again = 'Copy or download the bundle again, or make it anew with "rebootgate catalog export".';
export const damagedBundle = (name: string, how: string, cause?: unknown): UserError =>
  new UserError(`the bundle ${name} is damaged: ${how}`, again, cause);

export interface OpenedBundle {
  header: BundleHeader;
  /** What everything after the first line must add up to. */
  sha256: string;
  /** Where the packed catalog begins. */
  payloadAt: number;
}

/**
 * Reads the two lines, and no further.
 * @throws UserError for another kind of file and a damaged bundle, CatalogError for one of another version
 */
export function readBundleHeader(path: string, name: string): OpenedBundle {
  const { head, size } = headOf(path, name);
  if (!isBundle(head)) {
    throw new UserError(
      `${name} is no catalog bundle`,
      'Name a file that "rebootgate catalog export" made. A bare catalog is given to a command with --catalog.',
    );
  }
  const line = head.subarray(0, firstLineBytes).toString('latin1');
  const version = /^rebootgate catalog bundle (\d{1,4}) /.exec(line)?.[1];
  if (version !== undefined && version !== '1') throw otherVersion(name, `the form ${version} of bundles`, '1');
  const sha256 = /^rebootgate catalog bundle 1 sha256:([0-9a-f]{64})\n$/.exec(line)?.[1];
  const end = head.indexOf(10, firstLineBytes);
  if (sha256 === undefined || end < 0) throw damagedBundle(name, 'its first lines are cut off or changed');
  const header = headerIn(head.subarray(firstLineBytes, end).toString('utf8'), name);
  const payloadAt = end + 1;
  requireCredible(header, size - payloadAt, name);
  return { header, sha256, payloadAt };
}

export const isBundle = (head: Buffer): boolean => head.toString('latin1', 0, opening.length) === opening;

/** The first bytes of a file. @throws UserError where it cannot be read */
export function headOf(path: string, name: string): { head: Buffer; size: number } {
  const stats = statsOf(path);
  if (stats?.isFile() !== true)
    throw new UserError(`${name} is ${stats === null ? 'not there' : 'no file'}`, 'Name the file of a bundle.');
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(firstLineBytes + mostHeader);
      const read = readSync(file, head, 0, head.length, 0);
      return { head: head.subarray(0, read), size: fstatSync(file).size };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new UserError(`${name} cannot be read (${code})`, 'Name a file that you may read.', cause);
  }
}

function otherVersion(name: string, holds: string, reads: string): CatalogError {
  return new CatalogError(
    `the bundle ${name} has ${holds}, this program reads ${reads}`,
    'Export it with the version of rebootgate that is installed here, or install the version that made it.',
  );
}

function headerIn(text: string, name: string): BundleHeader {
  const value = parsed(text);
  const { format, version, tool, schemaVersion: tables, dataAsOf, dataDigest, manifest } = value;
  const known = manifestIn(JSON.stringify(manifest) ?? '');
  const whole =
    format === 'rebootgate/catalog-bundle' &&
    version === 1 &&
    typeof tool === 'string' &&
    typeof tables === 'number' &&
    typeof dataAsOf === 'string' &&
    isDay(dataAsOf) &&
    typeof dataDigest === 'string' &&
    /^sha256:[0-9a-f]{64}$/.test(dataDigest);
  if (!whole || known === null || known.previous !== undefined)
    throw damagedBundle(name, 'its header does not say what it holds');
  if (tables !== schemaVersion) throw otherVersion(name, `a catalog of version ${tables}`, `version ${schemaVersion}`);
  return { format, version, tool, schemaVersion: tables, dataAsOf, dataDigest, manifest: known };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // As a header that says nothing.
    return {};
  }
}

/** Before a byte is unpacked: a few kilobytes can claim to be gigabytes. */
function requireCredible({ manifest }: BundleHeader, packed: number, name: string): void {
  const { size } = manifest;
  if (!Number.isSafeInteger(size) || size <= 0 || size > mostBytes)
    throw damagedBundle(name, `it claims to hold ${size} bytes, and no catalog is larger than 4 GiB`);
  if (size > ratioFrom && size > packed * mostRatio)
    throw damagedBundle(name, `it claims to unpack ${packed} bytes to ${size}`);
}
