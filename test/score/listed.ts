// The list KB2894518 as data/ has it: today's entries, and the first whole list that is known of 2013.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const number = z.string().regex(/^\d{6,7}$/);
const entriesShape = z
  .array(
    z.object({
      kb: number,
      title: z.string(),
      bulletin: z.string().nullable(),
      bulletinCorrected: z.string().nullable(),
      listed: z.boolean(),
    }),
  )
  .min(1);
const historyShape = z.array(z.object({ id: z.string(), complete: z.boolean(), kbs: z.array(number).min(1) }));

export interface Listed {
  kb: string;
  title: string;
  bulletin: string | null;
}

/** The first whole list that is known; that of October 2013 breaks off in its fifth entry. */
const firstWholeList = '2013-11-05-verboon-script';

/** @param folder data/kb2894518 */
export function readList(folder: string): { today: Listed[]; of2013: string[] } {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const entries = entriesShape.parse(json('entries.json'));
  const first = historyShape.parse(json('history.json')).find(({ id, complete }) => id === firstWholeList && complete);
  if (first === undefined) throw new Error(`history.json has no whole list called ${firstWholeList}`);
  const today = entries
    .filter(({ listed }) => listed)
    .map(({ kb, title, bulletin, bulletinCorrected }) => ({ kb, title, bulletin: bulletinCorrected ?? bulletin }));
  return { today, of2013: first.kbs };
}
