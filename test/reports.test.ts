// Each format of each of the five example reports, as files that were read by eye. HTML has tests of its own.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Format, renderAs } from '../src/reports/index.ts';
import { reportExamples } from './report-examples.ts';
import { root } from './run.ts';

/** The formats whose files are kept here, and the ending that opens each. */
const endings = {
  text: 'txt',
  json: 'json',
  csv: 'csv',
  markdown: 'md',
  sarif: 'sarif',
  junit: 'xml',
  github: 'txt',
  azure: 'txt',
  cmtrace: 'log',
} satisfies Partial<Record<Format, string>>;
const kept = Object.keys(endings).filter((name): name is keyof typeof endings => name in endings);

describe.each(Object.keys(reportExamples))('%s', (name) => {
  test.each(kept)('as %s', async (format) => {
    const report = await reportExamples[name]?.();
    if (report === undefined) throw new Error(`no example ${name}`);
    const rendered = await renderAs(format, report, { width: 100, colour: false });
    expect(await renderAs(format, report, { width: 100, colour: false })).toBe(rendered);
    await expect(rendered).toMatchFileSnapshot(join(root, 'test', 'reports', format, `${name}.${endings[format]}`));
  });
});
