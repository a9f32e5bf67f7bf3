// What is stated of the devices against what the group itself installs on them. Pure.
import type { Environment, Fact, Group } from '../types.ts';

export interface Contradiction {
  fact: string;
  kb: string;
}

/** "Get-HotFix -Id KB2919355": the fact is that this update is there. */
const ofUpdate = /^Get-HotFix -Id KB(\d{6,7})$/;

/** Facts that are stated as "no", and become a "yes" while the group is installed: it holds the update that they are about. */
export function contradictedBy(
  groups: readonly Group[],
  facts: readonly Fact[],
  environment: Environment,
): Contradiction[] {
  const denied = facts.filter(({ id }) => environment[id] === 'no');
  if (denied.length === 0) return [];
  const kbs = new Set(groups.flatMap(({ items }) => items.flatMap(({ kb, alsoKbs }) => [kb, ...alsoKbs])));
  return denied.flatMap(({ id, howToFind }) => {
    const named = howToFind.map(({ where }) => ofUpdate.exec(where)?.[1]).find((kb) => kb !== undefined && kbs.has(kb));
    return named === undefined ? [] : [{ fact: id, kb: named }];
  });
}

/** Such a fact holds before the group is installed and not after, so that nobody can tell: the worst counts. */
export function withoutContradictions(environment: Environment, found: readonly Contradiction[]): Environment {
  const open = new Set(found.map(({ fact }) => fact));
  return Object.fromEntries(Object.entries(environment).filter(([fact]) => !open.has(fact)));
}
