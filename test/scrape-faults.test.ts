// Every fault of test/replay/faults.ts: it ends in the right facts, or in a stated exit 3 with data/ as it was. Prints the table of what happened.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { twoLines } from './fixtures/data/folders.ts';
import { contentsOf, countedSleep, newPlace, type Place, quick, scrape } from './replay/folders.ts';
import { type Ending, type Fault, faults, type Subject, subjects } from './replay/faults.ts';
import { portOf, startReplay } from './replay/server.ts';
import type { Ran } from './run.ts';

/** What each source needs of data/; the rest would only be copied. */
const needed = ['facts.json', 'kb2894518', 'findings'];
const untouched = contentsOf(newPlace(needed).data);

/** The files of data/ without the hashes of pages: a page may be another one and say the same. */
function factsIn(place: Place): Record<string, string> {
  const files = Object.keys(contentsOf(place.data));
  const text = (file: string): string => readFileSync(join(place.data, file), 'utf8');
  return Object.fromEntries(files.map((file) => [file, text(file).replace(/[0-9a-f]{64}/g, 'hash')]));
}

/** Facts after a run without a fault; without the target's own rows where `hidden`. */
async function expected(subject: Subject, hidden: boolean): Promise<Record<string, string>> {
  const replay = await startReplay();
  subject.show(replay);
  if (hidden) replay.interfere(subject.target, ({ send }) => send(404, {}));
  const place = newPlace(needed);
  const { code } = await scrape(place, replay, subject.args);
  expect(code).toBe(0);
  await replay.close();
  return factsIn(place);
}

const known = new Map<string, Promise<Record<string, string>>>();
function expectedOnce(subject: Subject, hidden: boolean): Promise<Record<string, string>> {
  const key = `${subject.id} ${hidden}`;
  const found = known.get(key) ?? expected(subject, hidden);
  known.set(key, found);
  return found;
}

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What happened, told by exit code and data/ alone; null where neither the facts nor the refusal is whole. */
async function endingOf(subject: Subject, { code, err }: Ran, place: Place): Promise<Ending | null> {
  const data = contentsOf(place.data);
  if (code === 3 && same(data, untouched) && twoLines.test(lastTwo(err))) return 'refused';
  if (code !== 0) return null;
  const facts = factsIn(place);
  if (same(facts, await expectedOnce(subject, false))) return 'facts';
  return /there is no page/.test(err) && same(facts, await expectedOnce(subject, true)) ? 'without' : null;
}

const lastTwo = (err: string): string => `${err.split('\n').slice(-3).join('\n')}`;

interface Row {
  fault: string;
  on: string;
  ending: Ending | null;
  code: number;
  requests: number;
  waits: readonly number[];
  message: string;
}

const rows: Row[] = [];

async function suffer(fault: Fault, subject: Subject): Promise<Row> {
  const replay = await startReplay();
  subject.show(replay);
  replay.interfere(subject.target, fault.how);
  if (fault.everywhere) replay.interfere('*', fault.how);
  const place = newPlace(needed);
  const { sleep, waits } = countedSleep();
  const ran = await scrape(place, replay, subject.args, { httpLimits: { ...quick, pause: 0, ...fault.limits }, sleep });
  const target = subject.target.replace(/^POST /, '');
  const method = target === subject.target ? 'GET' : 'POST';
  const requests = replay.requests.filter((each) => each.url === target && each.method === method).length;
  await replay.close();
  const ending = await endingOf(subject, ran, place);
  // A pause is no wait for a retry.
  return {
    fault: fault.name,
    on: subject.id,
    ending,
    code: ran.code,
    requests,
    waits: waits.filter((each) => each > 0),
    message: messageOf(ran),
  };
}

function messageOf({ code, out, err }: Ran): string {
  const error = err.split('\n').find((line) => line.startsWith('error: '));
  const note = err.split('\n').find((line) => line.startsWith('note: '));
  return code === 0 ? (note ?? out.split('\n')[0] ?? '') : (error ?? '');
}

