// Pages of the MSRC's deployment feed (Security Update Guide, sug/v2.0) from disk: a row per KB and product.
import { readDeployments } from '../sources/msrc-sug.ts';
import { feedUrl, rowsOf } from '../sources/msrc-rows.ts';
import { dayOrNull, documentName, kbOf, type MsrcFact } from '../sources/msrc-fact.ts';
import { readAsFile, unlike } from './msrc-errors.ts';
import { at, jsonOf, listAt, textAt } from './msrc-json.ts';
import type { ImportAbout, Importer, ImportFile, Sample, Sink } from './types.ts';

export const msrcSug: Importer = {
  id: 'msrc-sug',
  description: "a page of the MSRC's deployment feed (sug/v2.0, JSON)",
  source: 'msrc',
  accepts,
  read,
};

function accepts({ text }: Sample): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  return /\$metadata#deployment"/.test(text) || (/"articleName"\s*:/.test(text) && /"rebootRequired"\s*:/.test(text));
}

async function read(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const json = await jsonOf(file);
  const rows = listAt(json, 'value');
  if (rows.length === 0) throw unlike('it lists no deployment');
  const usable = rows.filter((row, index) => isUsable(row, `row ${index + 1}`, sink));
  const { updates, supersedence } = rowsOf(factsOf(usable));
  for (const update of updates) sink.update(update);
  for (const edge of supersedence) sink.edge(edge);
  const days = rows.flatMap((row) => dayOrNull(textAt(row, 'releaseDate')) ?? []);
  return { asOf: days.sort().at(-1) ?? null };
}

/** The count that a page bears is that of the whole feed, so it is left out: a page on disk is whole where its JSON is. */
function factsOf(rows: readonly unknown[]): MsrcFact[] {
  if (rows.length === 0) return [];
  const { facts } = readAsFile(() => readDeployments({ value: rows }, null));
  return facts.map((fact) => ({ ...fact, page: feedUrl(fact.document) }));
}

function isUsable(row: unknown, place: string, sink: Sink): boolean {
  sink.row();
  const kb = kbOf(textAt(row, 'articleName'));
  const bad = kb === null ? null : whyBad(row);
  if (kb === null) sink.skip('a row that names no KB');
  else if (bad !== null) sink.bad(place, bad);
  return kb !== null && bad === null;
}

const texts = ['rebootRequired', 'supercedence', 'downloadName', 'fixedBuildNumber', 'releaseDate'];

function whyBad(row: unknown): string | null {
  if (textAt(row, 'product') === '') return 'it names no product';
  if (!documentName.test(textAt(row, 'releaseNumber'))) return 'its releaseNumber is none ("2025-Jun")';
  const odd = texts.find((name) => !['string', 'undefined'].includes(typeof (at(row, name) ?? undefined)));
  return odd === undefined ? null : `its ${odd} is no text`;
}
