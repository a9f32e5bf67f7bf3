// The built program killed at every step of a build, an import and the import of a bundle: what is there is the old catalog or the new one, whole.
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifestPathOf } from '../src/catalog/manifest.ts';
import { openCatalog } from '../src/catalog/open.ts';
import { verifyWhole } from '../src/catalog/status.ts';
import { copyOfSmall, editText, newFolder } from './fixtures/data/folders.ts';
import { root, run } from './run.ts';

const hooks = join(root, 'test', 'kill-at.cjs');
const bin = join(root, 'dist', 'bin.js');
const name = 'catalog.sqlite';

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  err: string;
}

/** Runs the built program in a folder, with a temporary folder in there. After `delay` milliseconds it is killed from outside. */
function program(folder: string, args: readonly string[], env: Record<string, string>, delay?: number): Promise<Ended> {
  const scratch = join(folder, 'tmp');
  mkdirSync(scratch, { recursive: true });
  const child = spawn(process.execPath, ['--require', hooks, bin, ...args], {
    cwd: folder,
    env: { ...process.env, SOURCE_DATE_EPOCH: '1795000000', TMPDIR: scratch, TEMP: scratch, TMP: scratch, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay);
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, err });
    });
  });
}

/** A command, and what a folder holds before it. The command line is the same for every kill. */
interface Writing {
  what: string;
  args: string[];
  /** Files of the folder that the command reads. */
  given: string;
  /** The catalog that is there before; null: none. */
  old: string | null;
  /** A catalog of imports, which is no catalog by itself. */
  overlay: boolean;
}

let place = '';
const at = (file: string): string => join(place, file);

const csv = (...numbers: number[]): string =>
  ['"UpdateId","RevisionNumber","DefaultTitle","KnowledgebaseArticle"']
    .concat(
      numbers.map(
        (number) =>
          `"00000000-0000-4000-8000-00000000000${number}","200","2024-01 Update for Windows 10 Version 22H2 for x64-based Systems (KB500000${number})","500000${number}"`,
      ),
    )
    .join('\r\n');

