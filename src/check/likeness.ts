// Updates that no finding touches are judged once for all that are alike: what is known of them decides, and not their numbers. Pure.
import { readShape, shapeText, type TitleShape } from '../titles/title.ts';
import type { CatalogUpdate, CheckedUpdate, Coverage, Finding, Item, Knowledge, Policy } from '../types.ts';
import type { Verdict } from './decide.ts';
import { isKnownKey, type KnowledgeIndex } from './index.ts';
import { releaseOf, type Subject } from './subject.ts';

/** What the judgement on one row came to, for the rows that are like it. */
export interface Judged extends Pick<CheckedUpdate, 'products' | 'reason' | 'matchedBy' | 'conflicts' | 'evidence'> {
  subject: Subject;
  verdicts: Verdict[];
  worst: Verdict;
}

/** Whether a finding speaks of an update by its number, or of one that it supersedes. */
export function isSpokenOf(
  { findings, heirs }: KnowledgeIndex,
  kbs: readonly string[],
  updateId: string | null,
): boolean {
  if (updateId !== null && (findings.has(updateId) || heirs.has(updateId))) return true;
  for (let index = 0; index < kbs.length; index += 1) {
    const kb = kbs[index] ?? '';
    if (findings.has(kb) || heirs.has(kb)) return true;
  }
  return false;
}

interface Places {
  days: readonly string[];
  known: Map<string, number>;
}

/** Judgements on the updates that no finding touches, and numbers for all the texts that tell them apart. */
export class Alike {
  readonly policy: Policy;
  readonly judged = new Map<string, Judged>();
  /** What is to be said of updates that nobody speaks of; null until there is one. */
  unheardOf: Judged | null = null;
  readonly #numbers = new Map<unknown, number>();
  /** For an update that no row names, only selectors compare its release with anything. */
  readonly #ofSelectors: Places;
  readonly #ofAll: Places;

  constructor(policy: Policy, { findings, coverage }: Knowledge) {
    this.policy = policy;
    this.#ofSelectors = { days: daysOf(findings, []), known: new Map() };
    this.#ofAll = { days: daysOf(findings, coverage), known: new Map() };
  }

  /** Texts come from hostile files, so that no sign can be relied upon to keep two of them apart; numbers do. */
  numberOf(value: unknown): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** Of two days with one place, each is on the same side of all the days that count, or is the same of them. */
  placeOf(day: string, covered: boolean): number {
    const { days, known } = covered ? this.#ofAll : this.#ofSelectors;
    const before = known.get(day);
    if (before !== undefined) return before;
    const place = days.filter((each) => each < day).length * 2 + (days.includes(day) ? 1 : 0);
    known.set(day, place);
    return place;
  }
}

/** They hold for one policy alone. */
export function alikeFor(index: KnowledgeIndex, policy: Policy): Alike {
  if (index.alike?.policy !== policy) index.alike = new Alike(policy, index.knowledge);
  return index.alike;
}

/**
 * All that a judgement hangs on where no finding speaks of an update by its number: the title but for its numbers, the categories,
 * the place of the release among the days on which selectors and coverage begin and end, and what the catalog's rows say.
 */
export function likenessOf(
  index: KnowledgeIndex,
  alike: Alike,
  item: Item,
  kbs: readonly string[],
  rows: readonly CatalogUpdate[],
): string {
  const { title, categories, updateId } = item;
  const shape = readShape(shapeText(title ?? ''));
  let like = `${shapeNumber(alike, shape)}`;
  for (let at = 0; at < categories.length; at += 1) like += ` ${alike.numberOf(categories[at])}`;
  const { selectors } = index;
  // A category may make a driver of it, whatever its title says.
  const covered = rows.length > 0;
  if (covered || selectors.has(shape.kind) || selectors.has('driver')) {
    const released = releaseOf(item, rows);
    if (released !== null) like += `/${alike.placeOf(released.from, covered)} ${alike.placeOf(released.to, covered)}`;
  }
  if (kbs.length === 0 && updateId === null) return `${like}/nameless`;
  if (updateId !== null && isKnownKey(index, updateId)) like += '/known';
  for (let at = 0; at < kbs.length; at += 1) if (isKnownKey(index, kbs[at] ?? '')) like += '/known';
  if (rows.length > 0) for (const row of rows) like += `/${rowNumbers(alike, row, updateId)}`;
  return like;
}

function shapeNumber(alike: Alike, shape: TitleShape): number {
  let text = texts.get(shape);
  if (text === undefined) {
    text = JSON.stringify([shape.products, shape.architecture, shape.architectureFrom, shape.kind]);
    texts.set(shape, text);
  }
  return alike.numberOf(text);
}

const texts = new WeakMap<TitleShape, string>();

/** A set of offers is one list, however many rows have it. */
function rowNumbers(alike: Alike, { offers, kind, updateId, flags }: CatalogUpdate, named: string | null): string {
  let numbers = `${alike.numberOf(offers)} ${kind} ${named !== null && updateId === named ? 'id' : ''}`;
  for (const { source, sourceKind, flag } of flags)
    numbers += ` ${alike.numberOf(source)} ${alike.numberOf(sourceKind)} ${flag}`;
  return numbers;
}

/** The days with which the check compares a release: where the windows of selectors and the coverage of sources begin and end. */
function daysOf(findings: readonly Finding[], coverages: readonly Coverage[]): string[] {
  const days = new Set<string | null>();
  for (const { selector } of findings) {
    if (selector !== null) days.add(selector.releasedFrom).add(selector.releasedUntil);
  }
  for (const { releasedFrom, releasedUntil, points } of coverages) {
    days.add(releasedFrom).add(releasedUntil);
    for (const { until } of points) days.add(until);
  }
  return [...days].filter((day) => day !== null);
}
