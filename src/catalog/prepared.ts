// What every check reads whole: sources, coverage, facts and findings. A build puts them into one text, as one text is read in a tenth of the time.
import type Database from 'better-sqlite3';
import type {
  Applicability,
  Architecture,
  Coverage,
  Fact,
  Finding,
  Knowledge,
  Selector,
  SourceInfo,
  Tier,
} from '../types.ts';

export type Prepared = Pick<Knowledge, 'sources' | 'coverage' | 'facts' | 'findings'>;

/** The text of what the tables say. */
export function prepare(db: Database.Database): string {
  const prepared: Prepared = {
    sources: sourcesIn(db),
    coverage: coverageIn(db),
    facts: factsIn(db),
    findings: findingsIn(db),
  };
  // A text of ASCII alone is taken over as it is; any other has to be decoded.
  return JSON.stringify(prepared).replace(/[\u0080-\uffff]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The text was made by prepare(), and its checksum was verified. */
export function preparedOf(text: string): Prepared {
  return JSON.parse(text);
}

interface FindingRow {
  id: string;
  source_id: string;
  source_name: string;
  source_kind: string;
  tier: Tier;
  url: string | null;
  kb: number | null;
  update_id: string | null;
  selector: string | null;
  number_kind: Finding['numberKind'];
  packages: string;
  products: string;
  architectures: string;
  direction: Finding['direction'];
  restarts_min: number;
  restarts_max: number | null;
  condition: string | null;
  applicability: string;
  claimed_on: string | null;
  known_on: string | null;
  not_before: string | null;
  valid_from: string | null;
  valid_to: string | null;
  review_on: string | null;
  retracted_on: string | null;
  confidence: Finding['confidence'];
  derived_from: string | null;
  note: string | null;
}

function findingsIn(db: Database.Database): Finding[] {
  return db.prepare<[], FindingRow>('SELECT * FROM findings ORDER BY id').all().map(findingOf);
}

/** The rows were validated before they were written, so JSON is read as typed. */
function json<T>(text: string): T {
  return JSON.parse(text);
}

function findingOf(row: FindingRow): Finding {
  return {
    id: row.id,
    source: { id: row.source_id, name: row.source_name, kind: row.source_kind, tier: row.tier, url: row.url },
    kb: row.kb === null ? null : String(row.kb),
    updateId: row.update_id,
    selector: row.selector === null ? null : json<Selector>(row.selector),
    numberKind: row.number_kind,
    packages: json<string[]>(row.packages),
    products: json<string[]>(row.products),
    architectures: json<Architecture[]>(row.architectures),
    direction: row.direction,
    restarts: { min: row.restarts_min, max: row.restarts_max },
    condition: row.condition,
    applicability: json<Applicability[]>(row.applicability),
    claimedOn: row.claimed_on,
    knownOn: row.known_on,
    notBefore: row.not_before,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    reviewOn: row.review_on,
    retractedOn: row.retracted_on,
    confidence: row.confidence,
    derivedFrom: row.derived_from,
    note: row.note,
  };
}

function sourcesIn(db: Database.Database): SourceInfo[] {
  const rows = db.prepare<[], Omit<SourceInfo, 'live'> & { live: number }>(
    'SELECT id, name, kind, url, as_of AS asOf, read_on AS readOn, live, note FROM sources ORDER BY id',
  );
  return rows.all().map((row) => ({ ...row, live: row.live === 1 }));
}

function coverageIn(db: Database.Database): Coverage[] {
  const bySource = new Map<string, Coverage>();
  const rows = db.prepare<[], { source: string; product: string; releasedFrom: string | null; releasedUntil: string }>(
    'SELECT source, product, released_from AS releasedFrom, released_until AS releasedUntil FROM coverage ORDER BY source, product',
  );
  for (const { source, product, releasedFrom, releasedUntil } of rows.all()) {
    const coverage = bySource.get(source) ?? { source, products: [], releasedFrom, releasedUntil, points: [] };
    coverage.products.push(product);
    bySource.set(source, coverage);
  }
  const points = db.prepare<[], { source: string; provenOn: string; until: string }>(
    'SELECT source, proven_on AS provenOn, until FROM coverage_points ORDER BY source, proven_on, until',
  );
  for (const { source, ...point } of points.all()) bySource.get(source)?.points.push(point);
  return [...bySource.values()];
}

function factsIn(db: Database.Database): Fact[] {
  const rows = db.prepare<
    [],
    { id: string; question: string; how: string; note: string | null; name: string | null; url: string | null }
  >('SELECT id, question, how_to_find AS how, note, source_name AS name, source_url AS url FROM facts ORDER BY id');
  return rows.all().map(({ id, question, how, note, name, url }) => {
    return {
      id,
      question,
      howToFind: json<Fact['howToFind']>(how),
      note,
      source: name === null ? null : { name, url },
    };
  });
}
