// Makes the manifest of a catalog. Apart from reading it, because a check has no use for node:crypto and its start-up.
import { createHash } from 'node:crypto';
import { crcOf, type Manifest, withoutLibraryVersion } from './manifest.ts';

export function manifestOf(bytes: Uint8Array, dataDigest: string): Manifest {
  return {
    schema: 'rebootgate/catalog-manifest',
    version: 1,
    size: bytes.length,
    crc32: crcOf(bytes),
    sha256: createHash('sha256').update(withoutLibraryVersion(bytes)).digest('hex'),
    dataDigest,
  };
}
