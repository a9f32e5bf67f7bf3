// The swap of a finished catalog into its place: a file that somebody has open, leftovers of runs that were killed.
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCatalog } from '../src/catalog/build.ts';
import { manifestPathOf } from '../src/catalog/manifest.ts';
import { asWriteError, type Disk, swapIn } from '../src/catalog/swap.ts';
import { clearLeftovers, clearScratch, type Running, temporaryFor } from '../src/catalog/temporary.ts';
import { SourceError } from '../src/errors.ts';
import { copyOfSmall, editText, newFolder } from './fixtures/data/folders.ts';
import { run } from './run.ts';

let old = '';
let next = '';
let digest = '';

beforeAll(() => {
  const data = copyOfSmall();
  old = join(newFolder(), 'old.sqlite');
  next = join(newFolder(), 'next.sqlite');
  buildCatalog(data, old);
  editText(data, 'facts.json', (text) => text.replace('Is Secure Boot on?', 'Is Secure Boot enabled?'));
  digest = buildCatalog(data, next).dataDigest;
});

interface Place {
  target: string;
  temporary: string;
}

function newPlace(manifest = true): Place {
  const target = join(newFolder(), 'catalog.sqlite');
  copyFileSync(old, target);
  if (manifest) copyFileSync(manifestPathOf(old), manifestPathOf(target));
  const temporary = temporaryFor(target);
  copyFileSync(next, temporary);
  return { target, temporary };
}

/** A disk whose rename of certain files fails for so many milliseconds, and a clock that only waiting moves. */
function busyDisk(isBusy: (to: string) => boolean, milliseconds: number, code = 'EBUSY'): Disk & { waited: number } {
  const disk = {
    waited: 0,
    rename: (from: string, to: string): void => {
      if (isBusy(to) && disk.waited < milliseconds) throw Object.assign(new Error(`${code}: busy`), { code });
      renameSync(from, to);
    },
    wait: (time: number): void => {
      disk.waited += time;
    },
    now: (): number => disk.waited,
  };
  return disk;
}

const filesOf = (path: string): string[] => readdirSync(dirname(path)).sort();
const isThere = (target: string, catalog: string): void => {
  expect(readFileSync(target).equals(readFileSync(catalog))).toBe(true);
  expect(readFileSync(manifestPathOf(target), 'utf8')).toBe(readFileSync(manifestPathOf(catalog), 'utf8'));
};
const verify = (target: string) => run(['status', '--verify', '--catalog', target], { cwd: dirname(target) });

describe('a target that somebody has open', () => {
  test.each(['EBUSY', 'EPERM', 'EACCES'])('for 4.9 s with %s is replaced then', (code) => {
    const { target, temporary } = newPlace();
    const disk = busyDisk((to) => to === target, 4900, code);
    expect(swapIn(temporary, target, digest, null, disk)).toMatchObject({ changed: true });
    expect(disk.waited).toBe(4900);
    isThere(target, next);
    expect(filesOf(target)).toEqual(['catalog.sqlite', 'catalog.sqlite.manifest.json']);
  });

  test.each(['EBUSY', 'EPERM', 'EACCES'])('for ever with %s is kept, with its manifest, after 5 s', async (code) => {
    const { target, temporary } = newPlace();
    const disk = busyDisk((to) => to === target, Number.POSITIVE_INFINITY, code);
    expect(() => swapIn(temporary, target, digest, null, disk)).toThrow(code);
    expect(disk.waited).toBe(5000);
    isThere(target, old);
    expect(await verify(target)).toMatchObject({ code: 0, err: '' });
  });

  test('is an error of exit code 3 that says so', () => {
    const { target, temporary } = newPlace();
    const disk = busyDisk((to) => to === target, Number.POSITIVE_INFINITY);
    try {
      swapIn(temporary, target, digest, null, disk);
      expect.fail('it was replaced');
    } catch (error) {
      const told = asWriteError(error, target);
      expect(told).toBeInstanceOf(SourceError);
      expect(told).toMatchObject({ message: expect.stringContaining('EBUSY'), hint: expect.stringContaining('kept') });
    }
  });

  test('whose manifest is open: nothing is touched', () => {
    const { target, temporary } = newPlace();
    const disk = busyDisk((to) => to === manifestPathOf(target), Number.POSITIVE_INFINITY);
    expect(() => swapIn(temporary, target, digest, null, disk)).toThrow('EBUSY');
    isThere(target, old);
  });

  test('whose manifest is open after the catalog was replaced: the new one is there, and valid', async () => {
    const { target, temporary } = newPlace();
    let renamed = 0;
    const disk = busyDisk((to) => to === manifestPathOf(target) && ++renamed > 1, Number.POSITIVE_INFINITY);
    expect(swapIn(temporary, target, digest, null, disk)).toMatchObject({ changed: true });
    expect(readFileSync(target).equals(readFileSync(next))).toBe(true);
    expect(await verify(target)).toMatchObject({ code: 0, err: '' });
  });

  test('another error is not waited for', () => {
    const { target, temporary } = newPlace();
    const disk = busyDisk((to) => to === target, Number.POSITIVE_INFINITY, 'ENOSPC');
    expect(() => swapIn(temporary, target, digest, null, disk)).toThrow('ENOSPC');
    expect(disk.waited).toBe(0);
  });
});

