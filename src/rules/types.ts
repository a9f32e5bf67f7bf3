// The words of automatic deployment rules: what a rule asks for, what an update of the site says, and what may come of it.
import type { CatalogUpdate, Item } from '../types.ts';

/** One text of a criterion. */
export interface MatchRule {
  /** As the file has it. */
  raw: string;
  /** "-text": what matches is left out. */
  excluded: boolean;
  /** Without the minus, the quotes and the label; '' where nothing is left. */
  value: string;
  /** The name that an exporter wrote behind a GUID ("Product:<guid>|Windows 7"). */
  label: string | null;
}

/** One item of the rule. A rule may have two of one property: both must hold. */
export interface Criterion {
  property: string;
  values: MatchRule[];
}

/** A recurrence. Times are of the site's clock as YYYY-MM-DDTHH:MM, and UTC where `utc` says so. Weekdays count from Sunday, 0. */
export type Schedule = { start: string; utc: boolean } & (
  | { kind: 'once' }
  | { kind: 'interval'; minutes: number; hours: number; days: number }
  | { kind: 'weekly'; weekday: number; weeks: number }
  /** `week`: 1 to 4, 0 is the last; `offset`: days after it. */
  | { kind: 'monthly-by-weekday'; weekday: number; week: number; months: number; offset: number }
  /** `day`: 1 to 31, 0 is the last. */
  | { kind: 'monthly-by-date'; day: number; months: number }
);

/** When the site runs a rule; null: the file does not say. */
export type RunType = 'schedule' | 'after-synchronisation' | 'manual';

export interface Rule {
  id: string | null;
  name: string | null;
  enabled: boolean | null;
  servicingPlan: boolean | null;
  criteria: Criterion[];
  /** True: the rule empties its group and fills it again. False: it makes a new one each time. */
  reusesGroup: boolean | null;
  /** CI_UniqueID of the group. */
  groupId: string | null;
  /** Updates with licence terms that nobody accepted stay out of the deployment. */
  withoutLicenceTerms: boolean | null;
  /** Whether the deployment is enabled once the rule has run. */
  enablesDeployment: boolean | null;
  runType: RunType | null;
  /** The token as the file has it, and what it means; `schedules` is empty where it cannot be decoded. */
  scheduleToken: string | null;
  schedules: Schedule[];
  /** ISO 8601; without "Z" it is a time of the site's clock. */
  lastRun: string | null;
  /** CI_IDs that the last run picked, from RuleEngine.log. */
  lastCiIds: string[] | null;
  /** What of it could not be read, in words. */
  notes: string[];
}

export const ruleKinds = [
  'adr-json',
  'adr-adminservice',
  'adr-clixml',
  'update-rule-xml',
  'adr-export-xml',
  'rule-engine-log',
] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface RuleFile {
  kind: RuleKind;
  name: string;
  rules: Rule[];
  notes: string[];
}

export type CategoryKind = 'product' | 'updateclassification' | 'company';

/** What a rule may ask about, by our word. */
export type Column =
  | 'title'
  | 'description'
  | 'article'
  | 'bulletin'
  | 'categoryIds'
  | 'product'
  | 'updateclassification'
  | 'company'
  | 'locales'
  | 'severity'
  | 'customSeverity'
  | 'posted'
  | 'revised'
  | 'superseded'
  | 'deployed'
  | 'expired'
  | 'missing'
  | 'size'
  | 'contentSize'
  | 'tag'
  | 'licenceTerms';

/** A moment that may not be known exactly, in milliseconds since 1970: it lies between the two. */
export interface Span {
  from: number;
  to: number;
}

/** The names of a cell. `exact`: the cell is a list; else it is one text, in which a list may have been flattened. */
export interface Names {
  exact: boolean;
  texts: readonly string[];
}

/** An update as a rule sees it. Null is "not known": no column, or a cell that cannot be read. An empty list is known to be empty. */
export interface RuleUpdate {
  item: Item;
  /** Its row in the catalog, where it comes from there and not from a site. */
  catalog: CatalogUpdate | null;
  /** The columns that the export has. */
  columns: ReadonlySet<Column>;
  title: string | null;
  description: string | null;
  article: string | null;
  bulletin: string | null;
  /** "product:<guid>", in lower case. */
  categoryIds: readonly string[] | null;
  /** In lower case. */
  categoryNames: Readonly<Record<CategoryKind, readonly Names[] | null>>;
  locales: readonly number[] | null;
  severity: number | null;
  customSeverity: number | null;
  revised: Span | null;
  superseded: boolean | null;
  deployed: boolean | null;
  expired: boolean | null;
  missing: number | null;
  /** In KB. */
  contentSize: number | null;
  /** In KB or in bytes: Microsoft does not say which. */
  size: number | null;
  tags: readonly number[] | null;
  licenceTerms: boolean | null;
}

/** Whether the rule picks an update. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** What a criterion says of an update: true, false, or why nobody can tell. */
export type Answer = true | false | { why: string };

export interface Possible {
  update: RuleUpdate;
  /** What would have to be known, in words. */
  open: string[];
}

/** Why something is open, and for how many of the possible updates. */
export interface Open {
  why: string;
  updates: number;
}

export interface RuleResult {
  rule: Rule;
  /** ISO 8601, UTC. */
  runAt: string;
  /** One for each update, in their order. */
  verdicts: Verdict[];
  picked: RuleUpdate[];
  possible: Possible[];
  atLeast: number;
  atMost: number;
  /** Nothing is open: what is picked is all that is picked. */
  complete: boolean;
  open: Open[];
  /** A rule that finds more than 1,000 updates fails. */
  limit: 'within' | 'possibly-exceeded' | 'exceeded';
  notes: string[];
}
