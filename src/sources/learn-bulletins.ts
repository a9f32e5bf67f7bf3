// Microsoft's old security bulletins, MS08-001 to MS17-023: restart requirement, KB and replaced updates per product.
import * as z from 'zod';
import { isDay } from '../dates.ts';
import { UserError } from '../errors.ts';
import { architectures } from '../types.ts';
import { readAffected } from './learn-bulletins-affected.ts';
import { addressOf, identify } from './learn-bulletins-identity.ts';
import { type Document, plainLines, readDocument, refuse, shorten } from './learn-bulletins-page.ts';
import { restartFinder } from './learn-bulletins-restart.ts';
import { rowsOf } from './learn-bulletins-rows.ts';
import type { Page, PageRequest, Parsed, Source, Wanted } from './types.ts';

const kb = z.string().regex(/^\d{6,7}$/);
const bulletinId = z.string().regex(/^MS\d{2}-\d{3}$/);

export const bulletinFactShape = z.strictObject({
  bulletin: bulletinId,
  kb,
  /** As the bulletin writes it, without marks of footnotes. */
  product: z.string().min(1).max(300),
  offer: z.strictObject({ product: z.string().min(1), architecture: z.enum(architectures).nullable() }),
  /** Null where the bulletin does not say it: from 2015 on most refer to the KB article instead. */
  restart: z.enum(['required', 'may', 'none']).nullable(),
  restartText: z.string().min(1).max(2_000).nullable(),
  /** The last of a chain only. Bulletins of 2008 name the bulletin alone, those of late 2016 the KB alone. */
  replaces: z.array(z.strictObject({ bulletin: bulletinId.nullable(), kb: kb.nullable() })),
  released: z.string().refine(isDay).nullable(),
});
export type BulletinFact = z.infer<typeof bulletinFactShape>;

export const learnBulletins: Source<BulletinFact> = {
  id: 'learn-bulletins',
  description: 'Security bulletins MS08-001 to MS17-023: restart requirement, KBs and replaced updates per product',
  hosts: ['learn.microsoft.com'],
  live: false,
  start,
  parse,
  rows: rowsOf,
};

function start({ bulletins }: Wanted): PageRequest[] {
  if (bulletins.length === 0) {
    throw new UserError(
      'No bulletin is named, and there is no list of all of them.',
      'Name one or more with --bulletin, such as --bulletin MS14-030.',
    );
  }
  return [...new Set(bulletins.map(checked))].map((id) => ({ url: addressOf(id), accept: 'text/html' }));
}

function checked(text: string): string {
  const id = text.trim().toUpperCase();
  const [, year = '', number = ''] = /^MS(\d{2})-(\d{3})$/.exec(id) ?? [];
  const last = year === '17' ? '023' : '999';
  if (year >= '08' && year <= '17' && number >= '001' && number <= last) return id;
  throw new UserError(
    `"${text.slice(0, 40)}" is no bulletin between MS08-001 and MS17-023.`,
    'Bulletins are written MSyy-nnn, such as MS14-030. Later updates have none: use the sources msrc and update-catalog.',
  );
}

function parse(page: Page): Parsed<BulletinFact> {
  const document = readDocument(page);
  const { bulletin, kb: article, released } = identify(document, page.url);
  const { rows, notes } = readAffected(document, article);
  const restartOf = restartFinder(document, notes);
  const facts = rows.flatMap((row): BulletinFact[] => {
    const fact = { bulletin, ...row, ...restartOf(row.product, row.kb), released };
    const read = bulletinFactShape.safeParse(fact);
    if (!read.success)
      notes.push(`KB${row.kb} is left out for one product: what the page says of it is not of a known shape.`);
    return read.success ? [read.data] : [];
  });
  if (facts.length === 0) {
    throw refuse(
      `No affected product with a KB number could be read from ${bulletin}${notes[0] ? ` (${notes[0]})` : ''}: the page has changed.`,
    );
  }
  return { facts, follow: [], notes: [...new Set([...notes, ...severalRestarts(document)])] };
}

/** Never a fact, since it may be about removal, as in MS10-102; but whoever keeps the findings should see it. */
function severalRestarts(document: Document): string[] {
  const said =
    /\b(?:two|2|multiple|dual|second) (?:restart|reboot)s?\b|\b(?:restart|reboot)(?:ed)? (?:twice|two times)\b/i;
  const line = plainLines(document.blocks).find((each) => said.test(each));
  const at = line?.search(said) ?? 0;
  return line === undefined
    ? []
    : [`The bulletin speaks of more than one restart: "${shorten(line.slice(Math.max(0, at - 80)), 200)}".`];
}
