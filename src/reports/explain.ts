// All that is known about one update, for people: findings, conditions, vendor flags, supersedence, and what a check says.
import { keyText, restartsText } from '../check/reason.ts';
import type { CatalogUpdate, CheckedUpdate, Edge, Evidence, Fact, Finding, Offer, Policy } from '../types.ts';
import { supersedenceLines } from './chains.ts';
import { differingLines } from './differing.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';

export interface Explained {
  key: string;
  rows: CatalogUpdate[];
  /** Findings on this very number, whatever their direction or date. */
  findings: Finding[];
  /** Those that an as-of day does not know yet. */
  later: Finding[];
  /** What a check says where product and architecture are not known. */
  overall: CheckedUpdate;
  verdicts: (Offer & { checked: CheckedUpdate })[];
  edges: Edge[];
  facts: Fact[];
}

interface Look {
  width: number;
  paint: Paint;
}

export function explainBulletin(bulletin: string, updates: readonly Explained[], { width, paint }: Look): string {
  const lines = updates.flatMap(({ key, overall }) => [
    ...wrap(`${keyText(key)}  ${overall.status}  ${overall.products.join(', ')}`, width, '  ', '      '),
    ...wrap(plain(overall.reason), width, '      '),
  ]);
  const head = `${bulletin}: ${updates.length} ${updates.length === 1 ? 'update' : 'updates'} in the catalog. A check goes by the KB, never by the bulletin.`;
  return `${[...wrap(head, width).map(paint.bold), ...lines].join('\n')}\n`;
}

export function explainUpdate(explained: Explained, policy: Policy, { width, paint }: Look): string {
  const lines = [
    ...headLines(explained, width, paint),
    ...part('Findings', findingLines(explained, width), paint),
    ...part(
      'Conflicts',
      explained.overall.conflicts.map((id) => `  ${id}`),
      paint,
    ),
    ...part(
      'Claims about updates like this one, or about those that it supersedes',
      otherLines(explained, width),
      paint,
    ),
    ...part('Vendor restart flags (never a count, and none clears by itself)', flagLines(explained, width), paint),
    ...part('What the sources say differently', differingLines(explained.rows, width), paint),
    ...part(
      `Supersedence${policy.asOf === null ? '' : ' (it bears no dates: as known today)'}`,
      supersedenceLines(explained.key, explained.edges, width),
      paint,
    ),
    ...part('What a check says', verdictLines(explained, policy, width), paint),
    ...part('Facts', factLines(explained, width), paint),
  ];
  return `${lines.join('\n')}\n`;
}

function part(title: string, lines: string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines];
}

function headLines({ key, rows, overall, findings }: Explained, width: number, paint: Paint): string[] {
  const titles = [...new Set(rows.flatMap(({ title }) => title ?? []))];
  const released = [...new Set(rows.flatMap((row) => row.released ?? []))].sort();
  const article = findings.find(({ numberKind }) => numberKind === 'article');
  const kind = article
    ? ` is an article, no package${article.packages.length > 0 ? `; its bulletin ships ${article.packages.map(keyText).join(', ')}` : ''}`
    : '';
  return [
    ...wrap(
      `${keyText(key)}${kind}  ${[overall.bulletin, released.length > 0 ? `released ${released.join(', ')}` : null].filter(Boolean).join(', ')}`,
      width,
    ).map(paint.bold),
    ...titles.flatMap((title) => wrap(plain(title), width, '  ')),
    ...(rows.length === 0 ? ['  No source describes it; it is known from the claims and edges below.'] : []),
    ...(rows.length === 0
      ? []
      : wrap(`named by: ${[...new Set(rows.map(({ source }) => source))].join(', ')}`, width, '  ', '    ')),
  ];
}

function findingLines({ findings, later }: Explained, width: number): string[] {
  const after = later.map(({ id, knownOn }) => `${id} (${knownOn ?? 'undated'})`).join(', ');
  return [
    ...knownLines(findings, width),
    ...(after === '' ? [] : wrap(plain(`Known only later: ${after}`), width, '  ', '    ')),
  ];
}

function knownLines(findings: readonly Finding[], width: number): string[] {
  if (findings.length === 0) return ['  None on this number.'];
  const copies = findings.filter(({ derivedFrom }) => derivedFrom !== null);
  const own = findings.filter(({ derivedFrom }) => derivedFrom === null);
  return [
    ...own.flatMap((finding) => findingBlock(finding, width)),
    ...(copies.length === 0
      ? []
      : wrap(
          `Copies of these, no witnesses of their own: ${copies.map((each) => `${each.id} (${each.claimedOn ?? 'undated'})`).join(', ')}`,
          width,
          '  ',
          '    ',
        )),
  ];
}

