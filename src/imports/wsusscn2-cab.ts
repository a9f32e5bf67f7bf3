// The way through wsusscn2.cab: package.xml in package.cab first, then the fragments in package2.cab and those that follow.
import { type CabArchive, type CabEntry, openCab, sourceOf } from '../archives/cab.ts';
import { textOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';
import { UserError } from '../errors.ts';
import type { Sink } from './types.ts';
import { isEnglish, type Part, partNamed, readFragment } from './wsusscn2-fragments.ts';
import { namesInIndex } from './wsusscn2-index.ts';
import { readPackage } from './wsusscn2-package.ts';
import type { Revision, Store } from './wsusscn2-store.ts';

const mebibyte = 1024 ** 2;
/** A cabinet in a cabinet is held in memory: those of Microsoft have some 40 MB. */
const largestInner = 1024 * mebibyte;
const largestFragment = 16 * mebibyte;
const largestIndex = mebibyte;
/** Of all cabinets in it, unpacked. */
const largestTotal = 32 * 1024 * mebibyte;

const [packageXml, mainCab, indexXml] = ['package.xml', 'package.cab', 'index.xml'];
const isPartCab = (path: string): boolean => /^package\d{1,5}\.cab$/i.test(path);
const isFragment = (path: string): boolean => partNamed(path) !== null;

/** Whether these names are those in wsusscn2.cab, or in one of the cabinets in it. */
export function isOfWsusscn2(names: readonly string[]): boolean {
  return names.some((name) => {
    const lower = name.toLowerCase();
    return lower === packageXml || lower === mainCab || isPartCab(name) || isFragment(name);
  });
}

/** @returns the day on which the file was made. @throws UserError where it is damaged, cut or lacks a cabinet that it names */
export async function readCab(file: ByteSource, store: Store, sink: Sink): Promise<string | null> {
  const cab = await openCab(file);
  const has = (name: string) => cab.paths.some((path) => path.toLowerCase() === name);
  if (has(packageXml)) return readMain(cab, file.name, store, sink);
  if (!has(mainCab)) throw lacksMain(file.name, cab.paths.some(isFragment));
  if (has(indexXml)) await checkIndex(cab, file.name);
  const made = await first(cab, mainCab, async (entry) =>
    readMain(await openInner(entry, largestTotal), entry.name, store, sink),
  );
  await readParts(cab, store, sink);
  return made;
}

function lacksMain(name: string, part: boolean): UserError {
  const what = part ? 'is one part of wsusscn2.cab, which says nothing alone' : 'holds no package.cab';
  return new UserError(`${name} ${what}`, 'Name wsusscn2.cab as Microsoft publishes it, or the package.cab in it.');
}

/** Reads the first file of this name, which must be there. */
async function first<T>(cab: CabArchive, name: string, read: (entry: CabEntry) => Promise<T>): Promise<T> {
  for await (const entry of cab.members((path) => path.toLowerCase() === name)) return read(entry);
  throw new Error(`there is no ${name}`);
}

/** A cabinet that its index names and that is not there was lost: a part is not the whole. */
async function checkIndex(cab: CabArchive, name: string): Promise<void> {
  const named = await first(cab, indexXml, async (entry) => namesInIndex(await entry.bytes(largestIndex), entry.name));
  const there = new Set(cab.paths.map((path) => path.toLowerCase()));
  const missing = named.find((each) => !there.has(each.toLowerCase()));
  if (missing === undefined) return;
  throw new UserError(`${name} lacks ${missing}, which its index names`, 'Download wsusscn2.cab again.');
}

async function openInner(entry: CabEntry, total: number): Promise<CabArchive> {
  return openCab(sourceOf(entry.name, await entry.bytes(largestInner)), { total });
}

async function readMain(cab: CabArchive, name: string, store: Store, sink: Sink): Promise<string | null> {
  if (!cab.paths.some((path) => path.toLowerCase() === packageXml)) throw lacksMain(name, false);
  return first(cab, packageXml, (entry) => readPackage(textOf(entry), entry.name, store, sink));
}

async function readParts(cab: CabArchive, store: Store, sink: Sink): Promise<void> {
  let left = largestTotal;
  for await (const entry of cab.members(isPartCab)) {
    const inner = await openInner(entry, left);
    await readFragments(inner, store, sink);
    left -= inner.unpacked();
  }
}

async function readFragments(cab: CabArchive, store: Store, sink: Sink): Promise<void> {
  for await (const entry of cab.members((path) => wantedPart(path, store) !== null)) {
    const part = partNamed(entry.path);
    const revision = part && store.revisions.get(part.id);
    if (!revision || revision.bad) continue;
    const why =
      entry.size > largestFragment
        ? 'it is too large'
        : readFragment(await entry.bytes(largestFragment), part, revision, store);
    if (why === null) continue;
    revision.bad = true;
    sink.bad(`entry ${entry.path}`, why);
  }
}

/** English texts where there are any, else those in the language of the update itself; nothing for a revision that nobody knows. */
function wantedPart(path: string, store: Store): Part | null {
  const part = partNamed(path);
  const revision = part && store.revisions.get(part.id);
  if (!revision) return null;
  return part.of === 'properties' || isWantedText(part.language, revision) ? part : null;
}

function isWantedText(language: string, { title, defaultLanguage }: Revision): boolean {
  return isEnglish(language) || (title === null && language === defaultLanguage);
}
