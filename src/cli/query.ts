// rebootgate query: searches the catalog and says of each update what a check would say.
import { openCatalog } from '../catalog/open.ts';
import { type FoundUpdate, productNames, searchUpdates, selectSql, sourceIds } from '../catalog/query.ts';
import type { Catalog } from '../catalog/open.ts';
import { readFindings, readKnowledge } from '../catalog/read.ts';
import { indexKnowledge, rowsFor } from '../check/index.ts';
import { checkNamed } from '../check/lookup.ts';
import { dayOf } from '../dates.ts';
import { UserError } from '../errors.ts';
import { canonicalProduct, sameProduct } from '../products/products.ts';
import { renderRows, type RowFormat } from '../reports/rows.ts';
import type { Architecture, Status } from '../types.ts';
import { catalogPath } from './catalogs.ts';
import { policyOf } from './check.ts';
import type { ExitCode } from './failure.ts';
import { clock, type Io, reportWidth } from './io.ts';
import { kbOf, limitOf } from './numbers.ts';
import { settle } from './settings.ts';

export interface QueryFlags {
  kb?: string;
  bulletin?: string;
  product?: string;
  arch?: Architecture;
  status?: Status;
  restarts?: string;
  releasedFrom?: string;
  releasedTo?: string;
  source?: string;
  limit?: string;
  format?: RowFormat;
  sql?: string;
  catalog?: string;
  config?: string;
  ignoreConfig?: true;
}

type Row = Record<string, unknown>;

/** Updates that are looked at before --status sorts out; more than any catalog we ship holds. */
const most = 1_000_000;

export async function runQuery(words: readonly string[], given: QueryFlags, io: Io): Promise<ExitCode> {
  const { catalog: told } = (await settle([], given, io, ['catalog'])).flags;
  const flags = { ...given, ...(told !== undefined && { catalog: told }) };
  const catalog = openCatalog(catalogPath(flags.catalog, io));
  try {
    const limit = limitOf(flags.limit, 1000);
    const found = flags.sql === undefined ? search(catalog, words, flags, io) : selectSql(catalog, flags.sql);
    if (found.length === 0 && (flags.format ?? 'table') === 'table') {
      io.out('Nothing in the catalog fits. That says nothing about restarts.\n');
      return 0;
    }
    io.out(await renderRows(found.slice(0, limit), flags.format ?? 'table', reportWidth(io)));
    if (found.length > limit) io.err(`${found.length - limit} more; --limit ${found.length} shows all.\n`);
    return 0;
  } finally {
    catalog.close();
  }
}

function search(catalog: Catalog, words: readonly string[], flags: QueryFlags, io: Io): Row[] {
  const found = searchUpdates(catalog, {
    words: words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== ''),
    kb: flags.kb === undefined ? null : kbOf(flags.kb),
    bulletin: flags.bulletin?.toUpperCase() ?? null,
    products: flags.product === undefined ? null : productsLike(catalog, flags.product),
    architecture: flags.arch ?? null,
    releasedFrom: flags.releasedFrom ?? null,
    releasedTo: flags.releasedTo ?? null,
    source: flags.source === undefined ? null : sourceOf(catalog, flags.source),
    keys: flags.restarts === undefined ? null : claimedToRestart(catalog, flags.restarts),
    limit: most,
  });
  const claimed = claimedAlone(catalog, words, flags);
  const index = indexKnowledge(
    readKnowledge(
      catalog,
      [...found, ...claimed].flatMap(({ kb, updateId }) => [kb, updateId].filter((key) => key !== null)),
    ),
  );
  const rowless = claimed.filter(({ kb, updateId }) => rowsFor(index, kb === null ? [] : [kb], updateId).length === 0);
  const product = flags.product === undefined ? undefined : (canonicalProduct(flags.product) ?? undefined);
  const policy = policyOf({ ...(product && { product }), ...(flags.arch && { arch: flags.arch }) }, dayOf(clock(io)));
  return [...found, ...rowless].flatMap(({ kb, updateId }) => {
    const checked = checkNamed(index, kb, updateId, policy);
    if (flags.status !== undefined && checked.status !== flags.status) return [];
    const rows = rowsFor(index, kb === null ? [] : [kb], updateId);
    const { title, bulletin, status, restarts } = checked;
    return [
      {
        ...{
          kb,
          updateId,
          title,
          bulletin,
          released: rows.flatMap(({ released }) => released ?? []).sort()[0] ?? null,
        },
        ...{ products: checked.products, architectures: architecturesOf(rows), status, restarts },
        // Also those of its kind, and of what it supersedes: no status without the claims that it rests on.
        findings: [...new Set(checked.evidence.map(({ finding }) => finding))],
        vendorFlags: [
          ...new Set(rows.flatMap(({ flags: all }) => all.map(({ flag, source }) => `${source}: ${flag}`))),
        ].sort(),
        sources: [...new Set(rows.map(({ source }) => source))].sort(),
      },
    ];
  });
}