function findingBlock(finding: Finding, width: number): string[] {
  const { source } = finding;
  const on = [finding.products.join(', '), finding.architectures.join(', ')].filter((each) => each !== '').join('; ');
  const window = [
    finding.validFrom && `from ${finding.validFrom}`,
    finding.validTo && `until ${finding.validTo}`,
    finding.retractedOn && `retracted ${finding.retractedOn}`,
  ];
  const offered = finding.applicability.map(
    ({ products, when }) => `${products.length === 0 ? 'everywhere' : products.join(', ')}: if ${when}`,
  );
  const facts: [string, string | null][] = [
    ['source', `${plain(source.name)}; ${source.tier}, ${finding.confidence}`],
    ['claimed on', finding.claimedOn ?? (finding.knownOn === null ? 'unknown' : `unknown, but by ${finding.knownOn}`)],
    [
      'provable from',
      finding.notBefore === null || finding.knownOn === null
        ? null
        : `${finding.knownOn} (the update came out ${finding.notBefore})`,
    ],
    ['on', on === '' ? null : on],
    ['condition', finding.condition],
    ['offered', offered.length === 0 ? null : offered.join('; ')],
    ['valid', window.filter(Boolean).join(', ') || null],
    ['url', source.url === null ? (source.tier === 'lab' ? null : 'not known') : plain(source.url)],
    ['note', finding.note === null ? null : plain(finding.note)],
  ];
  return [
    ...wrap(`${restartsText(finding.restarts)} on ${finding.direction}  (${finding.id})`, width, '  ', '    '),
    ...facts.flatMap(([name, value]) => (value === null ? [] : wrap(`${name}: ${value}`, width, '    ', '      '))),
  ];
}

function otherLines({ overall, verdicts }: Explained, width: number): string[] {
  const all = [overall, ...verdicts.map(({ checked }) => checked)].flatMap(({ evidence }) => evidence);
  const other = new Map(
    all.filter(({ selector, inherited }) => selector || inherited).map((each) => [each.finding, each]),
  );
  return [...other.values()].flatMap((each) => evidenceLines(each, width));
}

function evidenceLines(each: Evidence, width: number): string[] {
  const condition = each.condition === null ? '' : `, if ${each.condition}`;
  const review = each.reviewOn === null ? '' : `; to be reviewed on ${each.reviewOn}`;
  const claim = `${restartsText(each.restarts)}${condition}: ${each.sourceName} (${each.claimedOn ?? 'undated'}, ${each.tier}, ${each.confidence}${review})`;
  return [...wrap(plain(claim), width, '  ', '    '), ...(each.url === null ? [] : [`    ${plain(each.url)}`])];
}

function flagLines({ rows }: Explained, width: number): string[] {
  const flags = rows.flatMap((row) =>
    row.flags.map(({ source, flag, text }) => `${source}: ${flag}${text === null ? '' : ` ("${plain(text)}")`}`),
  );
  return [...new Set(flags)].flatMap((line) => wrap(line, width, '  ', '    '));
}

/** Grouped by architecture and status; where the product changes the verdict, the products are named. */
function verdictLines({ overall, verdicts }: Explained, policy: Policy, width: number): string[] {
  const groups = new Map<string, { products: string[]; checked: CheckedUpdate }>();
  for (const { product, architecture, checked } of verdicts) {
    const key = `${architecture ?? 'any architecture'} ${checked.status}`;
    const group = groups.get(key) ?? { products: [], checked };
    group.products.push(product);
    groups.set(key, group);
  }
  const stated = Object.entries(policy.environment).map(([fact, state]) => `${fact}=${state}`);
  const lines = [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { products }]) =>
        `${key.replace(' ', ': ').replace('any: architecture ', 'any architecture: ')} on ${[...products].sort().join(', ')}`,
    );
  return [
    ...(stated.length === 0 ? [] : wrap(`with ${stated.join(', ')}`, width, '  ')),
    ...lines.flatMap((line) => wrap(line, width, '  ', '      ')),
    ...wrap(`product or architecture unknown: ${overall.status}; ${plain(overall.reason)}`, width, '  ', '      '),
  ];
}

function factLines({ findings, overall, facts }: Explained, width: number): string[] {
  const text = [...findings, ...overall.evidence]
    .map(({ condition, applicability }) => `${condition ?? ''} ${JSON.stringify(applicability ?? '')}`)
    .join(' ');
  const asked = facts.filter(({ id }) => new RegExp(`(?<![\\w.-])${id.replaceAll('.', '\\.')}(?![\\w.-])`).test(text));
  return asked.flatMap(({ id, question, howToFind }) => [
    ...wrap(plain(`${id}: ${question}`), width, '  ', '    '),
    ...howToFind.flatMap((how) =>
      wrap(plain(`${how.kind}: ${how.where} (yes when ${how.yesWhen})`), width, '    ', '      '),
    ),
  ]);
}
