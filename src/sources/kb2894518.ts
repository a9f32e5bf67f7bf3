// Microsoft's list of updates that require multiple restarts, KB2894518, in all forms that the article has had since 2013.
import * as z from 'zod';
import { articleOf } from './kb2894518-article.ts';
import { entriesOf } from './kb2894518-entries.ts';
import { readDocument, refuse } from './learn-bulletins-page.ts';
import type { Page, Parsed, Source } from './types.ts';

export const listEntryShape = z.strictObject({
  kb: z.string().regex(/^\d{6,7}$/),
  title: z.string().min(1).max(500),
  /** The first token of the title. A hint only: the article titles KB3067904 MS15-082, and MS15-067 ships it. */
  bulletin: z
    .string()
    .regex(/^MS\d{2}-\d{3}$/)
    .nullable(),
  link: z
    .string()
    .regex(/^https?:\/\//)
    .nullable(),
});
export type ListEntryFact = z.infer<typeof listEntryShape>;

const address =
  'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/os-deployment/task-sequence-fails-multiple-restarts';

export const kb2894518: Source<ListEntryFact> = {
  id: 'kb2894518',
  description: "Microsoft's list of updates that require multiple restarts (KB2894518)",
  hosts: ['learn.microsoft.com', 'support.microsoft.com', 'raw.githubusercontent.com'],
  live: true,
  start: () => [{ url: address, accept: 'text/html' }],
  parse,
  rows: null,
};

function parse(page: Page): Parsed<ListEntryFact> {
  const document = readDocument(page);
  const section = articleOf(document, page.url);
  const { entries, notes } = entriesOf(section, document.form !== 'html', document.canonical ?? page.url);
  const facts = entries.filter((entry) => {
    const fits = listEntryShape.safeParse(entry).success;
    if (!fits) notes.push(`KB${entry.kb} is left out: its entry on the page is not of a known shape.`);
    return fits;
  });
  if (facts.length === 0) throw refuse(emptyReason(notes));
  return { facts, follow: [], notes };
}

function emptyReason(notes: readonly string[]): string {
  const first = notes[0] === undefined ? '' : ` (${notes[0]})`;
  return `The list of KB2894518 is empty on this page${first}: the page has changed.`;
}
