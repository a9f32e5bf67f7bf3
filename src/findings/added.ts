// The findings of a user as a check takes them in. Pure, once they are read.
import { findingOf } from '../data/finding.ts';
import type { Finding, Knowledge, SourceInfo } from '../types.ts';
import type { NamedPath } from './files.ts';
import { refuseProblems } from './problem.ts';
import { claimsOf, problemsOf } from './problems.ts';
import type { Own } from './read.ts';

interface Taken {
  findings: Finding[];
  sources: SourceInfo[];
}

/**
 * @param paths what the user named, for the list of sources of a report
 * @throws UserError where anything is wrong: a check that leaves out a finding in silence would be worse than none
 */
export function addedTo(
  { facts, findings }: Pick<Knowledge, 'facts' | 'findings'>,
  own: Own,
  paths: readonly NamedPath[],
  today: string,
): Taken {
  const known = { facts: facts.map(({ id }) => id), shipped: findings, today, mayBeUnsourced: false };
  refuseProblems(problemsOf(own, known), paths.map(({ name }) => name).join(' '));
  const taken = claimsOf(own).map(({ document, finding }) => findingOf(document.source, finding));
  return { findings: taken, sources: sourcesOf(taken, paths, today) };
}

/** One for all of them: that own findings were there is part of what a report says. */
function sourcesOf(findings: readonly Finding[], paths: readonly NamedPath[], today: string): SourceInfo[] {
  const days = findings.flatMap(({ claimedOn, knownOn }) => claimedOn ?? knownOn ?? []).sort();
  const count = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  const name = `${count} of your own (${paths.map((path) => path.name).join(', ')})`;
  const dates = { asOf: days.at(-1) ?? null, readOn: today, live: false };
  return [{ id: 'own-findings', name, kind: 'own-findings', url: null, ...dates, note: null }];
}
