// The deployment feed of the Security Update Guide (sug/v2.0, OData): a row per KB and product, in pages.
import * as z from 'zod';
import { IncompletePageError } from '../errors.ts';
import { offerNamed } from '../products/offers.ts';
import { changed, dayOrNull, Facts, flagOf, kbOf, kbsIn, type MsrcFact, valueOrNull } from './msrc-fact.ts';

const text = z.string().nullish();
const row = z.looseObject({
  articleName: text,
  product: z.string(),
  rebootRequired: text,
  supercedence: text,
  downloadName: text,
  fixedBuildNumber: text,
  releaseDate: text,
  releaseNumber: text,
});
const page = z.looseObject({
  '@odata.count': z.int().optional(),
  '@odata.nextLink': z.string().optional(),
  value: z.array(row),
});

export interface SugPage {
  facts: MsrcFact[];
  next: string | null;
  notes: string[];
}

/** @throws SourceError where the answer is not of the known shape, or ends before its last row */
export function readDeployments(json: unknown, url: string | null): SugPage {
  const read = page.safeParse(json);
  if (!read.success) throw changed(`unexpected ${read.error.issues[0]?.path.join('.')}`, read.error);
  const { value: rows, '@odata.count': count, '@odata.nextLink': next } = read.data;
  if (rows.length === 0 && count !== 0) throw changed('the deployment feed has no row');
  if (rows.length > 0 && rows.every((each) => each.articleName === undefined)) {
    throw changed('no row of the deployment feed has an articleName');
  }
  if (rows.length > 0 && rows.every((each) => each.rebootRequired === undefined)) {
    throw changed('no row of the deployment feed has a rebootRequired');
  }
  const seen = skipped(url) + rows.length;
  if (next === undefined && count !== undefined && seen < count) {
    throw new IncompletePageError(
      `incomplete page of the MSRC: ${seen} of ${count} rows, and no link to the next page`,
      'ask for the page again',
    );
  }
  const facts = new Facts();
  for (const each of rows) {
    const fact = factOf(each, url);
    if (fact) facts.add(fact);
  }
  const notes = facts.size === 0 ? ['no row of this page of the deployment feed names a KB'] : [];
  return { facts: facts.all(), next: next ?? null, notes };
}

function skipped(url: string | null): number {
  if (url === null || !URL.canParse(url)) return 0;
  const skip = new URL(url).searchParams.get('$skip') ?? '0';
  return /^\d{1,9}$/.test(skip) ? Number(skip) : 0;
}

function factOf(each: z.infer<typeof row>, url: string | null): MsrcFact | null {
  const kb = kbOf(each.articleName ?? '');
  const product = valueOrNull(each.product);
  if (kb === null || product === null) return null;
  const restartRequired = valueOrNull(each.rebootRequired);
  return {
    kb,
    product,
    offer: offerNamed(product),
    restartRequired,
    restartFlag: flagOf(restartRequired),
    supercedence: kbsIn(each.supercedence ?? '').filter((superseded) => superseded !== kb),
    subType: valueOrNull(each.downloadName),
    fixedBuild: valueOrNull(each.fixedBuildNumber),
    release: dayOrNull(each.releaseDate),
    document: each.releaseNumber?.trim() ?? '',
    page: url !== null && /^https?:\/\//.test(url) ? url : null,
  };
}