/** Catalogs of two generations, of findings and of imports, and a bundle of the newer one; made once. */
beforeAll(async () => {
  place = newFolder();
  const data = copyOfSmall();
  const made = async (...args: string[]): Promise<void> => {
    const { code, err } = await run(args, { cwd: place, now: '2026-11-22T12:00:00Z' });
    expect(code, err).toBe(0);
  };
  await made('build', '--data', data, '--catalog', at('old.sqlite'));
  editText(data, 'curated/field-blog.json', (text) => text.replace('{ "min": 2, "max": 2 }', '{ "min": 1, "max": 1 }'));
  await made('build', '--data', data, '--catalog', at('new.sqlite'));
  await made('catalog', 'export', at('new.bundle'), '--catalog', at('new.sqlite'));
  writeFileSync(at('first.csv'), csv(1, 2));
  writeFileSync(at('second.csv'), csv(3, 4, 5));
  await made('import', '--into', at('own.sqlite'), at('first.csv'));
  for (const given of ['build', 'import', 'bundle']) mkdirSync(at(given));
  cpSync(data, at('build/data'), { recursive: true });
  copyFileSync(at('second.csv'), at('import/second.csv'));
  copyFileSync(at('new.bundle'), at('bundle/new.bundle'));
  writeFileSync(at('group.txt'), 'KB1000001\nKB1000002\nKB1000004\nKB5000001\nKB5000003\n');
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

const build = ['build', '--data', 'data', '--catalog', name];
const writings: Writing[] = [
  { what: 'build over an old catalog', args: build, given: 'build', old: 'old.sqlite', overlay: false },
  { what: 'build where there was none', args: build, given: 'build', old: null, overlay: false },
  {
    what: 'import --into',
    args: ['import', '--into', name, 'second.csv'],
    given: 'import',
    old: 'own.sqlite',
    overlay: true,
  },
  {
    what: 'catalog import',
    args: ['catalog', 'import', 'new.bundle', '--catalog', name, '--allow-older'],
    given: 'bundle',
    old: 'old.sqlite',
    overlay: false,
  },
];

/** Puts the old generation there. What earlier kills left beside it stays, as it would. */
function reset(folder: string, { old }: Writing): void {
  const catalog = join(folder, name);
  rmSync(catalog, { force: true });
  rmSync(manifestPathOf(catalog), { force: true });
  if (old === null) return;
  copyFileSync(at(old), catalog);
  copyFileSync(manifestPathOf(at(old)), manifestPathOf(catalog));
}

function prepared(writing: Writing, worker: number): string {
  const folder = at(`${writing.given}-${writing.old ?? 'none'}-${worker}`);
  cpSync(at(writing.given), folder, { recursive: true });
  reset(folder, writing);
  return folder;
}

/** What users see of the catalog of a folder: that it is whole, and what a check with it says. "missing" is no answer. */
async function answerOf(folder: string, { overlay }: Writing): Promise<string> {
  const catalog = join(folder, name);
  if (!existsSync(catalog)) return 'missing';
  const own = overlay ? ['--catalog', at('old.sqlite'), '--overlay', catalog] : ['--catalog', catalog];
  const checked = await run(['check', at('group.txt'), ...own, '--format', 'json'], { cwd: folder });
  if (overlay) {
    const open = openCatalog(catalog, { overlay });
    const whole = verifyWhole(open);
    open.close();
    expect(whole).toMatchObject({ problems: [], verified: 'bytes' });
  } else {
    const status = await run(['status', '--verify', '--catalog', catalog], { cwd: folder });
    expect(status).toMatchObject({ code: 0, err: '' });
  }
  return `${checked.code} ${checked.err}${checked.out}`;
}

let kills = 0;

interface Known {
  before: string;
  after: string;
  points: number;
  took: number;
}

/** A run that nobody kills: what was there, what comes of it, and at how many points it can be killed. */
async function undisturbed(writing: Writing): Promise<Known> {
  const folder = prepared(writing, 0);
  const before = await answerOf(folder, writing);
  const count = join(folder, 'count');
  const began = performance.now();
  const { code, err } = await program(folder, writing.args, { REBOOTGATE_KILL_COUNT: count });
  const took = performance.now() - began;
  expect(code, err).toBe(0);
  const after = await answerOf(folder, writing);
  expect(after).not.toBe(before);
  return { before, after, points: readFileSync(count, 'utf8').split('\n').length, took };
}

/** Each kill in turn, by one of two workers; `how` says at which point, or after which time. */
async function killAll(writing: Writing, known: Known, how: readonly { point?: number; delay?: number }[]) {
  const answers = new Set<string>();
  const waiting = [...how];
  const work = async (worker: number): Promise<void> => {
    const folder = prepared(writing, worker);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      reset(folder, writing);
      const env = next.point === undefined ? {} : { REBOOTGATE_KILL_AT: String(next.point) };
      const { code, signal } = await program(folder, writing.args, env, next.delay);
      // From outside, the last of them may come too late.
      const ended = next.point === undefined ? code === 0 || signal !== null : code !== 0;
      expect(ended, `${JSON.stringify(next)}: code ${code}, signal ${signal}`).toBe(true);
      if (code !== 0) kills += 1;
      const answer = await answerOf(folder, writing);
      expect([known.before, known.after], JSON.stringify(next)).toContain(answer);
      answers.add(answer);
    }
    await requireClearedAway(folder, writing, known);
  };
  await Promise.all([work(1), work(2)]);
  return answers;
}

/** The next run that ends by itself leaves nothing of all that was killed. */
async function requireClearedAway(folder: string, writing: Writing, known: Known): Promise<void> {
  reset(folder, writing);
  expect(await program(folder, writing.args, {})).toMatchObject({ code: 0 });
  expect(await answerOf(folder, writing)).toBe(known.after);
  const left = readdirSync(folder).filter((file) => file.startsWith(name) || file.includes('.tmp'));
  expect(left.sort()).toEqual([name, `${name}.manifest.json`]);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
}

describe('a kill', () => {
  test.each(writings)(
    'at each step of $what leaves the old catalog or the new one',
    async (writing) => {
      const known = await undisturbed(writing);
      const steps = Array.from({ length: known.points - 1 }, (_, index) => ({ point: index + 1 }));
      const answers = await killAll(writing, known, steps);
      // Some came before the swap and some after it, so both were seen.
      expect(answers.size).toBe(2);
    },
    240_000,
  );

  test.each(writings)('at any time of $what does as well', async (writing) => {
    const known = await undisturbed(writing);
    const times = Array.from({ length: 5 }, (_, index) => ({ delay: (known.took * (index + 0.5)) / 5 }));
    await killAll(writing, known, times);
  });

  test('came at least 200 times in all', () => {
    expect(kills).toBeGreaterThanOrEqual(200);
  });
});

// Windows knows no signals: there Ctrl-C ends the program at once, and the next run clears away.
describe.runIf(process.platform !== 'win32')('Ctrl-C (not on Windows, which has no signals)', () => {
  test('during import --into leaves nothing, and is exit 3', async () => {
    const writing = writings.find(({ given }) => given === 'import') ?? expect.fail('no import');
    const folder = prepared(writing, 3);
    const before = await answerOf(folder, writing);
    const reserved = 'after copyFileSync';
    const count = join(folder, 'count');
    await program(folder, writing.args, { REBOOTGATE_KILL_COUNT: count });
    const point = readFileSync(count, 'utf8').split('\n').indexOf(reserved) + 1;
    expect(point).toBeGreaterThan(0);
    reset(folder, writing);
    const env = { REBOOTGATE_KILL_AT: String(point), REBOOTGATE_KILL_SIGNAL: 'SIGINT' };
    const { code, err } = await program(folder, writing.args, env);
    expect(code).toBe(3);
    expect(err).toMatch(/^error: interrupted\nhint: [^\n]+\n$/);
    expect(await answerOf(folder, writing)).toBe(before);
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });
});
