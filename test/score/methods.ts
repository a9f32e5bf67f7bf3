// The checker and three simpler methods, each of which answers the same labels. Pure.
import { indexKnowledge, type KnowledgeIndex } from '../../src/check/index.ts';
import { checkItem } from '../../src/check/item.ts';
import { itemNamed } from '../../src/check/lookup.ts';
import { kbsOf } from '../../src/titles/title.ts';
import type { Knowledge, Policy, Status } from '../../src/types.ts';
import type { Class } from './classes.ts';
import type { Label } from './labels.ts';
import type { Answer } from './measure.ts';

export interface Method {
  id: string;
  name: string;
  answer(label: Label): Answer['answer'];
}

/** The day on which the labels were written; a check has to have one, for claims that end. */
export const today = '2026-11-22';

/** @returns the checker first */
export function methods(knowledge: Knowledge, list2013: readonly string[], listToday: readonly string[]): Method[] {
  const index = indexKnowledge(knowledge);
  return [
    { id: 'rebootgate', name: 'rebootgate', answer: (label) => statusOf(label, index) },
    { id: 'list-2013', name: 'KB numbers, list of 2013', answer: (label) => byNumber(label, list2013) },
    { id: 'list-today', name: "KB numbers, today's list", answer: (label) => byNumber(label, listToday) },
    { id: 'vendor-flags', name: 'vendor restart flags', answer: (label) => byFlags(label, knowledge) },
  ];
}

export function statusOf(label: Label, index: KnowledgeIndex): Status {
  const { kb, updateId, title, released } = label;
  const item = { ...itemNamed(kb ?? null, updateId ?? null), title: title ?? null, released: released ?? null };
  // Judgements on updates that no finding touches are kept in the index, and hold for one policy only.
  return checkItem({ ...index, alike: null }, item, policyOf(label)).status;
}

/** A list of numbers knows no products, conditions or days, and takes what it does not hold for safe. */
export function byNumber(label: Label, list: readonly string[]): Class {
  return numbersOf(label).some((kb) => list.includes(kb)) ? 'positive' : 'negative';
}

/** "Always" and "can request" are taken for more than one restart, "never" for safety. */
export function byFlags(label: Label, { updates }: Pick<Knowledge, 'updates'>): Class {
  const kbs = numbersOf(label);
  const own = updates.filter(({ updateId }) => updateId !== null && updateId === label.updateId);
  const rows = own.length > 0 ? own : updates.filter(({ kb }) => kb !== null && kbs.includes(kb));
  const flags = rows.flatMap((row) => row.flags.map(({ flag }) => flag));
  if (flags.length === 0) return 'cannot-tell';
  return flags.every((flag) => flag === 'never') ? 'negative' : 'positive';
}

function numbersOf({ kb, title }: Label): string[] {
  return [...new Set([...(kb === undefined ? [] : [kb]), ...kbsOf(title ?? '')])];
}

export function policyOf({ env, product, architecture, asOf }: Partial<Label>): Policy {
  return {
    failOn: 'conditional',
    environment: env ?? {},
    product: product ?? null,
    architecture: architecture ?? null,
    asOf: asOf ?? null,
    today,
    acceptNoData: false,
  };
}
