// Is this page the article KB2894518, in English and whole? And which part of it is the resolution, the only part with the list.
import { guessLanguage, otherLanguage } from './learn-bulletins-language.ts';
import { type Block, type Document, plainLines, refuse, refuseCut, shorten } from './learn-bulletins-page.ts';

const own = '2894518';
/** The titles of 2013 and since, and the sentence that opens the symptoms in every generation; the words vary, so they are not keyed on one. */
const titles = [
  /software updates that require multiple reboots may cause task sequence failure/i,
  /task sequence fails (?:in configuration manager )?if software updates (?:require multiple|ask) restarts/i,
  /task sequence that (?:leverages|uses) the\W{1,3}install software updates\W{1,3}step installs a software update that triggers multiple re(?:boots|starts)/i,
];
const reported = /\breport(?:ed|s)?\b.{0,60}\brequir(?:e|es|ing) (?:multiple|dual) re(?:boots|starts)/i;
const resolution = /^resolution:?$/i;
/** What came after the resolution in one generation or another; the first publication ended with the properties of the article. */
const after =
  /^(?:more information|additional information|additional resources|summary|symptoms|cause|workaround|status|references|properties|keywords|feedback):?$|^(?:applies to|article id|last review(?:ed)?)\b.{0,80}$/i;
const obstacles: readonly [string, RegExp][] = [
  ['a sign-in page', /sign in to (?:your account|continue)|enter (?:your )?password|log ?in to continue/i],
  [
    'a page that asks for consent',
    /before you continue|accept (?:all )?cookies|cookie (?:consent|preferences)|we value your privacy/i,
  ],
  ['a captcha', /captcha|not a robot|verify (?:that )?you are (?:a )?human|unusual traffic/i],
  [
    'an error page',
    /page (?:not found|cannot be found)|\b404\b|access denied|service unavailable|something went wrong/i,
  ],
];

/**
 * The blocks of the resolution, without its heading.
 * @throws SourceError where the page is another one, in another language, or cut before the list ends
 */
export function articleOf(document: Document, url: string | null): Block[] {
  const language = otherLanguage(document, url);
  if (language !== null)
    throw refuse(`The page is in language ${language}; only en-us is read, translations change numbers.`);
  const lines = plainLines(document.blocks);
  const other = ownNumbers(document, url, lines).find((number) => number !== own);
  if (other !== undefined) throw refuse(`The page is the article KB${other}, not KB${own}.`);
  const known =
    ownNumbers(document, url, lines).length > 0 ||
    titles.some((title) => title.test(lines.join(' ').slice(0, 200_000)));
  if (!known) throw refuse(`The page is not the article KB${own}: ${strangeness(document, lines)}.`);
  if (document.cut !== null) throw refuseCut(`The page is not whole: ${document.cut}.`);
  return resolutionOf(document, lines);
}

/** Numbers that the page gives as its own; links to other articles do not count. */
function ownNumbers(document: Document, url: string | null, lines: readonly string[]): string[] {
  const said = lines.map((line) => /^\W*(?:original kb number|article id)\W*(\d{5,8})\b/i.exec(line)?.[1]);
  const inline = lines.map((line) => /\boriginal kb number:?\W*(\d{5,8})\b/i.exec(line)?.[1]);
  const headings = document.blocks.map((block) =>
    block.kind === 'heading' && block.level === 1 ? /\bKB ?(\d{6,7})\b/i.exec(block.text)?.[1] : undefined,
  );
  const addresses = [document.canonical, url].map((each) => numberInAddress(each ?? ''));
  return [...said, ...inline, ...headings, ...addresses].filter((number) => number !== undefined && number !== null);
}

/** `/kb/2894518`, `/en-us/help/2894518/...`, and the later addresses that end in `-kb5101649`. */
export function numberInAddress(address: string): string | null {
  return /\/(?:kb|help)\/(\d+)(?!\d)/i.exec(address)?.[1] ?? /[/-]kb(\d{6,7})(?=[-/?#]|$)/i.exec(address)?.[1] ?? null;
}

function resolutionOf(document: Document, lines: readonly string[]): Block[] {
  const { blocks } = document;
  const from = startOf(blocks);
  if (from === null) throw refuse(noResolution(document, lines));
  const level = levelOf(blocks[from]);
  const isEnd = (block: Block): boolean =>
    block.kind === 'heading' ? block.level <= level : block.kind === 'line' && !block.bullet && after.test(block.text);
  const length = blocks.slice(from + 1).findIndex(isEnd);
  if (length === -1) {
    const last = plainLines(blocks).findLast((line) => line !== '') ?? '';
    throw refuseCut(
      `The list has no end: nothing follows it, so the page was cut, the last line is "${shorten(last)}".`,
    );
  }
  return blocks.slice(from + 1, from + 1 + length);
}

/** The heading where there is one; text without marks has it as a line; else the sentence that introduces the list. */
function startOf(blocks: readonly Block[]): number | null {
  const find = (wanted: (block: Block) => boolean): number => blocks.findIndex(wanted);
  const heading = find((block) => block.kind === 'heading' && resolution.test(block.text));
  if (heading !== -1) return heading;
  const line = find(
    (block) => block.kind === 'line' && !block.bullet && block.links.length === 0 && resolution.test(block.text),
  );
  if (line !== -1) return line;
  const sentence = find((block) => block.kind === 'line' && reported.test(block.text));
  return sentence === -1 ? null : sentence;
}

function levelOf(block: Block | undefined): number {
  return block?.kind === 'heading' ? block.level : 6;
}

function noResolution(document: Document, lines: readonly string[]): string {
  const language = guessLanguage(document);
  if (language !== null)
    return `The page has no English headings; its language seems to be ${language}, and only en-us is read.`;
  const obstacle = obstacleIn(lines);
  if (obstacle !== null) return `The page is ${obstacle}, not the article KB2894518.`;
  return 'The page has no resolution section, the only part with the list: it was cut before it, or the page has changed.';
}

function strangeness(document: Document, lines: readonly string[]): string {
  const obstacle = obstacleIn(lines);
  if (obstacle !== null) return `it is ${obstacle}`;
  const language = guessLanguage(document);
  if (language !== null) return `it has no English title; its language seems to be ${language}, and only en-us is read`;
  const name = document.title ?? lines.find((line) => line !== '') ?? '';
  return `neither its number nor its title is there, it begins "${shorten(name)}"`;
}

function obstacleIn(lines: readonly string[]): string | null {
  const text = lines.slice(0, 400).join('\n').slice(0, 50_000);
  return obstacles.find(([, sign]) => sign.test(text))?.[0] ?? null;
}
