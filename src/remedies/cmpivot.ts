// Queries for CMPivot that answer, on real devices, the facts which nobody stated.
import type { FullReport } from '../reports/types.ts';
import { header } from './header.ts';
import { ascii } from './powershell.ts';
import { probeOf } from './probes.ts';
import { openFacts, type OpenFact } from './targets.ts';
import type { Remedy } from './types.ts';

export const cmpivot: Remedy = {
  id: 'cmpivot',
  file: 'open-conditions.kql',
  description: 'CMPivot queries that answer the open conditions on real devices',
  make(report) {
    const open = openFacts(report);
    const queries = open.flatMap(({ fact }) => probeOf(fact.id)?.cmpivot?.query ?? []);
    if (queries.length === 0) return null;
    const about = header(
      report,
      {
        id: 'cmpivot',
        purpose:
          'Asks the devices of a collection what the report leaves open. Run each query alone, on the collection that the task sequence is for, and state the answer to the next check with --env.',
        changes: 'nothing. CMPivot only reads, and only devices that are online answer.',
        notes: [
          'a device that does not answer is unknown, not "no". State a fact only where it holds for all devices.',
        ],
        unverified: queries.some((query) => query.includes('HotFixID'))
          ? [
              "the column HotFixID of the entity QuickFixEngineering. The other entities and columns are those of Microsoft's documentation and samples.",
            ]
          : [],
        updates: [],
      },
      '//',
    );
    return `${about}\n${open.map(queryOf).join('\n')}`;
  },
  without: noQuestion,
};

export function noQuestion(report: FullReport): string {
  return report.openFacts.length === 0
    ? 'no fact is open'
    : 'no query of it can answer what is open; see baseline-script';
}

function queryOf({ fact, updates }: OpenFact): string {
  const probe = probeOf(fact.id)?.cmpivot ?? null;
  const lines = [
    `// --env ${ascii(fact.id)}: ${ascii(fact.question, 300)}`,
    ...(updates.length === 0 ? [] : [`// It decides about: ${ascii(updates.join('; '), 300)}`]),
    ...(fact.note === null ? [] : [`// Note: ${ascii(fact.note, 500)}`]),
  ];
  if (probe === null) {
    const ways = fact.howToFind.map(({ where, yesWhen }) => `//   ${ascii(where, 300)} (yes when ${ascii(yesWhen)})`);
    return [...lines, '// CMPivot has no entity for it. It is found by:', ...ways, ''].join('\n');
  }
  return [...lines, `// Yes: ${probe.yes}.`, probe.query, ''].join('\n');
}
