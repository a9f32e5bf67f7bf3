// Readers of what the formats write, as the platforms and programs read it. They are strict: what they do not know is an error.
import { parse } from 'csv-parse/sync';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { SaxesParser } from 'saxes';

export interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** Lines with their ends taken off; the last one has its end too. */
function linesOf(text: string, end: string): string[] {
  if (text === '') return [];
  if (!text.endsWith(end)) throw new Error('the last line has no end');
  return text.slice(0, -end.length).split(end);
}

/** As the runner of GitHub Actions does: ActionCommand.TryParseV2 of actions/runner. */
export function githubCommands(text: string): Command[] {
  return linesOf(text, '\n').map((line) => {
    const match = /^::([a-z]+) ([^:]*)::(.*)$/s.exec(line);
    if (!match) throw new Error(`no workflow command: ${JSON.stringify(line.slice(0, 200))}`);
    const [, name = '', list = '', data = ''] = match;
    const properties = list.split(',').map((pair) => {
      const [key = '', ...value] = pair.split('=');
      return [key, unescapeGithub(value.join('='), true)];
    });
    return { name, properties: Object.fromEntries(properties), data: unescapeGithub(data, false) };
  });
}

function unescapeGithub(text: string, property: boolean): string {
  const some = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const more = property ? some.replaceAll('%3A', ':').replaceAll('%2C', ',') : some;
  return more.replaceAll('%25', '%');
}

/** As the agent of Azure Pipelines does: a command may begin anywhere in a line. Other lines are text. */
export function azureCommands(text: string): { commands: Command[]; texts: string[] } {
  const all = linesOf(text, '\n').map((line) => {
    const at = line.toLowerCase().indexOf('##vso[');
    if (at < 0) return line;
    if (at > 0) throw new Error(`a command within a line: ${JSON.stringify(line.slice(0, 200))}`);
    const match = /^##vso\[([a-z.]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
    if (!match) throw new Error(`no logging command: ${JSON.stringify(line.slice(0, 200))}`);
    const [, name = '', list = '', data = ''] = match;
    const properties = list.split(';').map((pair) => {
      const [key = '', ...value] = pair.split('=');
      return [key, unescapeAzure(value.join('='), true)];
    });
    return { name, properties: Object.fromEntries(properties), data: unescapeAzure(data, false) };
  });
  return {
    commands: all.filter((each): each is Command => typeof each !== 'string'),
    texts: all.filter((each) => typeof each === 'string'),
  };
}

function unescapeAzure(text: string, property: boolean): string {
  const some = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const more = property ? some.replaceAll('%5D', ']').replaceAll('%3B', ';') : some;
  return more.replaceAll('%AZP25', '%');
}

export interface LogEntry {
  text: string;
  type: number;
  file: string;
}

/** Each line is one entry: its text ends at the first mark of an end, as CMTrace reads it. */
export function cmtraceEntries(text: string): LogEntry[] {
  return linesOf(text, '\r\n').map((line) => {
    const end = line.indexOf(']LOG]!>');
    const match =
      /^\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}\+000" date="\d\d-\d\d-\d{4}" component="rebootgate" context="" type="([123])" thread="\d+" file="([^"<>]*)">$/.exec(
        line.slice(end),
      );
    if (!line.startsWith('<![LOG[') || !match || /[\r\n]/.test(line))
      throw new Error(`no entry: ${JSON.stringify(line.slice(0, 200))}`);
    const inner = line.slice('<![LOG['.length, end);
    if (inner.includes('<![LOG[')) throw new Error('an entry within an entry');
    return { text: inner, type: Number(match[1]), file: match[2] ?? '' };
  });
}

/** The rows under their header; each has as many cells as the header, and a line break ends each. */
export function csvRecords(text: string): Record<string, string>[] {
  if (!text.endsWith('\r\n')) throw new Error('the last row has no end');
  const rows: unknown = parse(text, { columns: true, record_delimiter: '\r\n' });
  if (!Array.isArray(rows)) throw new Error('no rows');
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])));
}

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: XmlElement[];
}

/** Strict: anything that is not well-formed throws. */
export function xmlTree(text: string): XmlElement {
  const parser = new SaxesParser();
  const root: XmlElement = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { name, attributes: { ...attributes }, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  });
  parser.on('cdata', () => {
    throw new Error('there is no CDATA in our reports');
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const [only] = root.children;
  if (!only) throw new Error('no root');
  return only;
}

export const elementsNamed = (root: XmlElement, name: string): XmlElement[] => [
  ...(root.name === name ? [root] : []),
  ...root.children.flatMap((child) => elementsNamed(child, name)),
];

/** As GitHub reads it (GFM with autolinks, tables and task lists); HTML that stands in the text is kept, so that a test sees it. */
export function markdownHtml(text: string): string {
  return micromark(text, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
}
