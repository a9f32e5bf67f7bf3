// scrape --from: pages that somebody saved, parsed from disk; for machines without internet.
import { readFileSync } from 'node:fs';
import { decodeText } from '../inputs/decode.ts';
import { IncompletePageError, SourceError, UserError } from '../errors.ts';
import { plain } from '../reports/safe.ts';
import type { AnySource } from '../sources/index.ts';
import type { ExitCode } from './failure.ts';
import { inFolder, type Io } from './io.ts';

interface Refusal {
  file: string;
  reason: string;
}

/** An unreadable file is the caller's to mend; a page that is refused leaves the others printed. */
export function parseSaved(
  chosen: readonly AnySource[],
  files: readonly string[],
  url: string | null,
  format: string,
  io: Io,
): ExitCode {
  const [source] = chosen;
  if (!source || chosen.length !== 1)
    throw new UserError(
      '--from needs the one source that the pages are of',
      'For example: rebootgate scrape update-catalog --from page.html',
    );
  if (url !== null && files.length > 1)
    throw new UserError('--url says where one page came from, and several are named', 'Parse them one at a time.');
  const pages = files.map((file) => ({ file, text: readPage(file, io) }));
  const facts: unknown[] = [];
  const refused: Refusal[] = [];
  for (const { file, text } of pages) {
    try {
      const parsed = source.parse({ text, url });
      facts.push(...parsed.facts);
      for (const note of parsed.notes) io.err(`note: ${plain(file)}: ${plain(note)}\n`);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // What is there is true, and the refusal says that it is not all.
      if (error instanceof IncompletePageError) facts.push(...error.facts);
      refused.push({ file, reason: plain(error.message) });
    }
  }
  io.out(
    format === 'json'
      ? `${JSON.stringify({ source: source.id, facts, refused }, null, 2)}\n`
      : textOf(source.id, facts, refused),
  );
  for (const { file, reason } of refused) io.err(`refused: ${plain(file)}: ${reason}\n`);
  return refused.length > 0 ? 3 : 0;
}

function readPage(file: string, io: Io): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(inFolder(io, file));
  } catch (cause) {
    throw new UserError(`${file} cannot be read`, 'Check the path.', cause);
  }
  return decodeText(bytes, file);
}

function textOf(id: string, facts: readonly unknown[], refused: readonly Refusal[]): string {
  const lines = facts.map((fact) => `  ${plain(JSON.stringify(fact))}`);
  return `${[`${id}: ${facts.length} facts, ${refused.length} pages refused`, ...lines].join('\n')}\n`;
}