/** The state that a kill leaves: everything up to this rename was done, and nothing after it. */
function killedBefore({ target, temporary }: Place, rename: number): void {
  let renames = 0;
  const killed = new Error('killed');
  const disk: Disk = {
    rename: (from, to) => {
      renames += 1;
      if (renames >= rename) throw killed;
      renameSync(from, to);
    },
    wait: () => {},
    now: () => 0,
  };
  expect(() => swapIn(temporary, target, digest, null, disk)).toThrow(killed);
}

describe('a kill between two renames', () => {
  test('the catalog is verified whole, before its rename and after it', async () => {
    for (const rename of [2, 3]) {
      const place = newPlace();
      killedBefore(place, rename);
      const { previous } = JSON.parse(readFileSync(manifestPathOf(place.target), 'utf8'));
      expect(previous).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(readFileSync(place.target).equals(readFileSync(rename === 2 ? old : next))).toBe(true);
      expect(await verify(place.target)).toMatchObject({ code: 0, err: '' });
    }
  });

  test('a catalog without a manifest never gets one that refuses it', async () => {
    for (const rename of [1, 2]) {
      const place = newPlace(false);
      killedBefore(place, rename);
      expect(filesOf(place.target)).not.toContain('catalog.sqlite.manifest.json');
      expect(await verify(place.target)).toMatchObject({ code: 0, err: '' });
    }
  });

  test('a damaged catalog stays refused, and is not taken for the one before', async () => {
    const place = newPlace();
    const bytes = readFileSync(place.target);
    bytes[9000] = (bytes[9000] ?? 0) ^ 1;
    writeFileSync(place.target, bytes);
    killedBefore(place, 2);
    expect((await verify(place.target)).code).toBe(3);
  });
});

describe('what killed runs left', () => {
  const alive: Running = { id: 100, isAlive: (id) => id === 100 || id === 200 };
  const of = (target: string, id: number): string => temporaryFor(target, { ...alive, id });
  const aged = (path: string, hours: number): string => {
    writeFileSync(path, 'half');
    const then = Date.now() / 1000 - hours * 3600;
    utimesSync(path, then, then);
    return path;
  };

  test('is cleared away when its process has ended, or it is a day old', () => {
    const { target, temporary } = newPlace();
    rmSync(temporary);
    const stays = [of(target, 100), of(target, 200), of(`${target}.manifest.json`, 200), of(`${target}x`, 300)];
    const goes = [of(target, 300), of(manifestPathOf(target), 300), `${of(target, 300)}-journal`];
    for (const path of [...stays, ...goes]) aged(path, 1);
    const foreign = `${target}.00000000-300-0123456789ab.tmp`;
    const old = aged(`${target}.0123456789ab.tmp`, 25);
    const elsewhere = aged(foreign.replace('-300-', '-301-'), 25);
    const others = ['catalog.sqlite.bak', 'catalog.sqlite.tmp', 'catalog.sqlite.old.0123456789ab.tmp', 'notes.tmp'];
    for (const name of others) aged(join(dirname(target), name), 100);
    aged(foreign, 1);
    clearLeftovers(target, alive);
    const left = filesOf(target).map((name) => join(dirname(target), name));
    expect(left).toEqual(expect.arrayContaining([...stays, foreign, target, manifestPathOf(target)]));
    expect(left).toEqual(expect.arrayContaining(others.map((name) => join(dirname(target), name))));
    for (const path of [...goes, old, elsewhere]) expect(left).not.toContain(path);
  });

  test('without a process of our own only its age tells', () => {
    const { target, temporary } = newPlace();
    aged(of(target, 300), 1);
    aged(temporary, 25);
    clearLeftovers(target, null);
    expect(filesOf(target)).toHaveLength(3);
  });

  test('of folders too', () => {
    const folder = newFolder();
    const [mark = ''] = /[0-9a-f]{8}-\d+/.exec(of('x', 300)) ?? [];
    const names = [`rebootgate-${mark}-AbCd12`, `rebootgate-${mark.replace('300', '200')}-AbCd12`, 'rebootgate-test-x'];
    for (const name of names) writeFileSync(join(folder, name), '');
    clearScratch(folder, alive);
    expect(readdirSync(folder).sort()).toEqual(names.slice(1).sort());
  });

  test('in a folder that is not there is nothing', () => {
    expect(() => clearLeftovers(join(newFolder(), 'no', 'catalog.sqlite'), alive)).not.toThrow();
  });
});
