// JSON of data/ against its shape; what is wrong is said with file and line or key.
import type * as z from 'zod';
import { UserError } from '../errors.ts';

export const hint = 'Correct the file and run "rebootgate build" again; the present catalog was left as it is.';

export const placeOfLine = (file: string, line: number): string => `data/${file}:${line}`;

/** @param line null where the file is one JSON text */
export function parseJson(text: string, file: string, line: number | null): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = line === null ? `data/${file}` : placeOfLine(file, line);
    throw new UserError(
      `${place}: is not valid JSON (${cause instanceof Error ? cause.message : String(cause)})`,
      hint,
      cause,
    );
  }
}

/** @throws UserError with place and key of the first thing that is wrong */
export function check<S extends z.ZodType>(shape: S, value: unknown, place: string): z.infer<S> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = (issue?.path ?? [])
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  throw new UserError(`${place}: ${key === '' ? '' : `${key} `}${issue?.message ?? 'has the wrong shape'}`, hint);
}