function architecturesOf(rows: ReturnType<typeof rowsFor>): Architecture[] {
  return [...new Set(rows.flatMap(({ offers }) => offers.flatMap(({ architecture }) => architecture ?? [])))].sort();
}

/** The catalog's products that are meant: "Windows 10" is any version of it, "Windows 10 Version 1607" that one. */
function productsLike(catalog: Catalog, text: string): string[] {
  const names = productNames(catalog);
  const canonical = canonicalProduct(text);
  const found = names.filter((name) =>
    canonical === null ? name.toLowerCase() === text.toLowerCase() : sameProduct(name, canonical),
  );
  if (found.length > 0 || canonical !== null) return found;
  const near = names.filter((name) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 5);
  throw new UserError(
    `the catalog knows no product "${text}"`,
    near.length > 0 ? `Did you mean: ${near.join(', ')}?` : 'Products are named as in "Windows 7".',
  );
}

function sourceOf(catalog: Catalog, id: string): string {
  const ids = sourceIds(catalog);
  if (ids.includes(id)) return id;
  throw new UserError(`the catalog knows no source "${id}"`, `Sources are: ${ids.join(', ')}.`);
}

/** Updates of which a finding speaks, and perhaps nobody else: neither words nor days nor sources are known of such a one. */
function claimedAlone(catalog: Catalog, words: readonly string[], flags: QueryFlags): FoundUpdate[] {
  const { kb, bulletin, product, arch, releasedFrom, releasedTo, source, restarts } = flags;
  const asked = [bulletin, releasedFrom, releasedTo, source].some((flag) => flag !== undefined);
  if (asked || words.some((word) => word.trim() !== '')) return [];
  const [wanted, named] = [
    kb === undefined ? null : kbOf(kb),
    product === undefined ? null : canonicalProduct(product),
  ];
  const fits = restarts === undefined ? () => true : countNamed(restarts);
  const claims = readFindings(catalog).filter(
    (finding) =>
      (finding.kb ?? finding.updateId) !== null &&
      (wanted === null || finding.kb === wanted) &&
      (product === undefined || finding.products.some((each) => sameProduct(each, named ?? product))) &&
      (arch === undefined || finding.architectures.length === 0 || finding.architectures.includes(arch)) &&
      fits(finding.restarts),
  );
  const unique = new Map(claims.map(({ kb: number, updateId }) => [number ?? updateId, { kb: number, updateId }]));
  return [...unique.values()].sort((a, b) => Number(b.kb) - Number(a.kb));
}

/** `2` is exactly two, `2+` is two or more; a claim of "at least one" is neither. */
function countNamed(text: string): (restarts: { min: number; max: number | null }) => boolean {
  const match = /^(\d{1,2})(\+?)$/.exec(text);
  if (!match)
    throw new UserError(`--restarts "${text}" is no count`, 'Give a number such as 2, or 2+ for two or more.');
  const count = Number(match[1]);
  return ({ min, max }) =>
    match[2] === '+' ? min >= count : min <= count && (max === null ? min === count : max >= count);
}

function claimedToRestart(catalog: Catalog, text: string): string[] {
  const fits = countNamed(text);
  return readFindings(catalog)
    .filter(({ restarts }) => fits(restarts))
    .flatMap(({ kb, updateId }) => [kb, updateId].filter((key) => key !== null));
}
