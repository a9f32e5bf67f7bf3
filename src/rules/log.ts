// RuleEngine.log: the criteria of the rules that ran, and what the last run of each picked.
import { UserError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { readTime } from './instant.ts';
import { longestXml, mostRules, tooMuch } from './limits.ts';
import { elementAt, mended } from './log-xml.ts';
import { assemble } from './rule-of.ts';
import { readRuleXml } from './rule-xml.ts';
import type { Rule } from './types.ts';
import { counted } from './words.ts';

/** What is said of one run, from its beginning to the next one's. */
interface Run {
  id: string;
  name: string;
  text: string;
}

const hint = 'Give the RuleEngine.log (and RuleEngine.lo_, where it has begun anew) of a day on which the rule ran.';

const begins = /Processing Rule with ID:\s?(\d{1,10}), Name:([^\r\n]{0,300})/g;

/** The last run of each rule that is whole, in the order in which the rules are first named. */
export function rulesOfLog(text: string): { rules: Rule[]; notes: string[] } {
  const tokens = scheduleTokens(text);
  const rules: Rule[] = [];
  const notes: string[] = [];
  for (const runs of groupBy([...runsOf(text)], ({ id }) => id)) {
    const { id } = runs[0];
    const rule = firstOf(runs.reverse(), (run) => ruleOfRun(run, tokens.get(id) ?? null));
    if (rule.value !== null) rules.push(rule.value);
    if (rule.skipped > 0) notes.push(`the last run of rule ${id} is not whole in this log`);
    if (rules.length > mostRules) throw tooMuch(`it holds more than ${mostRules} rules`);
  }
  if (rules.length === 0) throw new UserError('it is a RuleEngine.log in which no rule was evaluated to its end', hint);
  return { rules, notes };
}

function firstOf<T, R>(all: readonly T[], read: (one: T) => R | null): { value: R | null; skipped: number } {
  for (const [skipped, one] of all.entries()) {
    const value = read(one);
    if (value !== null) return { value, skipped };
  }
  return { value: null, skipped: all.length };
}

function* runsOf(text: string): Generator<Run> {
  let open: (Omit<Run, 'text'> & { at: number }) | null = null;
  for (const match of text.matchAll(begins)) {
    if (open !== null) yield { ...open, text: text.slice(open.at, match.index) };
    open = { id: match[1] ?? '', name: nameOf(match[2] ?? ''), at: match.index };
  }
  if (open !== null) yield { ...open, text: text.slice(open.at) };
}

/** The message ends in a point, and the line in what CMTrace or a page adds to it. */
function nameOf(rest: string): string {
  const message = rest.split(/\]LOG\]!>|\s*\$\$<|\s+SMS_RULE_ENGINE/)[0] ?? '';
  return message.trim().replace(/\.$/, '');
}

/** @returns null where the criteria are not there, or not whole */
function ruleOfRun({ id, name, text }: Run, scheduleToken: string | null): Rule | null {
  const at = text.indexOf('<UpdateXML');
  const xml = at < 0 ? null : elementAt(text, at, 'UpdateXML', longestXml);
  const criteria = xml === null ? null : readRuleXml(mended(xml)).criteria;
  if (criteria === null) return null;
  const lastRun = timeOf(text);
  const common = { id, name, enabled: null, servicingPlan: null, scheduleToken, lastRun, knowsSchedule: false };
  const group = /Associated Update Group:\s*(\S{1,200})/.exec(text)?.[1] ?? null;
  const rule = assemble(criteria, (setting) => (setting === 'UpdateGroupId' ? group : null), common);
  const lastCiIds = ciIdsOf(text);
  return { ...rule, lastCiIds, notes: [...rule.notes, ...countNote(text, lastCiIds)] };
}

/** What the run found. Definition updates stand apart, and are found as well. */
function ciIdsOf(text: string): string[] | null {
  const at = text.indexOf('<EvaluationResultXML');
  const xml = at < 0 ? null : elementAt(text, at, 'EvaluationResultXML', longestXml);
  if (xml === null) return null;
  const ids = [...mended(xml).matchAll(/<CI_ID>([\s\d]{1,40})<\/CI_ID>/g)];
  return [...new Set(ids.map((match) => (match[1] ?? '').replace(/\s+/g, '')).filter((id) => id !== ''))];
}

function countNote(text: string, ids: readonly string[] | null): string[] {
  const said = /Rule resulted in a total of (\d{1,9}) updates/.exec(text)?.[1];
  if (said === undefined || ids === null || Number(said) === ids.length) return [];
  return [`the log says that its last run found ${counted(Number(said), 'update')}, and names ${ids.length}`];
}

/** "Refreshed ScheduleList instance for Rule (6) from schedule string (00485B0000100038) with next occurence (...)". */
function scheduleTokens(text: string): Map<string, string> {
  const lines = text.matchAll(/for Rule \((\d{1,10})\) from schedule string \(([0-9A-Fa-f]{16,1600})\)/g);
  return new Map([...lines].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** The time of the first line: "$$<SMS_RULE_ENGINE><06-17-2014 02:00:10.123+420>", "<time="02:00:10.123+420" date="06-17-2014"", or a column. */
function timeOf(text: string): string | null {
  const line = text.slice(0, 1000).split(/\r?\n/)[0] ?? '';
  const server = /<(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)\.\d+([+-]\d{1,4})>/.exec(line);
  if (server) return biased(`${server[3]}-${server[1]}-${server[2]}T${server[4]}`, server[5] ?? '+0');
  const client = /time="(\d\d:\d\d:\d\d)\.\d+([+-]\d{1,4})" date="(\d\d)-(\d\d)-(\d{4})"/.exec(line);
  if (client) return biased(`${client[5]}-${client[3]}-${client[4]}T${client[1]}`, client[2] ?? '+0');
  const column = /SMS_RULE_ENGINE\s+(\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d(?: [AP]M)?)/.exec(line);
  return column?.[1] === undefined ? null : readTime(column[1]);
}

/** The bias is what has to be added to get UTC, in minutes. */
function biased(local: string, bias: string): string | null {
  const time = Date.parse(`${local}Z`);
  return Number.isNaN(time) ? null : `${new Date(time + Number(bias) * 60_000).toISOString().slice(0, 19)}Z`;
}
