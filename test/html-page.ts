// What a page of the html report must be: well-formed, without doubled ids or lost references, and nothing in it that runs or loads.
import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { SaxesParser } from 'saxes';

/** Names of the elements in their order, with how deep each stands: the same page with other words has the same. */
export function structureOf(html: string): string[] {
  const found: string[] = [];
  let depth = 0;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    found.push(`${depth} ${name} ${Object.keys(attributes).join(' ')}`);
    depth += 1;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.write(withoutCode(html)).close();
  return found;
}

/** As XML, which forgives nothing: script and style are no markup. */
const withoutCode = (html: string): string =>
  html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '<$1></$1>').replace(/^<!DOCTYPE html>/, '');

/** @throws where it is not well-formed XML */
export function problemsOf(html: string): string[] {
  structureOf(html);
  const elements = elementsOf(html);
  return [
    ...parseErrors(html),
    ...identities(elements),
    ...references(elements),
    ...running(elements),
    ...policy(html),
  ];
}

function parseErrors(html: string): string[] {
  const errors: string[] = [];
  load(html, { onParseError: ({ code }) => errors.push(`parse error: ${code}`) });
  return errors;
}

interface Found {
  name: string;
  attributes: Record<string, string>;
}

const elementsOf = (html: string): Found[] =>
  load(html)('*')
    .toArray()
    .flatMap((each) => ('attribs' in each ? { name: each.tagName, attributes: each.attribs } : []));

const valuesOf = (elements: readonly Found[], attribute: string): string[] =>
  elements.flatMap(({ attributes }) => attributes[attribute] ?? []);

function identities(elements: readonly Found[]): string[] {
  const ids = valuesOf(elements, 'id');
  return ids.filter((id, index) => id === '' || ids.indexOf(id) !== index).map((id) => `doubled id: "${id}"`);
}

function references(elements: readonly Found[]): string[] {
  const ids = new Set(valuesOf(elements, 'id'));
  const named = ['for', 'aria-labelledby', 'aria-describedby'].flatMap((name) => valuesOf(elements, name));
  const local = valuesOf(elements, 'href').filter((href) => href.startsWith('#'));
  return [...named, ...local.map((href) => href.slice(1))]
    .filter((id) => !ids.has(id))
    .map((id) => `nothing has the id "${id}"`);
}

const loading = /^(?:iframe|frame|object|embed|img|audio|video|source|base|form|math|foreignobject|template)$/i;
const acting = /^(?:on.*|style|src.*|action|formaction|ping|xlink.*)$/i;

/** Elements and attributes that run or load something; sources are linked to, and nothing else is. */
function running(elements: readonly Found[]): string[] {
  return elements.flatMap(({ name, attributes }) => {
    const { href, rel } = attributes;
    const found = Object.keys(attributes).filter((each) => acting.test(each));
    const isLocal = href === undefined || href.startsWith('#') || (name === 'link' && href === 'data:,');
    const isWeb = name === 'a' && /^https?:\/\//.test(href ?? '') && rel === 'noopener noreferrer';
    return [
      ...(loading.test(name) ? [`element ${name}`] : []),
      ...found.map((each) => `attribute ${each}`),
      ...(isLocal || isWeb ? [] : [`${name} leads to ${href}`]),
    ];
  });
}

/** One style and one script, each of which the policy names by its hash, and a policy that allows nothing else. */
function policy(html: string): string[] {
  const $ = load(html);
  const texts = (name: 'style' | 'script'): string[] =>
    $(name)
      .toArray()
      .map((each) => $(each).html() ?? '');
  const hashes = (name: 'style' | 'script'): string[] =>
    texts(name).map((text) => `${name}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const expected = [
    "default-src 'none'",
    ...hashes('style'),
    ...hashes('script'),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const given = $('meta[http-equiv="Content-Security-Policy"]').attr('content') ?? '';
  const count = texts('style').length === 1 && texts('script').length === 1 ? [] : ['more than one style or script'];
  return [...count, ...(given === expected.join('; ') ? [] : [`policy: ${given}`])];
}
