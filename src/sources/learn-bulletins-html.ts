// HTML pages as blocks: headings, lines with their links, tables with spans filled in. What a reader does not see is left out.
import { type CheerioAPI, load } from 'cheerio/slim';
import type { Block, Document, Link } from './learn-bulletins-page.ts';
import { tableRows } from './learn-bulletins-table.ts';

export type Node = ReturnType<ReturnType<CheerioAPI>['contents']>[number];

const unseen = new Set(['script', 'style', 'noscript', 'template', 'svg', 'nav', 'footer', 'select', 'button', 'head']);
const inline = new Set(
  'a abbr b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

export function readHtml(text: string): Document {
  const $ = load(text);
  const attribute = (selector: string, name: string): string | null => $(selector).first().attr(name)?.trim() || null;
  const canonical = attribute('link[rel="canonical"]', 'href') ?? attribute('meta[property="og:url"]', 'content');
  const locales = [attribute('html', 'lang'), attribute('meta[name="locale"]', 'content')];
  return {
    form: 'html',
    blocks: htmlBlocks($),
    locales: locales.filter((each) => each !== null),
    canonical,
    title: $('title').first().text().trim() || null,
    cut: endsWhole(text) ? null : 'it does not end with </html>, so it was cut in the middle',
  };
}

/** Some tools that save pages write a comment behind the end. */
function endsWhole(text: string): boolean {
  const end = text.slice(text.toLowerCase().lastIndexOf('</html'));
  return /^<\/html\s*>\s*$/i.test(end.replace(/<!--[\s\S]*?-->/g, ''));
}

/** The walk keeps a stack of its own: a page may be nested deeper than calls can be. */
export function htmlBlocks($: CheerioAPI): Block[] {
  const writer = new BlockWriter();
  const stack: (Node | (() => void))[] = [...$.root().contents().get()].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'function') next();
    else if ('name' in next) enter(next, stack, writer, $);
    else if ('data' in next && next.type === 'text') writer.add(next.data);
  }
  writer.flush();
  return writer.blocks;
}

type Tag = Extract<Node, { name: string; children: unknown }>;

function enter(
  node: Extract<Node, { name: string }>,
  stack: (Node | (() => void))[],
  writer: BlockWriter,
  $: CheerioAPI,
) {
  if (!('children' in node) || unseen.has(node.name)) return;
  if (node.name === 'br') return writer.flush();
  if (node.name === 'table') {
    writer.flush();
    writer.blocks.push({ kind: 'table', rows: tableRows($, node) });
    return;
  }
  const leave = open(node, writer);
  if (leave) stack.push(leave);
  for (let index = node.children.length - 1; index >= 0; index -= 1) {
    const child = node.children[index];
    if (child) stack.push(child);
  }
}

/** Begins what the tag begins, and returns what its end does. */
function open(node: Tag, writer: BlockWriter): (() => void) | null {
  if (node.name === 'a') return writer.link(node.attribs['href'] ?? '');
  if (inline.has(node.name)) return null;
  writer.flush();
  const level = /^h([1-6])$/.exec(node.name)?.[1];
  if (level !== undefined) writer.level = Number(level);
  if (node.name === 'li') writer.bullet = true;
  return () => writer.flush();
}

class BlockWriter {
  readonly blocks: Block[] = [];
  level: number | null = null;
  bullet = false;
  private text: string[] = [];
  private links: Link[] = [];

  add(text: string): void {
    if (text.trim() !== '' || this.text.length > 0) this.text.push(text);
  }

  link(href: string): () => void {
    const from = this.text.length;
    const link: Link = { href: href.trim(), text: '', leads: from === 0 };
    this.links.push(link);
    return () => {
      link.text = clean(this.text.slice(from).join(''));
    };
  }

  flush(): void {
    const text = clean(this.text.join(''));
    if (text !== '' && this.level !== null) this.blocks.push({ kind: 'heading', level: this.level, text });
    else if (text !== '') this.blocks.push({ kind: 'line', text, bullet: this.bullet, links: this.links });
    // An empty bullet waits for its text: "<li><p>...".
    if (text !== '') this.bullet = false;
    this.level = text === '' ? this.level : null;
    this.text = [];
    this.links = [];
  }
}

const clean = (text: string): string => text.replace(/\s+/g, ' ').trim();
