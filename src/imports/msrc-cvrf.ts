// The MSRC's monthly documents (CVRF) from disk, XML or JSON: read by the code that reads them from the net.
import { encodingOf, textOf } from '../bytes/text.ts';
import { isCvrf, readCvrfJson } from '../sources/msrc-cvrf-json.ts';
import { cvrfXmlReader } from '../sources/msrc-cvrf-xml.ts';
import { type CvrfDocument, dayOrNull, factsOf } from '../sources/msrc-fact.ts';
import { rowsOf } from '../sources/msrc-rows.ts';
import { rootName } from '../xml/root.ts';
import { localName } from '../xml/xml.ts';
import { Fixes } from './msrc-cvrf-fixes.ts';
import { readAsFile, unlike } from './msrc-errors.ts';
import { jsonOf } from './msrc-json.ts';
import type { ImportAbout, Importer, ImportFile, Sample, Sink } from './types.ts';

export const msrcCvrf: Importer = {
  id: 'msrc-cvrf',
  description: 'a monthly document of the MSRC (CVRF), XML or JSON',
  source: 'msrc',
  accepts,
  read,
};

function accepts({ text }: Sample): boolean {
  if (text.trimStart().startsWith('{')) return /"(?:DocumentTracking|ProductTree)"\s*:/.test(text);
  return localName(rootName(text) ?? '') === 'cvrfdoc';
}

async function read(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const fixes = new Fixes(() => sink.row());
  const document = (await isXml(file)) ? await readXml(file, fixes) : await readJson(file, fixes);
  const { facts } = readAsFile(() => factsOf({ ...document, fixes: fixes.distinct() }));
  const { updates, supersedence } = rowsOf(facts);
  fixes.tellUnused(document.products, (why) => sink.skip(why));
  for (const update of updates) sink.update(update);
  for (const edge of supersedence) sink.edge(edge);
  return { asOf: dayOrNull(document.released) };
}

async function isXml(file: ImportFile): Promise<boolean> {
  const head = await file.read(0, 4096);
  return new TextDecoder(encodingOf(head)).decode(head).trimStart().startsWith('<');
}

/** What a document says beside its fixes, which `Fixes` has. */
type Rest = Omit<CvrfDocument, 'fixes'>;

async function readXml(file: ImportFile, fixes: Fixes): Promise<Rest> {
  const reader = cvrfXmlReader((fix) => fixes.take(fix));
  for await (const piece of textOf(file)) readAsFile(() => reader.write(piece));
  readAsFile(() => reader.end());
  return reader.document;
}

async function readJson(file: ImportFile, fixes: Fixes): Promise<Rest> {
  const json = await jsonOf(file);
  if (!isCvrf(json)) throw unlike('its JSON is no CVRF document');
  const document = readAsFile(() => readCvrfJson(json));
  for (const fix of document.fixes) fixes.take(fix);
  return document;
}
