// An older report as a baseline: what this version or an older one wrote with "--format json", whole and of the same kind.
import * as z from 'zod';
import type { OldReport } from '../check/baseline.ts';
import { UserError } from '../errors.ts';
import { decodeText } from '../inputs/decode.ts';
import { statuses } from '../types.ts';

const hint = 'A baseline is what "rebootgate check <group> --output json=baseline.json" of an earlier day wrote.';

/** The report of 10,000 updates of the catalog takes 8 MB, and twice that as UTF-16; a group holds at most 1,000. */
export const maxBaselineBytes = 32 * 1024 * 1024;

const kind = z.object({ schema: z.string(), version: z.number(), tool: z.object({ name: z.string() }) });

const oldUpdate = z.object({
  kb: z.string().nullable(),
  alsoKbs: z.array(z.string()).default([]),
  updateId: z.string().nullable(),
  title: z.string().nullable(),
  products: z.array(z.string()),
  architecture: z.string().nullable(),
  status: z.enum(statuses),
  waiver: z.unknown(),
});

const oldReport = z.object({
  generatedAt: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
  summary: z.object({ outcome: z.enum(['pass', 'fail', 'undecided']) }),
  inputs: z.array(z.object({ updates: z.number() })),
  updates: z.array(oldUpdate),
});

/** @throws UserError for what is no report of this program, of another version, or only a part of one */
export function readBaseline(bytes: Uint8Array, path: string): OldReport {
  if (bytes.length > maxBaselineBytes)
    throw new UserError(
      `the baseline ${path} is larger than ${maxBaselineBytes / 1024 / 1024} MB, which no report of a group is`,
      hint,
    );
  const value = parseJson(decode(bytes, path), path);
  const said = kind.safeParse(value).data;
  if (said?.schema !== 'rebootgate/report' || said.tool.name !== 'rebootgate')
    throw new UserError(`the baseline ${path} is no JSON report of rebootgate`, hint);
  if (said.version !== 1)
    throw new UserError(`the baseline ${path} is of version ${said.version}, and this program reads version 1`, hint);
  const { data, error } = oldReport.safeParse(value);
  if (!data) {
    const [issue] = error.issues;
    throw new UserError(
      `the baseline ${path} is no whole report: ${issue?.path.join('.') ?? ''} is wrong`,
      hint,
      error,
    );
  }
  const counted = data.inputs.reduce((sum, { updates }) => sum + updates, 0);
  if (counted !== data.updates.length)
    throw new UserError(
      `the baseline ${path} is no whole report: it counts ${counted} updates and holds ${data.updates.length}`,
      hint,
    );
  const updates = data.updates.map(({ waiver, ...each }) => ({
    ...each,
    waived: waiver !== null && waiver !== undefined,
  }));
  return { path, generatedAt: data.generatedAt, updates };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return decodeText(bytes, path);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`the baseline ${error.message}`, hint, error);
    throw error;
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`the baseline ${path} is no JSON, or only a part of one`, hint, cause);
  }
}
