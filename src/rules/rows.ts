// Rules out of rows of JSON: Get-CMSoftwareUpdateAutoDeploymentRule | ConvertTo-Json, and SMS_AutoDeployment of AdminService.
import { UserError } from '../errors.ts';
import { isRow, jsonRows, requireNamesOnce } from '../inputs/json.ts';
import { plain, type Row } from '../inputs/columns.ts';
import { exportHint, longestXml, mostRules, tooMuch } from './limits.ts';
import { type RuleValues, ruleOfValues, type Wanted, wantedAt } from './rule-of.ts';
import type { Rule } from './types.ts';

/** @throws UserError where it is no JSON, a part of a list, or holds no rule with its criteria */
export function rulesOfJson(text: string): Rule[] {
  const rows = jsonRows(text);
  requireNamesOnce(text, rows, (name) => wantedAt(plain(name)) !== undefined);
  if (rows.length === 0) throw new UserError('there is no rule in it: the list is empty', exportHint);
  if (rows.length > mostRules) throw tooMuch(`it holds more than ${mostRules} rules`);
  return rows.map((row) => {
    const values = isRow(row) ? valuesOf(row) : new Map<Wanted, string>();
    if (!isRule(values) && !values.has('id'))
      throw new UserError('it holds objects that are no automatic deployment rules', exportHint);
    return ruleOfValues(values);
  });
}

/** An id or a name alone may be of anything. */
export const isRule = (values: RuleValues): boolean => values.has('xml') || values.has('properties');

function valuesOf(row: Row): RuleValues {
  const values = readRow(row);
  if (values.has('xml')) return values;
  // ConvertTo-Json of the console's own objects nests what they hold.
  const nested = Object.entries(row).find(([name]) => plain(name) === 'propertylist')?.[1];
  return isRow(nested) ? new Map([...values, ...readRow(nested)]) : values;
}

function readRow(row: Row): RuleValues {
  const values = new Map<Wanted, string>();
  for (const [name, value] of Object.entries(row)) {
    if (name.length > 100) continue;
    const which = wantedAt(plain(name));
    const text = which === undefined ? null : textOf(value);
    // A name may come twice in two spellings; the first that says something counts.
    if (which === undefined || text === null || (values.get(which) ?? '') !== '') continue;
    if (text.length > longestXml) throw tooMuch(`a value in it is longer than ${longestXml / 1024 / 1024} MB`);
    values.set(which, text);
  }
  return values;
}

/** Null and lists stay '' where they stand, so that an empty UpdateRuleXML is told from none; dates come as {value}. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return '';
  return isRow(value) && typeof value['value'] === 'string' ? value['value'] : null;
}
