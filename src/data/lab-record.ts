// The form of a lab record: one measured run of one update, as a person or a reader of logs writes it down. JSON or YAML.
// The JSON Schema of the package is made of this shape (test/finding-lab.test.ts), and README describes it.
import * as z from 'zod';
import { architecture, kb, text, updateId } from './schema.ts';

export const labRecordName = 'rebootgate/lab-record';

/** A moment with its zone, "2026-11-20T08:04:11Z": a run restarts machines, and may cross the end of summer time. */
const moment = z.iso.datetime({ offset: true, error: 'is not a moment such as 2026-11-20T08:04:11Z' });
/** CurrentBuild.UBR of the registry, such as 26200.7171. */
const build = z.string().regex(/^\d{4,6}\.\d{1,6}$/, 'is not a build such as 26200.7171');
const line = z.string().min(1).max(4000);

const evidence = z.strictObject({
  log: line.describe('The log or event channel, such as System, Setup or smsts.log'),
  provider: line.nullable().default(null),
  eventId: z.int().min(0).max(65_535).nullable().default(null),
  at: moment.nullable().default(null),
  line: line.nullable().default(null).describe('The line, or the text of the event'),
});

const restart = z.strictObject({
  at: moment.describe('When the machine came up again'),
  initiator: line
    .nullable()
    .describe(
      'Who asked for it, such as TSManager, CcmExec.exe, TrustedInstaller.exe, setup; null: nobody is named, as after a crash',
    ),
  causedBy: z.enum(['update', 'other', 'unknown']).describe('Whether the restart belongs to the update'),
  evidence: z.array(evidence).min(1).max(100),
});

export const labRecord = z.strictObject({
  schema: z.literal(labRecordName),
  version: z.literal(1),
  update: z
    .strictObject({
      kb: kb.nullable(),
      updateId: updateId.nullable(),
      revision: z.int().min(0).max(1_000_000).nullable().default(null),
      title: line.nullable().default(null),
    })
    .describe('At least one of kb and updateId'),
  direction: z.enum(['install', 'uninstall']),
  device: z.strictObject({
    product: text.describe('As a check names it, such as Windows 11 Version 25H2'),
    architecture,
    buildBefore: build,
    buildAfter: build,
    facts: z
      .record(z.string(), z.enum(['yes', 'no', 'unknown']))
      .default({})
      .describe('Conditions of the device, by the names of "rebootgate check --env"'),
  }),
  run: z.strictObject({
    startedAt: moment,
    endedAt: moment,
    tool: line.describe('What counted, with its version, or "by hand"'),
    operator: line,
  }),
  restarts: z.strictObject({
    counted: z.int().min(0).max(20).describe('The restarts that belong to the update, the first one included'),
    events: z.array(restart).max(100),
  }),
  note: line.nullable().default(null),
});

export type LabRecord = z.infer<typeof labRecord>;