const words: Record<Ending, string> = {
  facts: 'facts right',
  refused: 'refused, data/ untouched',
  without: 'others right, page named',
};

function table(all: readonly Row[]): string {
  const head = ['fault', 'on', 'what happened', 'exit', 'requests', 'waits (s)', 'message'];
  const body = all.map(({ fault, on, ending, code, requests, waits, message }) => [
    fault,
    on,
    ending === null ? 'PASSED SILENTLY' : words[ending],
    String(code),
    String(requests),
    waits.map((each) => (each / 1000).toFixed(1)).join(' '),
    shortened(message),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...body].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const silent = all.filter(({ ending }) => ending === null).length;
  return `\n${lines.join('\n')}\n\n${all.length} rows, ${silent} passed silently\n`;
}

/** The reason alone: page and date are the same for many rows. */
function shortened(message: string): string {
  const reason = message.replace(/^(?:error|note): [\w-]+: /, '').replace(/; (?:the last good|it was never).*$/, '');
  return reason.replace(/https:\/\/(?:[\w.]*microsoft\.com)\/\S*?([^/\s]{1,24})(?=[\s,)]|$)/g, '..$1').slice(0, 130);
}

describe.each(faults)('$name', (fault) => {
  test.each(fault.on.map((on) => subjects[on]))('$id', async (subject) => {
    const row = await suffer(fault, subject);
    rows.push(row);
    expect(row).toMatchObject({ ending: fault.ends, requests: fault.requests });
    if (fault.says) expect(row.message).toMatch(fault.says);
    if (fault.waits) {
      expect(row.waits).toHaveLength(fault.waits.length);
      for (const [index, least] of fault.waits.entries()) expect(row.waits[index]).toBeGreaterThanOrEqual(least);
    }
  });
});

test('connection refused', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${portOf(server)}`;
  await new Promise((done) => server.close(done));
  for (const subject of [subjects.list, subjects.search, subjects.month]) {
    const place = newPlace(needed);
    const { sleep, waits } = countedSleep();
    const ran = await scrape(place, { url }, subject.args, { httpLimits: { ...quick, pause: 0 }, sleep });
    const row = {
      fault: 'connection refused',
      on: subject.id,
      ending: await endingOf(subject, ran, place),
      code: ran.code,
      requests: 0,
      waits,
      message: messageOf(ran),
    };
    rows.push(row);
    expect(row).toMatchObject({ ending: 'refused', waits: { length: 3 } });
    expect(row.message).toMatch(/refused \(ECONNREFUSED\), 4 times/);
  }
});

test('a fault leaves no broken page in the cache, and the next run is right', async () => {
  const replay = await startReplay();
  subjects.detail.show(replay);
  const place = newPlace(needed);
  replay.interfere(subjects.detail.target, ({ page, type, send }) =>
    send(200, { 'Content-Type': type, ETag: '"broken"' }, page.slice(0, 900)),
  );
  expect((await scrape(place, replay, subjects.detail.args)).code).toBe(3);
  expect(Object.keys(contentsOf(place.cache)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  expect(() => readFileSync(place.state)).toThrow('ENOENT');
  replay.interfere(subjects.detail.target, null);
  expect((await scrape(place, replay, subjects.detail.args)).code).toBe(0);
  expect(factsIn(place)).toEqual(await expectedOnce(subjects.detail, false));
  const asked = replay.requests.filter(({ url }) => url === subjects.detail.target).at(-1);
  expect(asked?.headers['if-none-match']).toBeUndefined();
});

test('the fault list is a list: each fault once for each page', () => {
  const names = faults.flatMap(({ name, on }) => on.map((each) => `${name} on ${each}`));
  expect(new Set(names).size).toBe(names.length);
});

afterAll(() => {
  process.stdout.write(table(rows));
});
