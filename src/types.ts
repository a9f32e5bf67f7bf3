// The words of rebootgate as plain data: what an update, a finding, a group and a report are. Imports nothing.

export const architectures = ['x86', 'x64', 'arm64', 'ia64', 'arm'] as const;
export type Architecture = (typeof architectures)[number];

/** Statuses in order of severity, worst first. */
export const statuses = ['multi-restart', 'conditional', 'suspected', 'no-data', 'no-finding', 'clear'] as const;
export type Status = (typeof statuses)[number];

export type FactState = 'yes' | 'no' | 'unknown';
/** What the administrator stated about the device; a fact that is missing here is unknown. */
export type Environment = Readonly<Record<string, FactState>>;

/** Restarts that installing (or removing) an update takes. `max: null` is "at least min". */
export interface Restarts {
  min: number;
  max: number | null;
}

export type Confidence = 'confirmed' | 'reported' | 'suspected';
/** Who speaks, most trusted first. `unsourced`: the place where it was read is not known. */
export const tiers = ['lab', 'vendor', 'field', 'press', 'unsourced'] as const;
export type Tier = (typeof tiers)[number];

/** What an update is, as far as its title says. `unknown`: there is no title, or one that says nothing. */
export const updateKinds = [
  'cumulative',
  'servicing-stack',
  'dotnet',
  'hotpatch',
  'secure-boot',
  'enablement',
  'feature-update',
  'dynamic',
  'defender',
  'driver',
  'office',
  'malicious-software-removal',
  'internet-explorer',
  'security-only',
  'other',
  'unknown',
] as const;
export type UpdateKind = (typeof updateKinds)[number];

/** A claim tied to no KB: updates of these products and kinds, released in this window. Dates are YYYY-MM-DD. */
export interface Selector {
  products: string[];
  kinds: UpdateKind[];
  releasedFrom: string | null;
  releasedUntil: string | null;
}

/** `when` is an expression over facts, see facts/expression.ts; `products: []` is all products. */
export interface Applicability {
  products: string[];
  when: string;
}

export interface FindingSource {
  id: string;
  name: string;
  kind: string;
  tier: Tier;
  url: string | null;
}

/** A claim by a source that installing (or removing) some updates takes a number of restarts. */
export interface Finding {
  id: string;
  source: FindingSource;
  kb: string | null;
  updateId: string | null;
  selector: Selector | null;
  numberKind: 'package' | 'article' | 'unknown' | null;
  /** For an article: the KBs of the packages that its bulletin ships. */
  packages: string[];
  products: string[];
  architectures: Architecture[];
  direction: 'install' | 'uninstall';
  restarts: Restarts;
  condition: string | null;
  applicability: Applicability[];
  claimedOn: string | null;
  /** The first day on which the claim provably existed; an as-of check before it does not know the claim. */
  knownOn: string | null;
  /** For an entry of a list: the release of the update, from when on the list may already have named it. */
  notBefore: string | null;
  validFrom: string | null;
  validTo: string | null;
  reviewOn: string | null;
  retractedOn: string | null;
  confidence: Confidence;
  derivedFrom: string | null;
  note: string | null;
}

export type VendorFlag = 'never' | 'always' | 'maybe';
export interface RestartFlag {
  source: string;
  sourceKind: string;
  flag: VendorFlag;
  text: string | null;
  url: string | null;
}

export interface Offer {
  product: string;
  architecture: Architecture | null;
}

/** An update that some source names. Being recognised never reassures. */
export interface CatalogUpdate {
  id: number;
  kb: string | null;
  updateId: string | null;
  title: string | null;
  bulletin: string | null;
  classification: string | null;
  kind: UpdateKind;
  released: string | null;
  revised: string | null;
  exclusive: boolean | null;
  /** A day by which it had been released, because a source named it then. */
  knownBy: string | null;
  source: string;
  offers: Offer[];
  flags: RestartFlag[];
}

/** `superseding` replaces `superseded` on this product; KB numbers or UpdateIDs. */
export interface Edge {
  superseding: string;
  superseded: string;
  product: string | null;
  architecture: Architecture | null;
  source: string;
  url: string | null;
}

/** A step of supersedence that led in a circle, and was left out. Product null: on all; architecture null: on any. */
export interface CutEdge {
  superseding: string;
  superseded: string;
  product: string | null;
  architecture: string | null;
  source: string;
}

/** The products and release dates for which the silence of a source means something. */
export interface Coverage {
  source: string;
  products: string[];
  releasedFrom: string | null;
  releasedUntil: string;
  /** What was provable when: on a day, coverage reaches to the greatest `until` of the points proven by it. */
  points: { provenOn: string; until: string }[];
}

export interface SourceInfo {
  id: string;
  name: string;
  kind: string;
  url: string | null;
  asOf: string | null;
  readOn: string;
  live: boolean;
  note: string | null;
}

export interface Fact {
  id: string;
  question: string;
  howToFind: { kind: string; where: string; yesWhen: string }[];
  note: string | null;
  source: { name: string; url: string | null } | null;
}

