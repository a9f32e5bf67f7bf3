// The quick look at a row of data/: where it takes a row, zod takes it too and says the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LeanEdge, quickEdge, quickUpdate, wholeUpdate } from '../src/data/quick.ts';
import { type SupersedenceRow, supersedenceRow, updateRow } from '../src/data/schema.ts';

function wholeEdge(row: LeanEdge): SupersedenceRow {
  const { superseding, superseded, products = [], architectures = [], url = null, note = null } = row;
  return { superseding, superseded, products, architectures, url, note };
}

/** Values that fields hold, rightly and wrongly. */
const value = fc.constantFrom<unknown>(
  ...['2965788', '12345', 'KB2965788', '00000000-0000-4000-8000-000000000001', '', 'Windows 7', 'MS14-030'],
  ...['2014-06-10', '2014-02-30', 'cumulative', 'strange', 'maybe', 'https://example.com/', 'ftp://example.com/'],
  ...[true, false, null, 0, 200, 2965788, [], ['Windows 7'], ['x64'], ['x64', 'x68'], [''], {}, [null]],
);
const row = (names: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name, maxLength: 8 }).map(
    // Made with defineProperty, so that "__proto__" is a field like any other.
    (entries) => JSON.parse(`{${entries.map(([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`).join()}}`),
  );

const updateNames = [...Object.keys(updateRow.shape), 'extra', '__proto__'];
const edgeNames = [...Object.keys(supersedenceRow.shape), 'superseding', 'superseded', 'extra', '__proto__'];

test('an update that the quick look takes is what zod makes of it', () => {
  let taken = 0;
  fc.assert(
    fc.property(row(updateNames), (candidate) => {
      const quick = quickUpdate(candidate);
      if (quick === null) return;
      taken += 1;
      expect(wholeUpdate(quick)).toEqual(updateRow.parse(candidate));
    }),
    { numRuns: 20_000, seed: 4 },
  );
  expect(taken).toBeGreaterThan(300);
});

test('a step of supersedence that the quick look takes is what zod makes of it', () => {
  const whole = fc.record({ superseding: value, superseded: value });
  let taken = 0;
  fc.assert(
    fc.property(row(edgeNames), whole, (candidate, ends) => {
      const both = { ...candidate, ...ends };
      const quick = quickEdge(both);
      if (quick === null) return;
      taken += 1;
      expect(wholeEdge(quick)).toEqual(supersedenceRow.parse(both));
    }),
    { numRuns: 20_000, seed: 4 },
  );
  expect(taken).toBeGreaterThan(20);
});
