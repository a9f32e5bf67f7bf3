// The labelled cases of test/labels: read, held against their shape, each with the source that it names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { architectures, statuses } from '../../src/types.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const text = z.string().min(1);

const sourceShape = z.strictObject({ name: text, url: z.string().url().nullable() });

/**
 * One case. `expected` holds more than one status only where the sources do not decide between them.
 * `consistency`: its source is a finding of data/, or what a rule makes of one. `independent`: evidence that is in no finding.
 */
const labelShape = z
  .strictObject({
    id: text,
    kb: z
      .string()
      .regex(/^\d{6,7}$/)
      .optional(),
    updateId: z.string().uuid().optional(),
    title: text.optional(),
    product: text.optional(),
    architecture: z.enum(architectures).optional(),
    /** Its release, where the catalog does not know it. */
    released: day.optional(),
    env: z.record(text, z.enum(['yes', 'no', 'unknown'])).default({}),
    /** The day of knowledge; without one, all that is known counts. */
    asOf: day.optional(),
    expected: z.array(z.enum(statuses)).min(1),
    kind: z.enum(['consistency', 'independent']),
    source: text,
    why: text,
  })
  .refine(({ kb, updateId, title }) => (kb ?? updateId ?? title) !== undefined, 'it names no update');

export type Label = z.output<typeof labelShape>;
export type LabelKind = Label['kind'];

/** @throws Error with file and line of the first label that is wrong, or that bears the id of another one */
export function readLabels(folder: string): Label[] {
  const sources = z.record(text, sourceShape).parse(JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')));
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const labels = files
    .sort()
    .flatMap((name) => parseLabels(readFileSync(join(folder, name), 'utf8'), name, Object.keys(sources)));
  const seen = new Set<string>();
  for (const { id } of labels) {
    if (seen.has(id)) throw new Error(`two labels are called ${id}`);
    seen.add(id);
  }
  return labels;
}

/** @param sources the ids that a label may name */
export function parseLabels(lines: string, file: string, sources: readonly string[]): Label[] {
  return lines.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `${file}:${index + 1}`;
    const parsed = labelShape.safeParse(fromJson(line, place));
    if (!parsed.success) throw new Error(`${place}: ${z.prettifyError(parsed.error)}`);
    if (!sources.includes(parsed.data.source)) throw new Error(`${place}: no source is called ${parsed.data.source}`);
    return [parsed.data];
  });
}

function fromJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`${place}: not JSON`, { cause });
  }
}
