// Source -> data/: reads a source whole and merges what it says into the facts that are there.
import { kb2894518, listEntryShape } from '../sources/kb2894518.ts';
import type { Source, Wanted } from '../sources/types.ts';
import { type CrawlWorld, crawl, type Reading } from './crawl.ts';
import { mergeList } from './list.ts';
import { type Merged, mergeRows } from './rows.ts';

export interface Collected {
  merged: Merged;
  pages: Reading<unknown>['pages'];
  facts: number;
  notes: string[];
  missing: string[];
}

/** @throws SourceError where the source is unavailable or changed; nothing is written here */
export async function collectSource<F>(
  source: Source<F>,
  wanted: Wanted,
  folder: string,
  world: CrawlWorld,
): Promise<Collected> {
  const reading = await crawl(source, wanted, world);
  // The list is curated by hand beyond what the page says, so it has a merge of its own.
  const merged =
    source.id === kb2894518.id
      ? mergeList(folder, { ...reading, facts: reading.facts.map((fact) => listEntryShape.parse(fact)) })
      : mergeRows(folder, source, reading);
  const { pages, facts, notes, missing } = reading;
  return { merged, pages, facts: facts.length, notes, missing };
}
