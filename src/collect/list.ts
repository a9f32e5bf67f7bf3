// Merging Microsoft's list into data/kb2894518/: what was curated by hand stays, new entries are added, lost ones are marked, nothing is deleted.
import { SourceError, UserError } from '../errors.ts';
import {
  type EntriesFile,
  entriesFile,
  type HistoryFile,
  historyFile,
  type MetaFile,
  metaFile,
} from '../data/schema.ts';
import { guardAgainst } from '../sources/kb2894518-guard.ts';
import type { ListEntryFact } from '../sources/kb2894518.ts';
import type { Reading } from './crawl.ts';
import { differences, type Said } from './differences.ts';
import { jsonText, readText } from './files.ts';
import type { Merged } from './rows.ts';

type Entry = EntriesFile[number];

const folderOf = 'kb2894518';

/** @throws SourceError "page changed" where the list shrank or lost the entries of 2013: the old facts stay */
export function mergeList(folder: string, reading: Reading<ListEntryFact>): Merged {
  const old = readJson<EntriesFile>(folder, 'entries.json', entriesFile, []);
  const listed = old.filter((entry) => entry.listed).map(({ kb }) => kb);
  const why = guardAgainst(listed, reading.facts);
  if (why !== null)
    throw new SourceError(why, 'The facts that are there stay. Look at the page before you believe it.');
  const entries = merged(old, reading.facts, reading.readOn);
  const found = differences(named(old), named(entries));
  const same = jsonText(old) === jsonText(entries);
  return { files: same ? new Map() : filesOf(folder, entries, reading), differences: found };
}

/** New entries come first, as on the page; the others keep their places, so that a list in another order is no difference. */
function merged(old: readonly Entry[], facts: readonly ListEntryFact[], today: string): Entry[] {
  const listed = new Map(facts.map((fact) => [fact.kb, fact]));
  const known = new Set(old.map(({ kb }) => kb));
  const added = [...listed.values()].filter(({ kb }) => !known.has(kb)).map((fact) => newEntry(fact, today));
  const kept = old.map((entry): Entry => {
    const fact = listed.get(entry.kb);
    return fact ? { ...entry, title: fact.title, bulletin: fact.bulletin, listed: true } : { ...entry, listed: false };
  });
  return [...added, ...kept];
}

/** What the article says, and nothing more: it names no product, no date and no count. */
function newEntry(fact: ListEntryFact, today: string): Entry {
  return {
    kb: fact.kb,
    title: fact.title,
    bulletin: fact.bulletin,
    bulletinCorrected: null,
    kind: 'unknown',
    packages: [],
    notBefore: null,
    provenBy: today,
    listed: true,
    restarts: { min: 2, max: null },
    condition: null,
    applicability: null,
    confidence: 'confirmed',
    products: [],
    architectures: [],
    offeredFrom: null,
    note: `First seen on ${today}. "At least two" is read from the article's words; condition and products are still to be sorted by hand.`,
  };
}

function filesOf(folder: string, entries: Entry[], reading: Reading<ListEntryFact>): Merged['files'] {
  const today = reading.readOn;
  const [page] = reading.pages;
  const history = readJson<HistoryFile>(folder, 'history.json', historyFile, []);
  // In the order of the file: another order on the page is no fact.
  const kbs = entries.filter(({ listed }) => listed).map(({ kb }) => kb);
  const url = page?.url ?? null;
  const snapshot = {
    id: `${today}-scraped`,
    provenOn: today,
    asOf: today,
    url,
    complete: true,
    microsoftList: true,
    kbs,
    note: null,
  };
  const meta = readJson<MetaFile | null>(folder, 'meta.json', metaFile, null);
  if (meta === null)
    throw new UserError('data/kb2894518/meta.json is missing', 'Take the data folder of this project as a start.');
  return new Map([
    [`${folderOf}/entries.json`, jsonText(entries)],
    [`${folderOf}/history.json`, jsonText([...history.filter(({ id }) => id !== snapshot.id), snapshot])],
    [
      `${folderOf}/meta.json`,
      jsonText({ ...meta, url: url ?? meta.url, asOf: today, readOn: today, sha256: page?.sha256 ?? null, live: true }),
    ],
  ]);
}

function readJson<T>(folder: string, file: string, shape: { parse(value: unknown): T }, missing: T): T {
  const text = readText(folder, `${folderOf}/${file}`);
  if (text === null) return missing;
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(
      `data/${folderOf}/${file} has the wrong shape`,
      'Run "rebootgate build" to see what is wrong.',
      cause,
    );
  }
}

/** An entry that is no longer listed stays in the file, but for people it is gone. */
function named(entries: readonly Entry[]): Map<string, Said> {
  const listed = entries.filter((entry) => entry.listed);
  return new Map(
    listed.map(({ kb, title, bulletin }) => [kb, { name: `KB${kb} ${title}`, text: `${bulletin} ${title}` }]),
  );
}
