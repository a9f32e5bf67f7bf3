// The MSRC's advisories as CSAF 2.0, security advisories and VEX alike: the vendor fixes of a vulnerability, with their KBs and products.
// https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#32312-vulnerabilities-property---remediations
import { blankUpdate, type UpdateRow } from '../data/schema.ts';
import { groupBy } from '../group-by.ts';
import { offerNamed } from '../products/offers.ts';
import { offersTogether } from '../products/together.ts';
import { dayOrNull, valueOrNull } from '../sources/msrc-fact.ts';
import type { Offer, VendorFlag } from '../types.ts';
import { kbNamedIn } from './msrc-csaf-kb.ts';
import { type CsafProducts, csafProducts } from './msrc-csaf-products.ts';
import { unlike } from './msrc-errors.ts';
import { at, jsonOf, listAt, textAt } from './msrc-json.ts';
import type { ImportAbout, Importer, ImportFile, Sample, Sink } from './types.ts';

export const msrcCsaf: Importer = {
  id: 'msrc-csaf',
  description: 'an advisory of the MSRC for one vulnerability, CSAF or VEX (JSON)',
  source: 'msrc',
  accepts,
  read,
};

function accepts({ text }: Sample): boolean {
  return text.trimStart().startsWith('{') && /"csaf_version"\s*:|"category"\s*:\s*"csaf_/.test(text);
}

async function read(file: ImportFile, sink: Sink): Promise<ImportAbout> {
  const json = await jsonOf(file);
  guardKind(json);
  const products = csafProducts(at(json, 'product_tree'));
  const fixes = vendorFixes(json).flatMap((fix) => fixOf(fix, products, sink));
  for (const update of updatesOf(fixes, ownAddress(json))) sink.update(update);
  return { asOf: dayOrNull(textAt(json, 'document', 'tracking', 'current_release_date')) };
}

function guardKind(json: object): void {
  if (!textAt(json, 'document', 'csaf_version').startsWith('2.')) throw unlike('it is no CSAF document of version 2');
  const publisher = textAt(json, 'document', 'publisher', 'namespace');
  const host = URL.canParse(publisher) ? new URL(publisher).hostname : '';
  if (!/(?:^|\.)microsoft\.com$/.test(host)) {
    throw unlike(`it is a CSAF document of ${JSON.stringify(host.slice(0, 60))}, not of the MSRC`);
  }
  if (!Array.isArray(at(json, 'vulnerabilities'))) throw unlike('it lists no vulnerability');
}

interface PlacedFix {
  place: string;
  fix: unknown;
}

function vendorFixes(json: object): PlacedFix[] {
  return listAt(json, 'vulnerabilities').flatMap((vulnerability, first) =>
    listAt(vulnerability, 'remediations').flatMap((fix, second) => {
      const place = `vulnerability ${first + 1}, remediation ${second + 1}`;
      return textAt(fix, 'category') === 'vendor_fix' ? [{ place, fix }] : [];
    }),
  );
}

interface ReadFix {
  kb: string;
  offers: Offer[];
  released: string | null;
  restartFlag: VendorFlag | null;
  flagText: string | null;
  hotpatch: boolean;
}

function fixOf({ place, fix }: PlacedFix, products: CsafProducts, sink: Sink): ReadFix[] {
  sink.row();
  const details = at(fix, 'details');
  if (typeof details !== 'string') {
    sink.bad(place, 'it has no details');
    return [];
  }
  const kb = kbNamedIn(details, textAt(fix, 'url'));
  const offers = products.named(listAt(fix, 'product_ids'), listAt(fix, 'group_ids')).map(offerNamed);
  if (kb === null) sink.skip('a fix that names no KB');
  else if (offers.length === 0) sink.skip('a fix for no product that the document names');
  if (kb === null || offers.length === 0) return [];
  // "10.0.20348.3807:SecurityHotpatchUpdate:https://support.microsoft.com/help/5060525"
  const hotpatch = /hot\s?patch/i.test(details.split(':', 2)[1] ?? '');
  return [{ kb, offers, released: dayOrNull(textAt(fix, 'date')), ...restartOf(fix), hotpatch }];
}

/** A restart of the component or its service alone says nothing of the machine's. */
const flags = new Map<string, VendorFlag>([
  ['none', 'never'],
  ['machine', 'always'],
  ['zone', 'always'],
  ['system', 'always'],
]);

function restartOf(fix: unknown): { restartFlag: VendorFlag | null; flagText: string | null } {
  const category = textAt(fix, 'restart_required', 'category');
  const words = [category, textAt(fix, 'restart_required', 'details').slice(0, 500)].filter(Boolean).join(': ');
  return { restartFlag: flags.get(category) ?? null, flagText: valueOrNull(words) };
}

function updatesOf(fixes: readonly ReadFix[], url: string | null): UpdateRow[] {
  const keyOf = (fix: ReadFix): string =>
    [fix.kb, fix.released, fix.restartFlag, fix.flagText, fix.hotpatch].join('\n');
  return groupBy(fixes, keyOf).flatMap((group) => {
    const [{ kb, released, restartFlag, flagText, hotpatch }] = group;
    return offersTogether(group.flatMap(({ offers }) => offers)).map((offered) => ({
      ...blankUpdate,
      ...offered,
      ...{ kb, released, restartFlag, flagText, url },
      kind: hotpatch ? ('hotpatch' as const) : null,
    }));
  });
}

/** Where the MSRC publishes this document. */
function ownAddress(json: object): string | null {
  const own = listAt(json, 'document', 'references')
    .filter((reference) => textAt(reference, 'category') === 'self')
    .map((reference) => textAt(reference, 'url'));
  return own.find((url) => /^https:\/\/(?:api\.)?msrc\.microsoft\.com\/[\w./-]+\.json$/i.test(url)) ?? null;
}
