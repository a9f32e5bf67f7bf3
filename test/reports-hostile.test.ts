// Hostile texts in every place that comes from outside: each format gives them back as inert text, and nothing else comes of them.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Format, formats, renderAs } from '../src/reports/index.ts';
import { plain } from '../src/reports/safe.ts';
import type { FullReport, RuleSection } from '../src/reports/types.ts';
import type { SequencePrediction } from '../src/sequences/outcome.ts';
import type { CheckedUpdate, JudgedWaiver } from '../src/types.ts';
import { hostileStrings } from './hostile-strings.ts';
import { reportExamples } from './report-examples.ts';
import {
  azureCommands,
  cmtraceEntries,
  csvRecords,
  elementsNamed,
  githubCommands,
  markdownHtml,
  xmlTree,
} from './report-parsers.ts';

/** So many texts are put into one report: annotations show no more of a kind, beside the verdict. */
const atOnce = 8;
const chunks = Array.from({ length: Math.ceil(hostileStrings.length / atOnce) }, (_, index) =>
  hostileStrings.slice(index * atOnce, (index + 1) * atOnce),
);

/** What a report can have: an update that fails, a waiver, a task sequence, a rule. */
let report: FullReport;
let failing: CheckedUpdate;
let waiver: JudgedWaiver;
let sequence: SequencePrediction;
let rule: RuleSection;

beforeAll(async () => {
  const example = await reportExamples['sequence']?.();
  const waived = await reportExamples['waived']?.();
  const [update] = example?.updates ?? [];
  const [judged] = waived?.waivers ?? [];
  const [prediction] = example?.taskSequence?.sequences ?? [];
  if (!example || !update || !judged || !prediction) throw new Error('no examples');
  report = { ...example, taskSequence: null };
  failing = { ...update, evidence: update.evidence.slice(0, 2) };
  waiver = judged;
  sequence = prediction;
  rule = {
    ...{ name: 'Monthly', lines: ['Automatic deployment rule "Monthly"'], picks: '1 update', complete: false },
    ...{ open: [{ why: 'a title is not known', updates: 1 }], notes: ['a note'], outdated: null, limit: 'exceeded' },
    possiblyHarmful: [failing],
  };
});

type Change = (update: CheckedUpdate, text: string) => Partial<CheckedUpdate>;

function withUpdates(texts: readonly string[], change: Change): FullReport {
  const updates = texts.map((text) => ({ ...failing, ...change(failing, text) }));
  return { ...report, updates, counts: { ...report.counts, 'multi-restart': updates.length } };
}

const places: Record<string, (texts: readonly string[]) => FullReport> = {
  title: (texts) => withUpdates(texts, (_, title) => ({ title })),
  'product and bulletin': (texts) => withUpdates(texts, (_, text) => ({ products: [text], bulletin: text })),
  'number and UpdateID': (texts) => withUpdates(texts, (_, updateId) => ({ kb: null, updateId })),
  'place in the file': (texts) => withUpdates(texts, (_, where) => ({ kb: null, updateId: null, where })),
  reason: (texts) => withUpdates(texts, (_, reason) => ({ reason })),
  'name and path of a group': (texts) => ({
    ...withUpdates(texts, () => ({})),
    updates: texts.map((_, input) => ({ ...failing, input })),
    inputs: texts.map((text) => ({
      ...report.inputs[0],
      kind: 'kb-list',
      name: text,
      path: text,
      updates: 1,
      duplicates: 0,
      encoding: null,
    })),
  }),
  'reason and owner of a waiver': (texts) => ({
    ...withUpdates(texts, (_, text) => ({ waiver: { ...waiver, reason: text, owner: text, where: text } })),
    waivers: texts.map((text) => ({
      ...waiver,
      reason: text,
      owner: text,
      where: text,
      product: text,
      updateId: text,
      kb: null,
    })),
  }),
  'name and address of a source': (texts) =>
    withUpdates(texts, ({ evidence }, text) => ({
      evidence: evidence.map((claim) => ({ ...claim, sourceName: text, url: text, finding: text, condition: text })),
    })),
  'rule and task sequence': (texts) => ({
    ...withUpdates(['x'], () => ({})),
    rules: texts.map((text) => ({
      ...rule,
      name: text,
      lines: [text, text],
      notes: [text],
      outdated: text,
      picks: text,
      open: [{ why: text, updates: 1 }],
    })),
    taskSequence: {
      outcome: 'fails',
      sequences: texts.map((text) => ({
        ...sequence,
        name: text,
        reason: text,
        advice: [text],
        warnings: [text],
        timeline: [],
      })),
    },
  }),
  baseline: (texts) => ({
    ...withUpdates(['x'], () => ({ known: true })),
    baseline: {
      ...{ path: texts[0] ?? '', generatedAt: '2026-10-01T00:00:00Z', known: 1 },
      gone: texts.map((text) => {
        return { kb: null, updateId: null, title: text, products: [text], architecture: null, status: 'suspected' };
      }),
    },
  }),
};

