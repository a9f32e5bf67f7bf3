// For tests: writes the bytes of a ZIP archive, as a program would or as an attacker might.
import { crc32, deflateRawSync } from 'node:zlib';

/** A file of the archive; what is declared of it is true unless said otherwise. */
export interface Part {
  name: string | Uint8Array;
  content: Uint8Array | string;
  /** 8, deflated, unless said otherwise. */
  method?: number;
  flags?: number;
  size?: number;
  packedSize?: number;
  crc32?: number;
  /** Instead of what the content packs to. */
  packed?: Uint8Array;
  /** Where the directory says that it begins. */
  offset?: number;
  /** The local header has another name, or another length of it, than the directory. */
  localName?: string;
}

export interface Archive {
  /** How many entries the end of the directory declares. */
  count?: number;
  comment?: string;
  /** Declares the number of entries in a record of ZIP64, which has room for more. */
  zip64?: boolean;
  /** Between the files and the directory. */
  before?: Uint8Array;
  /** So many bytes between the files and the directory are left out, for a test to make up while they are read. */
  gap?: number;
}

export function makeZip(parts: readonly Part[], archive: Archive = {}): Uint8Array<ArrayBuffer> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const packed = packedOf(part);
    const { local, entry } = headers(part, packed.length, at);
    files.push(local, packed);
    directory.push(entry);
    at += local.length + packed.length;
  }
  const middle = archive.before ?? new Uint8Array();
  const ends = endOf(directory, at + middle.length + (archive.gap ?? 0), archive);
  return new Uint8Array(Buffer.concat([...files, middle, ...directory, ...ends]));
}

const bytesOf = (text: Uint8Array | string): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text);

function packedOf({ content, method = 8, packed }: Part): Uint8Array {
  if (packed) return packed;
  return method === 8 ? deflateRawSync(bytesOf(content)) : bytesOf(content);
}

/** What the local header and the directory have in common, from the version on. */
function common(part: Part, packedSize: number): Buffer {
  const content = bytesOf(part.content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE((part.flags ?? 0) | 0x800, 2);
  fields.writeUInt16LE(part.method ?? 8, 4);
  fields.writeUInt32LE(part.crc32 ?? crc32(content), 10);
  fields.writeUInt32LE(part.packedSize ?? packedSize, 14);
  fields.writeUInt32LE(part.size ?? content.length, 18);
  fields.writeUInt16LE(bytesOf(part.name).length, 22);
  return fields;
}

function headers(part: Part, packedSize: number, at: number): { local: Uint8Array; entry: Uint8Array } {
  const localName = bytesOf(part.localName ?? part.name);
  const fields = common(part, packedSize);
  const localFields = Buffer.from(fields);
  localFields.writeUInt16LE(localName.length, 22);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(part.offset ?? at, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), localFields, localName]),
    entry: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, bytesOf(part.name)]),
  };
}

function endOf(directory: readonly Uint8Array[], offset: number, archive: Archive): Uint8Array[] {
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = archive.count ?? directory.length;
  const comment = Buffer.from(archive.comment ?? '');
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(archive.zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(archive.zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return archive.zip64 ? [...zip64Of(count, size, offset), end, comment] : [end, comment];
}

function zip64Of(count: number, size: number, offset: number): Uint8Array[] {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}
