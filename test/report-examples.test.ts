// The examples that the tests of the formats are made from are what their names say.
import { describe, expect, test } from 'vitest';
import { reportExamples } from './report-examples.ts';

describe('report examples', () => {
  test.each([
    ['fail', 'fail', 'multi-restart'],
    ['pass', 'pass', 'no-finding'],
    ['waived', 'pass', 'conditional'],
    ['no-data', 'undecided', 'no-data'],
    ['sequence', 'fail', 'multi-restart'],
  ])('%s', async (name, outcome, worst) => {
    const report = await reportExamples[name]?.();
    expect(report?.outcome).toBe(outcome);
    expect(report?.updates[0]?.status).toBe(worst);
    expect(report?.taskSequence === null).toBe(name !== 'sequence');
  });
});
