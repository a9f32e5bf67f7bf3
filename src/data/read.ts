// Reads data/: finds its files, parses them against their shapes, and says file and line or key where one is wrong.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { LineFile } from './lines.ts';
import { check, hint, parseJson } from './parse.ts';
import { type LeanEdge, type LeanUpdate, quickEdge, quickUpdate } from './quick.ts';
import * as shapes from './schema.ts';

/** A row with the place it came from ("updates.jsonl:12"). */
export interface Placed<T> {
  value: T;
  place: string;
}

export interface SourceFolder {
  meta: shapes.MetaFile;
  entries: Placed<shapes.EntriesFile[number]>[];
  history: shapes.HistoryFile;
  updates: LineFile<LeanUpdate>;
  supersedence: LineFile<LeanEdge>;
  imports: LineFile<shapes.ImportRow>;
  findings: {
    source: shapes.FindingsFile['source'];
    finding: shapes.FindingsFile['findings'][number];
    place: string;
  }[];
  context: z.infer<typeof shapes.contextFile>;
  contrary: z.infer<typeof shapes.contraryFile>;
}

export interface Data {
  facts: Placed<shapes.FactsFile[number]>[];
  sources: SourceFolder[];
  /** SHA-256 over the names and bytes of all files read, line ends as LF. */
  digest: string;
}

/**
 * Reads a data folder.
 * @throws UserError with file and line or key for the first thing that is wrong
 */
export function readData(folder: string): Data {
  const reader = new Reader(folder);
  const factsName = 'facts.json';
  const facts = placed(reader.json(factsName, shapes.factsFile), factsName);
  const sources = reader.folders().map((name) => readSource(reader, name));
  if (sources.length === 0) {
    throw new UserError(
      `${folder} holds no folder of a source`,
      'Point --data at a folder like the data/ of this project.',
    );
  }
  return { facts, sources, digest: reader.digest() };
}

function readSource(reader: Reader, name: string): SourceFolder {
  const file = (leaf: string): string => `${name}/${leaf}`;
  const meta = reader.json(file('meta.json'), shapes.metaFile);
  if (meta.id !== name)
    throw new UserError(`data/${file('meta.json')}: id is "${meta.id}", the folder is "${name}"`, hint);
  requireKnownFiles(reader, name, meta.kind);
  return {
    meta,
    entries: placed(reader.optional(file('entries.json'), shapes.entriesFile) ?? [], file('entries.json')),
    history: reader.optional(file('history.json'), shapes.historyFile) ?? [],
    updates: reader.lines(file('updates.jsonl'), shapes.updateRow, quickUpdate),
    supersedence: reader.lines(file('supersedence.jsonl'), shapes.supersedenceRow, quickEdge),
    imports: reader.lines(file('imports.jsonl'), shapes.importRow),
    findings: meta.kind === 'curated' ? readFindings(reader, name) : [],
    context: reader.optional(file('context.json'), shapes.contextFile) ?? [],
    contrary: reader.optional(file('contrary.json'), shapes.contraryFile) ?? [],
  };
}

const notFindings = new Set(['meta.json', 'context.json', 'contrary.json', 'entries.json', 'history.json']);
/** pages.jsonl says when which page of a source was read; it is the collector's, and no fact of a catalog. */
const lineFiles = new Set(['updates.jsonl', 'supersedence.jsonl', 'imports.jsonl', 'pages.jsonl']);

/** The facts of a file whose name is mistyped would be missing in silence. */
function requireKnownFiles(reader: Reader, name: string, kind: shapes.MetaFile['kind']): void {
  for (const leaf of reader.files(name)) {
    const findings = kind === 'curated' && leaf.endsWith('.json');
    if (/\.jsonl?$/.test(leaf) && !findings && !notFindings.has(leaf) && !lineFiles.has(leaf)) {
      const expected = [...notFindings, ...lineFiles].join(', ');
      throw new UserError(`data/${name}/${leaf}: is no file of a source; these are ${expected}`, hint);
    }
  }
}

function readFindings(reader: Reader, name: string): SourceFolder['findings'] {
  return reader
    .files(name)
    .filter((leaf) => leaf.endsWith('.json') && !notFindings.has(leaf))
    .flatMap((leaf) => {
      const { source, findings } = reader.json(`${name}/${leaf}`, shapes.findingsFile);
      return findings.map((finding, index) => ({ source, finding, place: `data/${name}/${leaf}: findings[${index}]` }));
    });
}

function placed<T>(values: T[], file: string): Placed<T>[] {
  return values.map((value, index) => ({ value, place: `data/${file}: [${index}]` }));
}

class Reader {
  private readonly hash = createHash('sha256');
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    if (!existsSync(folder)) {
      throw new UserError(
        `there is no data folder ${folder}`,
        'Name one with --data, or run in a folder that has data/.',
      );
    }
  }

  digest(): string {
    return this.hash.copy().digest('hex');
  }

  folders(): string[] {
    return readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  }

  files(name: string): string[] {
    return readdirSync(join(this.folder, name)).sort();
  }

  json<S extends z.ZodType>(file: string, shape: S): z.infer<S> {
    return check(shape, parseJson(this.text(file), file, null), `data/${file}`);
  }

  optional<S extends z.ZodType>(file: string, shape: S): z.infer<S> | null {
    return existsSync(join(this.folder, file)) ? this.json(file, shape) : null;
  }

  /** Read here, and parsed when somebody asks for the rows; a file that is not there has none. */
  lines<T>(file: string, shape: z.ZodType<T>, quick?: (value: unknown) => T | null): LineFile<T> {
    const bytes = existsSync(join(this.folder, file)) ? this.bytes(file) : Buffer.alloc(0);
    return new LineFile(file, bytes, shape, quick);
  }

  private text(file: string): string {
    return this.bytes(file).toString('utf8');
  }

  private bytes(file: string): Buffer {
    let bytes: Buffer;
    try {
      bytes = normalised(readFileSync(join(this.folder, file)));
    } catch (cause) {
      throw new UserError(`data/${file} cannot be read`, hint, cause);
    }
    this.hash.update(`${file}\0${bytes.length}\0`);
    this.hash.update(bytes);
    return bytes;
  }
}

const byteOrderMark = Buffer.from('\uFEFF');

/** Without a mark, lines ended by LF: a checkout on Windows says the same as any other. */
function normalised(bytes: Buffer): Buffer {
  const marked = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  const text = marked ? bytes.subarray(byteOrderMark.length) : bytes;
  return text.includes('\r\n') ? Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : text;
}
