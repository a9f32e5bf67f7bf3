// The shape of rebootgate.yaml and of a file of waivers. The JSON Schema for editors is made of it: schema/rebootgate.schema.json.
import * as z from 'zod';
import { architectures, statuses } from '../types.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const text = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });
const file = text.describe('A path, relative to this file');
const files = z.union([file, z.array(file)], { error: 'must be a path or a list of paths' });
const yesOrNo = z.union([z.boolean(), z.enum(['yes', 'no'])], { error: 'must be yes or no' });
const state = z.union([z.boolean(), z.enum(['yes', 'no', 'unknown'])], { error: 'must be yes, no or unknown' });
const day = z
  .string({ error: 'must be a date such as 2026-12-31' })
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-12-31' });

const kbShape = { error: 'must be a KB number such as 2965788' };
const kb = z.union([z.string().regex(/^\s*(?:[Kk][Bb]\s*)?\d{6,7}\s*$/), z.int().min(100_000).max(9_999_999)], kbShape);
const guidShape = { error: 'must be an UpdateID such as 0b57d345-7caf-4f1f-a8bb-7e1b7e1e0b0c' };
const guid = z.string(guidShape).regex(/^\s*\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?\s*$/, guidShape);

const oneWaiver = { error: 'must be a waiver: kb or updateId, reason, owner, expires' };

export const waiverShape = z
  .strictObject(
    {
      kb: kb.optional().describe('The update, by its KB number; this or updateId'),
      updateId: guid.optional().describe('The update, by its UpdateID (CI_UniqueID); this or kb'),
      product: text.optional().describe('Only where the update is for this product, such as Windows 7'),
      architecture: oneOf(architectures).optional().describe('Only where the update is for this architecture'),
      group: text
        .optional()
        .describe(
          'Only in the group or rule of this name, or in the file: g.json in whatever folder, pilot/g.json as the call names it',
        ),
      sequence: text.optional().describe('Only for the task sequence of this name'),
      reason: text.describe('Why it is let through'),
      owner: text.describe('Who answers for it'),
      expires: text.describe('The last day on which it waives, or "next Patch Tuesday" together with granted'),
      granted: day
        .optional()
        .describe('The day on which it was granted; "next Patch Tuesday" is the first one after it'),
    },
    oneWaiver,
  )
  .describe('An update that is let through for a time');

const inputError = { error: 'must be a path, a list of paths, or groups, rules, task-sequences and updates' };
const inputKeys = z.strictObject(
  {
    groups: files.optional().describe('Exported groups and lists'),
    rules: files.optional().describe('Exported automatic deployment rules'),
    'task-sequences': files.optional().describe('Exported task sequences that install the group'),
    updates: file.optional().describe("An export of the site's updates, for rules and lists of members"),
  },
  inputError,
);

const schemaKey = z.string().optional().describe('The JSON Schema of this file, for editors');

export const configurationShape = z
  .strictObject(
    {
      $schema: schemaKey,
      inputs: z
        .union([file, z.array(file), inputKeys], inputError)
        .optional()
        .describe('What "check" reads where no file is named'),
      'fail-on': oneOf([...statuses, 'never'])
        .optional()
        .describe('This status and worse fail; conditional when left out'),
      environment: z
        .record(z.string(), state, { error: 'must hold facts, each yes, no or unknown' })
        .optional()
        .describe('What is so on the devices, such as credential-guard: yes'),
      product: text.optional().describe('The product of updates that do not say theirs'),
      architecture: oneOf(architectures).optional().describe('The architecture of updates that do not say theirs'),
      waivers: z
        .union([file, z.array(z.union([file, waiverShape], oneWaiver))], {
          error: 'must be a list of waivers, or paths of files that hold them',
        })
        .optional()
        .describe('Waivers, or files that hold them'),
      'unused-waivers': oneOf(['fail', 'warn', 'ignore'])
        .optional()
        .describe('What a waiver comes to that names no update of the check; warn when left out'),
      baseline: file.optional().describe('An older JSON report; only what is new since then fails'),
      findings: files.optional().describe('Findings of your own'),
      catalog: file.optional().describe('A catalog instead of the shipped one'),
      overlay: files.optional().describe('Catalogs that are added to it'),
      format: text.optional().describe('What to print, as --format'),
      outputs: z
        .union([z.array(text), z.record(z.string(), file)], {
          error: 'must hold formats and paths, or a list of format=path',
        })
        .optional()
        .describe('Reports to write: format: file, or a list of format=file'),
      'accept-no-data': yesOrNo.optional().describe('Let a group pass of which nothing is known'),
      'require-fresh': yesOrNo.optional().describe('Cannot decide when a source that still changes is stale'),
      'configmgr-version': z
        .union([z.string(), z.number()], { error: 'must be a version such as 2403' })
        .optional()
        .describe('The version of Configuration Manager'),
      strict: yesOrNo.optional().describe('Fail as well where nobody can tell what the task sequence does'),
      'ignore-mitigation': yesOrNo.optional().describe('Judge the group alone, whatever the task sequence makes of it'),
      state: file.optional().describe('When pages were read'),
    },
    { error: 'must hold keys and values, such as "fail-on: suspected"' },
  )
  .describe('Configuration of rebootgate');

export const waiverFileShape = z.strictObject(
  { $schema: schemaKey, waivers: z.array(waiverShape, { error: 'must be a list of waivers' }) },
  { error: 'must hold "waivers:", a list' },
);

export type RawWaiver = z.infer<typeof waiverShape>;
export type Settings = z.infer<typeof configurationShape>;

/** Keys that may stand at a path, for "did you mean". */
export function keysAt(path: readonly PropertyKey[], root: 'configuration' | 'waivers'): string[] {
  if (path.includes('waivers')) return Object.keys(waiverShape.shape);
  if (path.length > 0) return path[0] === 'inputs' ? Object.keys(inputKeys.shape) : [];
  const { $schema: _editors, ...shape } = root === 'configuration' ? configurationShape.shape : waiverFileShape.shape;
  return Object.keys(shape);
}
