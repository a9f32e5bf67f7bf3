// A rule from its named values, wherever they were read: rows of JSON and CLIXML, export files, logs.
import { UserError } from '../errors.ts';
import { readTime } from './instant.ts';
import { exportHint } from './limits.ts';
import { propertyNamed } from './properties.ts';
import { type RuleXml, readRuleXml } from './rule-xml.ts';
import { decodeSchedules } from './schedule.ts';
import type { Criterion, Rule, RunType } from './types.ts';
import { shown } from './words.ts';

/** The properties of SMS_AutoDeployment that count here, as texts. */
export const wanted = {
  id: ['autodeploymentid', 'id'],
  name: ['name'],
  enabled: ['autodeploymentenabled', 'enabled', 'isenabled'],
  servicingPlan: ['isservicingplan'],
  schedule: ['schedule'],
  lastRun: ['lastruntime'],
  xml: ['updaterulexml'],
  properties: ['autodeploymentproperties'],
} as const;

export type Wanted = keyof typeof wanted;
export type RuleValues = ReadonlyMap<Wanted, string>;

const isWanted = (name: string): name is Wanted => Object.hasOwn(wanted, name);
const wantedNames = Object.keys(wanted).filter(isWanted);
const byName = new Map<string, Wanted>(
  wantedNames.flatMap((name) => wanted[name].map((each) => [each, name] as const)),
);

/** @param name in lower case without blanks and signs */
export const wantedAt = (name: string): Wanted | undefined => byName.get(name);

/** @throws UserError where it has no criteria, which AdminService and -Fast leave out */
export function ruleOfValues(values: RuleValues): Rule {
  const xml = values.get('xml')?.trim() ?? '';
  if (xml === '')
    throw new UserError(`${called(values)} comes without its criteria (UpdateRuleXML is empty)`, lazyHint);
  const { criteria } = readRuleXml(xml);
  if (criteria === null) throw new UserError(`the UpdateRuleXML of ${called(values)} holds no criteria`, exportHint);
  const properties = values.get('properties')?.trim() ?? '';
  const settings: RuleXml['settings'] = properties === '' ? new Map() : readRuleXml(properties).settings;
  return assemble(criteria, (setting) => settings.get(setting) ?? null, {
    id: values.get('id') ?? null,
    name: values.get('name') ?? settings.get('DeploymentName') ?? null,
    enabled: flag(values.get('enabled')),
    servicingPlan: flag(values.get('servicingPlan') ?? settings.get('IsServicingPlan')),
    scheduleToken: values.get('schedule') ?? null,
    lastRun: readTime(values.get('lastRun') ?? ''),
    knowsSchedule: values.has('schedule') || properties !== '',
  });
}

const lazyHint = `${exportHint} AdminService gives it only when one rule is asked for by its key: SMS_AutoDeployment(<AutoDeploymentID>).`;

const called = (values: RuleValues): string => {
  const name = values.get('name') ?? values.get('id');
  return name === undefined ? 'the rule' : `the rule "${shown(name)}"`;
};

export interface Known {
  id: string | null;
  name: string | null;
  enabled: boolean | null;
  servicingPlan: boolean | null;
  scheduleToken: string | null;
  lastRun: string | null;
  /** Whether the file would say that there is a schedule. */
  knowsSchedule: boolean;
}

/** @param setting an element of AutoDeploymentProperties */
export function assemble(criteria: Criterion[], setting: (name: string) => string | null, known: Known): Rule {
  const token = blankless(known.scheduleToken);
  const schedules = token === null ? [] : (decodeSchedules(token) ?? []);
  const unread = token !== null && schedules.length === 0 ? [`its schedule "${shown(token)}" cannot be decoded`] : [];
  return {
    id: blankless(known.id),
    name: blankless(known.name),
    enabled: known.enabled,
    servicingPlan: known.servicingPlan,
    criteria,
    reusesGroup: flag(setting('UseSameDeployment')),
    groupId: blankless(setting('UpdateGroupId')),
    withoutLicenceTerms: flag(setting('NoEULAUpdates')),
    enablesDeployment: flag(setting('EnableAfterCreate')),
    runType: runTypeOf(flag(setting('AlignWithSyncSchedule')), token, known.knowsSchedule),
    scheduleToken: token,
    schedules,
    lastRun: known.lastRun,
    lastCiIds: null,
    notes: [...notesOn(criteria), ...unread],
  };
}

/** Aligned with synchronisation wins; otherwise a schedule, where there is one. */
function runTypeOf(aligned: boolean | null, token: string | null, knowsSchedule: boolean): RunType | null {
  if (aligned === true) return 'after-synchronisation';
  if (token !== null) return 'schedule';
  return aligned === false && knowsSchedule ? 'manual' : null;
}

function notesOn(criteria: readonly Criterion[]): string[] {
  if (criteria.length === 0) return ['it has no criterion'];
  const unknown = criteria.filter(({ property }) => propertyNamed(property) === undefined);
  return unknown.map(({ property }) => `the criterion "${shown(property)}" is not known`);
}

const blankless = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

export function flag(text: string | null | undefined): boolean | null {
  if (text === null || text === undefined) return null;
  if (/^(?:true|1)$/i.test(text.trim())) return true;
  return /^(?:false|0)$/i.test(text.trim()) ? false : null;
}
