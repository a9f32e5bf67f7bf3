// Which updates a rule picks when it runs: for certain, possibly, or not. What cannot be told is named, never guessed.
import { UserError } from '../errors.ts';
import { type Test, tested, unknown } from './answers.ts';
import { catalogNote } from './catalog.ts';
import { compile } from './compile.ts';
import { readMoment } from './instant.ts';
import { siteNamesOf } from './names.ts';
import type { Open, Possible, Rule, RuleResult, RuleUpdate, Verdict } from './types.ts';
import { counted } from './words.ts';

/** https://learn.microsoft.com/intune/configmgr/sum/deploy-use/automatically-deploy-software-updates */
export const mostPicked = 1000;

export interface Clock {
  /** When the rule runs: ISO 8601. A day is its first moment, and a time without a zone is of UTC. */
  runAt: string;
}

interface Named {
  label: string;
  test: Test;
}

/** @throws UserError where `runAt` is no time */
export function evaluate(rule: Rule, updates: readonly RuleUpdate[], { runAt }: Clock): RuleResult {
  const moment = readMoment(runAt);
  if (moment === null)
    throw new UserError('the time of the run is no date or time', 'Write it as 2014-06-17 or 2014-06-17T02:00Z.');
  const tests = testsOf(rule, updates, moment);
  const result = new Collected();
  const verdicts = updates.map((update) => result.add(update, tests));
  return {
    rule,
    runAt: new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z'),
    verdicts,
    picked: result.picked,
    possible: result.possible,
    atLeast: result.picked.length,
    atMost: result.picked.length + result.possible.length,
    complete: result.possible.length === 0,
    open: result.reasons(),
    limit: limitOf(result.picked.length, result.possible.length),
    notes: notesOn(rule, updates, result.picked, moment),
  };
}

/** Whatever the rule says, what is expired stays out: the rule engine always asks for IsExpired=0. */
function testsOf(rule: Rule, updates: readonly RuleUpdate[], moment: number): Named[] {
  const expired: Named = {
    label: 'Expired',
    test: tested(
      'expired',
      (update) => update.expired,
      (value) => !value,
    ),
  };
  const accepted = unknown('it has licence terms, and whether they were accepted is not known');
  // It is no part of the rule's query: without the column, nothing is left out, and a note says so.
  const terms: Named = {
    label: 'Licence terms',
    test: ({ licenceTerms }) => (licenceTerms === true ? accepted : true),
  };
  const none: Named = { label: 'Criteria', test: () => unknown('the rule has no criterion') };
  const site = siteNamesOf(updates);
  return [
    expired,
    ...rule.criteria.map((criterion, index) => compile(criterion, { site, runAt: moment, rule, index })),
    ...(rule.criteria.length === 0 ? [none] : []),
    ...(rule.withoutLicenceTerms === true ? [terms] : []),
  ];
}

class Collected {
  readonly picked: RuleUpdate[] = [];
  readonly possible: Possible[] = [];
  readonly #open = new Map<string, number>();

  add(update: RuleUpdate, tests: readonly Named[]): Verdict {
    const open: string[] = [];
    for (const { label, test } of tests) {
      const answer = test(update);
      if (answer === false) return 'no';
      if (answer !== true) open.push(`${label}: ${answer.why}`);
    }
    if (open.length === 0) {
      this.picked.push(update);
      return 'yes';
    }
    const once = [...new Set(open)];
    for (const why of once) this.#open.set(why, (this.#open.get(why) ?? 0) + 1);
    this.possible.push({ update, open: once });
    return 'unknown';
  }

  /** What is open for most of them first. */
  reasons(): Open[] {
    return [...this.#open].map(([why, updates]) => ({ why, updates })).sort((a, b) => b.updates - a.updates);
  }
}

function limitOf(certain: number, possible: number): RuleResult['limit'] {
  if (certain > mostPicked) return 'exceeded';
  return certain + possible > mostPicked ? 'possibly-exceeded' : 'within';
}

function notesOn(rule: Rule, updates: readonly RuleUpdate[], picked: readonly RuleUpdate[], moment: number): string[] {
  const notes: string[] = [];
  if (updates.some(({ catalog }) => catalog !== null)) notes.push(catalogNote);
  // The window of a rule has no end: an export younger than the run holds what was not there yet.
  const later = picked.filter(({ revised }) => revised !== null && revised.from > moment).length;
  if (later > 0) notes.push(`Of what it picks, ${counted(later, 'update')} came after the run: the export is younger.`);
  if (rule.withoutLicenceTerms === true && picked.some(({ licenceTerms }) => licenceTerms === null)) {
    notes.push('The rule leaves out updates with licence terms; the export does not say which have them (EULAExists).');
  }
  return notes;
}

/** "8 updates", "at least 3 and at most 8 updates", "at most 8 updates". */
export function countWords({ atLeast, atMost }: Pick<RuleResult, 'atLeast' | 'atMost'>): string {
  if (atLeast === atMost) return counted(atLeast, 'update');
  return atLeast === 0
    ? `at most ${counted(atMost, 'update')}`
    : `at least ${atLeast} and at most ${counted(atMost, 'update')}`;
}

/** What the last run picked, by RuleEngine.log: the updates of the export, and the CI_IDs that it does not have. */
export function lastPicked(rule: Rule, updates: readonly RuleUpdate[]): { updates: RuleUpdate[]; missing: string[] } {
  const byId = new Map(updates.map((update) => [update.item.ciId, update]));
  const found = (rule.lastCiIds ?? []).map((id) => ({ id, update: byId.get(id) }));
  return {
    updates: found.flatMap(({ update }) => (update === undefined ? [] : [update])),
    missing: found.filter(({ update }) => update === undefined).map(({ id }) => id),
  };
}
