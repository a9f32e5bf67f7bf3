// Validates JSON output against the schemas that the package ships.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { root } from './run.ts';

const ajv = new Ajv2020({
  allErrors: true,
  strict: false,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ },
});
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(root, 'src/reports/schema', name), 'utf8')));
const validators = {
  report: schema('report.schema.json'),
  query: schema('query.schema.json'),
  diff: schema('diff.schema.json'),
  findings: schema('findings.schema.json'),
  'patch-tuesday': schema('patch-tuesday.schema.json'),
};

/** The documents that commands print bear their names; a check prints a report. */
export const kindOf = (command: string | undefined): keyof typeof validators =>
  command === 'query' || command === 'diff' || command === 'patch-tuesday' ? command : 'report';

/** Parses and validates; the shape is the schema's, so tests read it loosely. */
// biome-ignore lint/suspicious/noExplicitAny: what the schema guarantees is not repeated as a type here
export function validJson(kind: keyof typeof validators, text: string): any {
  const value = JSON.parse(text);
  const validate = validators[kind];
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}
