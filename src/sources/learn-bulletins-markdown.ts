// Markdown and plain text as blocks. The stored bulletins are Markdown with HTML tables, whose cells hold Markdown again.
import type { Block, Document, Link } from './learn-bulletins-page.ts';
import { tableOfMarkup } from './learn-bulletins-table.ts';

const linkPattern =
  /\[((?:[^[\]]|\[[^[\]]{0,40}\]){0,600})\]\(<?([^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)>?(?:\s+"[^"]{0,200}")?\)/g;
const bulletPattern = /^\s*(?:[-*+•·▪◦]|\d{1,2}[.)])\s+/;

export function readMarkdown(text: string): Document {
  const { fields, body } = frontMatter(text.replace(/<!--[\s\S]*?(?:-->|$)/g, ''));
  // A form feed ends a page of text taken out of a PDF.
  const lines = body
    .replaceAll('\f', '\n[Page 0]\n')
    .replace(/\n(?:[ \t]*\n){2,}/g, '\n\n')
    .split('\n');
  const reader: Reader = { lines, at: 0, blocks: [], cut: null };
  while (reader.at < lines.length) step(reader);
  const marked = fields.size > 0 || reader.blocks.some(({ kind }) => kind !== 'line');
  const address = fields.get('ms:mtpsurl') ?? null;
  const locales = [
    fields.get('ms.contentlocale'),
    fields.get('ms.locale'),
    fields.get('locale'),
    fields.get('ms.prod.locale'),
  ];
  return {
    form: marked ? 'markdown' : 'text',
    blocks: reader.blocks,
    locales: locales.filter((each) => each !== undefined),
    canonical: address,
    title: fields.get('title') ?? null,
    cut: reader.cut,
  };
}

function frontMatter(text: string): { fields: Map<string, string>; body: string } {
  const fields = new Map<string, string>();
  const match = /^\s*---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text);
  if (!match) return { fields, body: text };
  for (const line of (match[1] ?? '').split('\n')) {
    const [, name, value] = /^([A-Za-z][\w.:-]{0,40}):\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      fields.set(name.toLowerCase(), value.trim().replace(/^(['"])(.*)\1$/, '$2'));
  }
  return { fields, body: text.slice(match[0].length) };
}

interface Reader {
  lines: string[];
  at: number;
  blocks: Block[];
  cut: string | null;
}

function step(reader: Reader): void {
  const line = reader.lines[reader.at] ?? '';
  const below = reader.lines[reader.at + 1] ?? '';
  if (/^\s*<table[\s>]/i.test(line)) htmlTable(reader);
  else if (/^\s*```/.test(line)) fence(reader);
  else if (/^\s*\|/.test(line) && /^\s*\|[\s:|-]+$/.test(below)) pipeTable(reader);
  else textLine(reader, line, below);
}

function textLine(reader: Reader, line: string, below: string): void {
  reader.at += 1;
  const hashes = /^\s{0,3}(#{1,6})\s+(\S.*)$/.exec(line);
  const rule = /^\s{0,3}(={3,}|-{3,})\s*$/.exec(below)?.[1];
  if (hashes) heading(reader, hashes[1]?.length ?? 1, hashes[2] ?? '');
  else if (rule !== undefined && line.trim() !== '' && !bulletPattern.test(line)) {
    reader.at += 1;
    heading(reader, rule.startsWith('=') ? 1 : 2, line);
  } else reader.blocks.push(lineBlock(line));
}

function heading(reader: Reader, level: number, text: string): void {
  reader.blocks.push({ kind: 'heading', level, text: plain(text) });
}

function lineBlock(line: string): Block {
  if (line.trim() === '') return { kind: 'line', text: '', bullet: false, links: [] };
  const bullet = bulletPattern.test(line);
  const text = line.replace(bulletPattern, '');
  const links: Link[] = [...text.matchAll(linkPattern)].map((match) => ({
    href: match[2] ?? '',
    text: plain(match[1] ?? ''),
    leads: plain(text.slice(0, match.index)) === '',
  }));
  return { kind: 'line', text: plain(text), bullet, links };
}

function htmlTable(reader: Reader): void {
  const from = reader.at;
  while (reader.at < reader.lines.length && !/<\/table\s*>/i.test(reader.lines[reader.at] ?? '')) reader.at += 1;
  if (reader.at >= reader.lines.length) reader.cut = 'a table has no end, so it was cut in the middle';
  reader.at += 1;
  // Two blanks at the end of a line are a line break, and cells are written over several lines.
  const markup = reader.lines.slice(from, reader.at).join('<br />\n');
  const rows = tableOfMarkup(markup).map((row) => row.map((cell) => cell.split('\n').map(plain).join('\n').trim()));
  reader.blocks.push({ kind: 'table', rows });
}

function pipeTable(reader: Reader): void {
  const rows: string[][] = [];
  for (; /^\s*\|/.test(reader.lines[reader.at] ?? ''); reader.at += 1) {
    const cells = (reader.lines[reader.at] ?? '')
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/);
    if (!cells.every((cell) => /^\s*:?-+:?\s*$/.test(cell))) {
      rows.push(
        cells.map((cell) =>
          cell
            .split(/<br\s*\/?>/i)
            .map(plain)
            .join('\n')
            .trim(),
        ),
      );
    }
  }
  reader.blocks.push({ kind: 'table', rows });
}

function fence(reader: Reader): void {
  reader.at += 1;
  while (reader.at < reader.lines.length && !/^\s*```/.test(reader.lines[reader.at] ?? '')) reader.at += 1;
  reader.at += 1;
}

const entities: Record<string, string> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#8212': '—' };

/** The text that a reader of the Markdown sees. */
export function plain(text: string): string {
  return text
    .replace(linkPattern, '$1')
    .replace(/<sup>[^<]{0,20}<\/sup>/gi, '')
    .replace(/<\/?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,500})?\/?>/gi, ' ')
    .replace(/&(\w{1,6}|#\d{1,5});/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\*\*|__|`/g, '')
    .replace(/\\([*_[\]#|>-])/g, '$1')
    .replace(/(?<!\w)_([^_]{1,200})_(?!\w)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