/** Controls besides line ends, invisible characters, directional overrides, halves of surrogate pairs, what no XML may hold. */
const unprintable =
  /(?![\r\n])[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/u;

/** What no terminal and no log of a pipeline may get to see. */
function expectHarmless(text: string, format: Format): void {
  expect(unprintable.exec(text)?.[0]).toBeUndefined();
  expect(/##\[/.exec(text)).toBeNull();
  if (format !== 'github') expect(/^\s*::/m.exec(text)).toBeNull();
  if (format !== 'azure') expect(/##vso\[/i.exec(text)).toBeNull();
}

/** Dots break things up, and long texts are cut: what is left must be a beginning of what was there. */
const bare = (text: string): string => text.replace(/[·…]/g, '').replace(/\s+/g, ' ').trim();

function expectTold(told: readonly (string | undefined)[], texts: readonly string[]): void {
  expect(told).toHaveLength(texts.length);
  for (const [index, text] of texts.entries()) {
    expect(bare(told[index] ?? '')).toContain(bare(plain(text)).slice(0, 80).trim());
  }
}

/** What stands behind the sign by which a spreadsheet takes a cell for a formula. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[;|]\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** What GitHub would make a mention, a reference or a link of, in text that is read. */
const reference = /(?:^|[^\w·/])(?:@[a-z]|#\d|GH-\d|www\.)|\w:\/\/|mailto:\w/i;
const tagsOfOurs = [
  'h2',
  'h3',
  'p',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'strong',
  'br',
  'ul',
  'li',
  'code',
  'a',
];

/** Reads a report back; `texts` were put into `place`. */
const checks: Partial<Record<Format, (text: string, texts: readonly string[], place: string) => void>> = {
  text: (text) => expect(text).not.toBe(''),
  json(text, texts, place) {
    const { updates } = JSON.parse(text);
    if (place === 'title') expect(updates.map(({ title }: CheckedUpdate) => title)).toEqual(texts.map(plain));
    if (place === 'reason') expect(updates.map(({ reason }: CheckedUpdate) => reason)).toEqual(texts.map(plain));
  },
  csv(text, texts, place) {
    const records = csvRecords(text);
    const updates = records.filter(({ record }) => record === 'update');
    const cells = records.flatMap((record) => Object.values(record));
    expect(cells.filter((cell) => formula.test(cell))).toEqual([]);
    // The apostrophe that makes a formula a text is the only thing that is added.
    const told = (column: string) => updates.map((record) => record[column]?.replaceAll("'", ''));
    const given = texts.map((each) => each.replaceAll("'", ''));
    if (place === 'title') expectTold(told('title'), given);
    if (place === 'reason') expectTold(told('reason'), given);
    if (place === 'reason and owner of a waiver') expectTold(told('waiverOwner'), given);
    if (place === 'name and address of a source') expectTold(told('source'), given);
  },
  markdown(text, texts, place) {
    const html = markdownHtml(text);
    const tags = [...html.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/gi)].map(
      ([, end = '', tag = '', attributes = '']) => ({ end, tag, attributes }),
    );
    expect(tags.filter(({ tag }) => !tagsOfOurs.includes(tag))).toEqual([]);
    const links = tags.filter(({ tag, end }) => tag === 'a' && end === '').map(({ attributes }) => attributes);
    expect(links.filter((link) => !/^ href="https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][^"<>\s]*)?"$/.test(link))).toEqual([]);
    const ours = failing.evidence.map(({ url }) => ` href="${url}"`);
    if (place !== 'name and address of a source') expect(links.filter((link) => !ours.includes(link))).toEqual([]);
    expect(tags.filter(({ tag, attributes }) => tag !== 'a' && !['', ' /'].includes(attributes))).toEqual([]);
    // No row is broken: each has three cells.
    const rows = html.split('<tr>').slice(1);
    expect(rows.filter((row) => (row.match(/<t[hd]>/g) ?? []).length !== 3)).toEqual([]);
    const cells = rows.map((row) => unescapeHtml(row.split('</td>')[0]?.replace(/<[^>]+>/g, ' ') ?? '')).slice(1);
    expect(cells.filter((cell) => reference.test(cell))).toEqual([]);
    if (place === 'title') expectTold(cells, texts);
  },
  sarif(text, texts, place) {
    const { results, artifacts } = JSON.parse(text).runs[0];
    const messages: string[] = results.map(({ message }: { message: { text: string } }) => message.text);
    expect(messages.filter((message) => /\]\(|\{\d/.test(message))).toEqual([]);
    const uris: string[] = artifacts.map(({ location }: { location: { uri: string } }) => location.uri);
    for (const uri of uris) {
      expect(uri).toMatch(/^(?:file:\/\/)?[\w.~%:/-]*$/);
      expect(() => new URL(uri, 'file:///x/')).not.toThrow();
    }
    if (place === 'title' || place === 'reason') expectTold(messages, texts);
    if (place === 'name and path of a group') expect(uris).toHaveLength(new Set(texts).size);
  },
  junit(text, texts, place) {
    const root = xmlTree(text);
    const suites = elementsNamed(root, 'testsuite');
    const failures = elementsNamed(root, 'failure').slice(1);
    if (place === 'title')
      expectTold(
        failures.map(({ text: inner }) => inner),
        texts,
      );
    if (place === 'reason')
      expectTold(
        failures.map(({ attributes }) => attributes['message']),
        texts,
      );
    if (place === 'name and path of a group')
      expectTold(
        suites.slice(1).map(({ attributes }) => attributes['name']),
        texts,
      );
    if (place === 'reason and owner of a waiver')
      expectTold(
        elementsNamed(suites[1] ?? root, 'skipped').map(({ attributes }) => attributes['message']),
        texts,
      );
  },
  github(text, texts, place) {
    const commands = githubCommands(text);
    expect(commands.filter(({ name }) => !['error', 'warning', 'notice'].includes(name))).toEqual([]);
    const keys = commands.flatMap(({ properties }) => Object.keys(properties));
    expect(keys.filter((key) => !['file', 'line', 'title'].includes(key))).toEqual([]);
    const about = commands.slice(1);
    if (place === 'title')
      expectTold(
        about.map(({ data }) => data),
        texts,
      );
    if (place === 'name and path of a group')
      expectTold(
        about.map(({ properties }) => properties['file']),
        texts.map(withSlashes),
      );
  },
  azure(text, texts, place) {
    const { commands, texts: lines } = azureCommands(text);
    const results = commands.filter(({ name }) => name === 'task.complete');
    expect(results.map(({ properties }) => properties)).toEqual([{ result: 'Failed' }]);
    const issues = commands.filter(({ name }) => name === 'task.logissue');
    expect(issues.length + 1).toBe(commands.length);
    const keys = issues.flatMap(({ properties }) => Object.keys(properties));
    expect(keys.filter((key) => !['type', 'sourcepath', 'linenumber', 'code'].includes(key))).toEqual([]);
    expect(lines.filter((line) => /^\s*##/.test(line))).toEqual([]);
    const about = issues.slice(1);
    if (place === 'title')
      expectTold(
        about.map(({ data }) => data),
        texts,
      );
    if (place === 'number and UpdateID')
      expectTold(
        about.map(({ properties }) => properties['code']),
        texts,
      );
  },
  cmtrace(text, texts, place) {
    const entries = cmtraceEntries(text);
    const about = entries.filter(({ text: line, type }) => type === 3 && line.startsWith('multi-restart'));
    if (place === 'title' || place === 'reason')
      expectTold(
        about.map(({ text: line }) => line),
        texts,
      );
    if (place === 'name and path of a group') expect(about).toHaveLength(texts.length);
  },
};

const withSlashes = (path: string): string => path.replaceAll('\\', '/');

const unescapeHtml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

test('the list is long, and holds what was asked for', () => {
  expect(hostileStrings.length).toBeGreaterThanOrEqual(200);
  expect(new Set(hostileStrings).size).toBe(hostileStrings.length);
  expect(hostileStrings.some((text) => text.length >= 100_000)).toBe(true);
});

/** Those that name everything, and those that are made to be small. */
const unlimited: readonly Format[] = ['text', 'json', 'sarif', 'csv'];

describe.each(Object.keys(places))('%s', (place) => {
  test.each(formats.filter((format) => format in checks))('as %s', async (format) => {
    for (const texts of chunks) {
      const text = await renderAs(format, places[place]?.(texts) ?? report, { width: 100, colour: false });
      try {
        expectHarmless(text, format);
        checks[format]?.(text, texts, place);
        if (!unlimited.includes(format)) expect(text.length).toBeLessThan(300_000);
      } catch (error) {
        const shown = JSON.stringify(texts.map((each) => each.slice(0, 80)));
        throw new Error(`${shown}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
  });
});
