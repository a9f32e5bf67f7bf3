// The JSON Schemas that editors read are what zod checks by, and say the same of examples.
// npx vitest run test/config-schema.test.ts -u writes them anew.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationShape, waiverFileShape } from '../src/config/shape.ts';
import { root } from './run.ts';

const schemas = { rebootgate: configurationShape, waivers: waiverFileShape };
const pathOf = (name: string): string => join(root, 'src/config/schema', `${name}.schema.json`);

/** YAML in editors is checked by draft 7 at most. */
const textOf = (shape: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(shape, { io: 'input', target: 'draft-7' }), null, 2)}\n`;

const good = `
inputs: { groups: [a.json, b.csv], task-sequences: deploy.zip, updates: site.json }
fail-on: suspected
environment: { credential-guard: yes, rdp-8.0: false, secure-boot: unknown }
product: Windows 7
architecture: x64
outputs: { json: report.json }
accept-no-data: no
configmgr-version: 2403
waivers:
  - more.yaml
  - { kb: 2965788, reason: pilot, owner: jo, expires: next Patch Tuesday, granted: 2026-11-12 }
`;

const waiver = (keys: string): string => `waivers: [{ ${keys} }]`;
const bad: string[] = [
  'fail-one: suspected',
  'fail-on: sometimes',
  'environment: { credential-guard: maybe }',
  'architecture: x65',
  'accept-no-data: perhaps',
  'inputs: { group: a.json }',
  'inputs: 5',
  'overlay: [1]',
  waiver('kb: 2965788, owner: jo, expires: 2026-12-01'),
  waiver('kb: 2965788, reason: pilot, expires: 2026-12-01'),
  waiver('kb: 2965788, reason: pilot, owner: jo'),
  waiver('kb: 12, reason: pilot, owner: jo, expires: 2026-12-01'),
  waiver('updateId: abc, reason: pilot, owner: jo, expires: 2026-12-01'),
  waiver('kb: 2965788, reason: pilot, owner: jo, expires: 2026-12-01, granted: yesterday'),
];

describe('the JSON Schema', () => {
  test.each(Object.entries(schemas))('%s is made of the shape', async (name, shape) => {
    await expect(textOf(shape)).toMatchFileSnapshot(pathOf(name));
  });

  const both = (text: string): [unknown, unknown] => [
    new Ajv({ strict: false }).validate(JSON.parse(readFileSync(pathOf('rebootgate'), 'utf8')), parse(text)),
    configurationShape.safeParse(parse(text)).success,
  ];

  test('takes what is right', () => {
    expect(both(good)).toEqual([true, true]);
  });

  test.each(bad)('refuses %s', (text) => {
    expect(both(text)).toEqual([false, false]);
  });
});
