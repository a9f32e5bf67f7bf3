// The Microsoft Security Response Center: monthly CVRF documents and the deployment feed, with restart flag and supersedence per product.
import * as z from 'zod';
import { IncompletePageError, SourceError, UserError } from '../errors.ts';
import { isCvrf, readCvrfJson, readIndex } from './msrc-cvrf-json.ts';
import { readCvrfXml } from './msrc-cvrf-xml.ts';
import { changed, type CvrfDocument, factsOf, type MsrcFact } from './msrc-fact.ts';
import { documentUrl, feedUrl, indexUrl, rowsOf } from './msrc-rows.ts';
import { readDeployments } from './msrc-sug.ts';
import type { Page, PageRequest, Parsed, Source, Wanted } from './types.ts';

const host = 'api.msrc.microsoft.com';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const msrc: Source<MsrcFact> = {
  id: 'msrc',
  description: 'Microsoft Security Response Center: restart flag and supersedence of each KB per product, by month',
  hosts: [host],
  live: true,
  start,
  wants,
  parse,
  rows: rowsOf,
};

function start(wanted: Wanted): PageRequest[] {
  if (wanted.months.length === 0) {
    throw new UserError(
      'the MSRC publishes by month, and no month is given',
      'give --month YYYY-MM, or --since YYYY-MM',
    );
  }
  const named = namesOf(wanted);
  if (wanted.feed) return named.map((name) => ({ url: feedUrl(name), accept: 'application/json' }));
  // The index lags behind, so the documents are asked for directly as well; it knows the second ones of a month ("2017-May-B").
  const documents = named.map((name) => ({ url: documentUrl(name), accept: 'application/xml' }));
  return [...documents, { url: indexUrl, accept: 'application/json' }];
}

function namesOf({ months: asked }: Wanted): string[] {
  return [...new Set(asked)].map((month) => {
    const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
    const name = months[Number(number) - 1];
    if (year === undefined || name === undefined) {
      throw new UserError(`${JSON.stringify(month.slice(0, 20))} is no month`, 'write a month as YYYY-MM');
    }
    return `${year}-${name}`;
  });
}

/** The index leads to every document there is. */
function wants({ url }: PageRequest, wanted: Wanted): boolean {
  if (wanted.feed) return true;
  const document = /\/cvrf\/(\d{4}-[A-Z][a-z]{2})(?:-[A-Z])?$/.exec(url)?.[1];
  return document === undefined || namesOf(wanted).includes(document);
}

function parse({ text, url }: Page): Parsed<MsrcFact> {
  const body = text.replace(/^\uFEFF/, '').trimStart();
  if (/^(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html)[\s>]/i.test(body)) throw htmlPage(body);
  if (body.startsWith('<')) return monthly(readCvrfXml(body), url);
  if (body.startsWith('{')) return parseJson(body, url);
  throw refused('neither XML nor JSON', 'give a document of api.msrc.microsoft.com as the server sent it');
}

const refused = (what: string, hint: string): SourceError => new SourceError(`the page is ${what}`, hint);
const wrongPage = (what: string): SourceError =>
  new SourceError(what, 'ask again, or give the address that the page was saved from');

function htmlPage(body: string): SourceError {
  if (/Created by module version|MSRC Security Updates/i.test(body.slice(0, 4000))) {
    return refused(
      'an HTML bulletin that the PowerShell module MsrcSecurityUpdates made from a CVRF document',
      'scrape the CVRF document of the month itself: the bulletin is a copy of parts of it',
    );
  }
  if (/<link rel="canonical" href="https:\/\/support\.microsoft\.com\//i.test(body.slice(0, 4000))) {
    return refused(
      'an article of support.microsoft.com, not a document of the MSRC',
      'give a document of api.msrc.microsoft.com',
    );
  }
  return refused(
    'HTML, not a document of the MSRC: a sign-in, consent or error page',
    'open the address in a browser from this machine; a proxy or a portal may stand in between',
  );
}

function monthly(document: CvrfDocument, url: string | null): Parsed<MsrcFact> {
  const asked = /\/cvrf\/([^/?#]+)\/?(?:[?#]|$)/i.exec(url?.replace(/^.*\/cvrf\/v[^/]*/i, '') ?? '')?.[1];
  if (asked !== undefined && asked.toLowerCase() !== document.id.toLowerCase()) {
    throw wrongPage(
      `the document is of ${JSON.stringify(document.id.slice(0, 40))}, not of ${asked} that was asked for`,
    );
  }
  return { ...factsOf(document), follow: [] };
}

function parseJson(body: string, url: string | null): Parsed<MsrcFact> {
  const json = jsonOf(body);
  if (isCvrf(json)) return monthly(readCvrfJson(json), url);
  const entity = entityOf(json);
  if (entity === 'Updates') {
    const documents = readIndex(json).map((each) => ({ url: ownAddress(each), accept: 'application/xml' }));
    return { facts: [], follow: documents, notes: [`the index lists ${documents.length} monthly documents`] };
  }
  if (entity !== 'deployment') throw otherJson(json, entity);
  const { facts, next, notes } = readDeployments(json, url);
  return { facts, follow: next === null ? [] : [{ url: ownAddress(next), accept: 'application/json' }], notes };
}

function jsonOf(body: string): object {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) return json;
  } catch (error) {
    throw new IncompletePageError(
      'incomplete page of the MSRC: the JSON is cut or broken',
      'ask for the page again',
      [],
      error,
    );
  }
  throw changed('the JSON is no object');
}

/** "https://.../$metadata#deployment" */
function entityOf(json: object): string | null {
  const context = '@odata.context' in json && typeof json['@odata.context'] === 'string' ? json['@odata.context'] : '';
  return /\$metadata#(\w+)/.exec(context)?.[1] ?? null;
}

const otherEntities: Readonly<Record<string, string>> = {
  affectedProduct: 'the list of products per vulnerability (affectedProduct)',
  vulnerability: 'the list of vulnerabilities, without KBs and restart flags',
  advisory: 'the list of advisories, without KBs and restart flags',
};

const csaf = z.looseObject({ document: z.looseObject({ category: z.string() }), vulnerabilities: z.unknown() });

function otherJson(json: object, entity: string | null): SourceError {
  const hint = 'scrape the CVRF document of the month, or the deployment feed, which carry RestartRequired per KB';
  const advisory = csaf.safeParse(json);
  if (advisory.success) {
    const kind = advisory.data.document.category === 'csaf_vex' ? 'VEX' : 'CSAF';
    return refused(`a ${kind} advisory, which carries no restart flag`, hint);
  }
  if (entity !== null) return refused(otherEntities[entity] ?? `an unknown list (${entity.slice(0, 40)})`, hint);
  if ('error' in json || 'statusCode' in json || 'Message' in json) {
    return refused('an error answer of the MSRC', 'check the month; the next document appears with Patch Tuesday');
  }
  return refused('JSON of no kind that the MSRC is known to publish', hint);
}

/** @throws SourceError where a document leads away from the MSRC */
function ownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'https:' && url.host === host) return url.href;
  throw changed(`it leads to ${JSON.stringify(address.slice(0, 80))}, outside of ${host}`);
}
