// A saved page of Microsoft's, HTML, Markdown or plain text, as one list of blocks, so that a parser knows a single shape.
import { IncompletePageError, SourceError } from '../errors.ts';
import { readHtml } from './learn-bulletins-html.ts';
import { readMarkdown } from './learn-bulletins-markdown.ts';
import type { Page } from './types.ts';

export interface Link {
  href: string;
  text: string;
  /** Nothing but a bullet stands before it in its line. */
  leads: boolean;
}

export type Block =
  | { kind: 'heading'; level: number; text: string }
  /** A paragraph, list item or line. In text and Markdown an empty line is a block of its own. */
  | { kind: 'line'; text: string; bullet: boolean; links: Link[] }
  /** Cells with what spans several of them repeated; lines of a cell are parted by line feeds. */
  | { kind: 'table'; rows: string[][] };

export interface Document {
  form: 'html' | 'markdown' | 'text';
  blocks: Block[];
  /** What the page says of its own language: `lang`, the locale in its metadata and in its own address. */
  locales: string[];
  /** Its own address, as the page gives it. */
  canonical: string | null;
  title: string | null;
  /** Null, or how one sees that the end is missing. */
  cut: string | null;
}

/** The largest bulletin is below 2 MB; the parsers below are linear, but nobody should wait for a page that is none. */
const largest = 8 * 1024 * 1024;
/** Tags that are open at once. Real pages stay below 60; closing tags cost time in proportion to it. */
const deepest = 1_000;
const mostTags = 300_000;
const mostTables = 1_000;
const looksLikeHtml =
  /<!doctype html|<html[\s>]|<body[\s>]|<head[\s>]|<main[\s>]|^\s*<(?:div|h[1-6]|section|article|ul|ol)\b/i;
const voidTags = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i;

/** @throws SourceError where the page is empty, binary, too large or nested as no page is */
export function readDocument(page: Page): Document {
  const text = page.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') throw refuse('The page is empty.');
  if (text.length > largest) throw refuse(`The page has ${text.length} characters; no page of this kind is so large.`);
  if (text.includes('\0')) throw refuse('This is no text: it has zero bytes in it.');
  holdToBounds(text);
  return looksLikeHtml.test(text.slice(0, 4_000)) ? readHtml(text) : readMarkdown(text);
}

/** @throws SourceError */
function holdToBounds(text: string): void {
  let [depth, tags, tables] = [0, 0, 0];
  for (const [, closing, name = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (voidTags.test(name)) continue;
    depth = closing === '/' ? Math.max(0, depth - 1) : depth + 1;
    tags += 1;
    if (closing !== '/' && name.toLowerCase() === 'table') tables += 1;
    if (depth > deepest) throw refuse(`The page has more than ${deepest} tags open at once; no real page has.`);
    if (tags > mostTags || tables > mostTables) throw refuse('The page has more tags than any real page.');
  }
}

/** A page that lost its end on the way: asked for again, it may be whole. */
export function refuseCut(message: string): SourceError {
  return new IncompletePageError(message, refuse(message).hint);
}

export function refuse(message: string, hint?: string): SourceError {
  return new SourceError(
    message,
    hint ?? 'What was known stays as it is. Open the address in a browser and see what the page shows now.',
  );
}

/** Text of blocks as lines, for patterns that look anywhere in a page. */
export function plainLines(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => row.join(' | ')) : [block.text]));
}

/** One line, without control characters, and not longer than a person reads in a note. */
export function shorten(text: string, most = 120): string {
  const line = oneLine(text);
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu, ' ').trim();
}