/** What a check knows: the part of the catalog that touches the updates of a group. */
export interface Knowledge {
  dataAsOf: string;
  digest: string;
  verified: boolean;
  sources: SourceInfo[];
  coverage: Coverage[];
  facts: Fact[];
  findings: Finding[];
  updates: CatalogUpdate[];
  edges: Edge[];
}

/**
 * One update of a group as the input gives it. `where` says at which place of the file, for people.
 * `line`: of the file as an editor counts, from 1; null where nobody asked, or where the update is not in the file itself.
 */
export interface Item {
  kb: string | null;
  /** Other KB numbers that the title of the row names; the worst of all counts. */
  alsoKbs: string[];
  updateId: string | null;
  ciId: string | null;
  title: string | null;
  bulletin: string | null;
  categories: string[];
  released: string | null;
  revised: string | null;
  superseded: boolean;
  expired: boolean;
  where: string;
  line: number | null;
}

export interface Group {
  kind: string;
  name: string;
  path: string | null;
  items: Item[];
  duplicates: number;
  /** How the file is encoded, as IANA writes it; not there where nobody asked. */
  encoding?: string;
}

export interface Policy {
  failOn: Status | 'never';
  environment: Environment;
  /** Product and architecture of the updates that do not say theirs. */
  product: string | null;
  architecture: Architecture | null;
  /** The day of knowledge; null: all that the catalog knows. */
  asOf: string | null;
  /** Today, YYYY-MM-DD; decides whether a claim is still valid when `asOf` is null. */
  today: string;
  acceptNoData: boolean;
}

export interface Evidence {
  finding: string;
  source: string;
  sourceName: string;
  tier: Tier;
  url: string | null;
  claimedOn: string | null;
  confidence: Confidence;
  direction: 'install' | 'uninstall';
  condition: string | null;
  conditionState: FactState | null;
  applicability: string | null;
  applicabilityState: FactState | null;
  derivedFrom: string | null;
  restarts: Restarts;
  selector: boolean;
  /** True where the claim is about an update that this one supersedes. */
  inherited: boolean;
  reviewOn: string | null;
  note: string | null;
  /** Null: the finding counts. Otherwise why it does not. */
  setAside: string | null;
}

/**
 * What an administrator decided to let through, for a time. It never changes a status: it takes the update out of the decision,
 * and stays visible.
 */
export interface Waiver {
  /** One of the two names the update. */
  kb: string | null;
  updateId: string | null;
  /** Null: whatever product, architecture, group or task sequence. */
  product: string | null;
  architecture: Architecture | null;
  group: string | null;
  sequence: string | null;
  reason: string;
  owner: string;
  /** The last day on which it waives, YYYY-MM-DD. */
  expires: string;
  /** Where it stands, for people: "waivers.yaml, line 3". */
  where: string;
}

/** A waiver held against a report. `waived` is the number of updates that it takes out of the decision, `needed` that of those that would fail or warn. */
export interface JudgedWaiver extends Waiver {
  /** It no longer waives. */
  expired: boolean;
  /** It ends within 14 days. */
  endsSoon: boolean;
  waived: number;
  needed: number;
}

/** An older report that this one is compared with: only what is new since then fails. */
export interface Baseline {
  path: string;
  generatedAt: string;
  /** Updates of this report that failed in the older one as well. */
  known: number;
  /** Updates that failed in the older report, and of which this one says nothing bad any more. */
  gone: Gone[];
}

export interface Gone extends Pick<CheckedUpdate, 'kb' | 'updateId' | 'title' | 'products' | 'status'> {
  architecture: string | null;
}

export interface CheckedUpdate {
  kb: string | null;
  /** Other KB numbers that its row names; the worst of all counts, and what lets it through has to cover each. */
  alsoKbs: string[];
  updateId: string | null;
  /** The number of the update on its site, where the input gives it. */
  ciId: string | null;
  title: string | null;
  bulletin: string | null;
  architecture: Architecture | null;
  products: string[];
  status: Status;
  restarts: Restarts | null;
  reason: string;
  matchedBy: string | null;
  /** KBs from this update down to the one whose restarts it may have inherited. */
  inheritedPath: string[] | null;
  supersededBy: string[];
  superseded: boolean;
  expired: boolean;
  conflicts: string[];
  evidence: Evidence[];
  where: string;
  line: number | null;
  /** Which of the inputs of the report it belongs to. */
  input: number;
  /** Null: it counts. */
  waiver: Waiver | null;
  /** It failed in the baseline as well, so it does not fail again. */
  known: boolean;
}

export type Outcome = 'pass' | 'fail' | 'undecided';

export interface Report {
  toolVersion: string;
  generatedAt: string;
  catalog: { dataAsOf: string; digest: string; verified: boolean; sources: (SourceInfo & { stale: boolean })[] };
  inputs: {
    kind: string;
    name: string;
    path: string | null;
    updates: number;
    duplicates: number;
    encoding: string | null;
  }[];
  policy: Policy;
  outcome: Outcome;
  counts: Record<Status, number>;
  updates: CheckedUpdate[];
  /** The facts that decide something here and that nobody stated. */
  openFacts: Fact[];
  coverage: Coverage[];
  waivers: JudgedWaiver[];
  baseline: Baseline | null;
}
