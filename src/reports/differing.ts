// Where the sources of one update disagree: both are kept, and both are shown.
import type { CatalogUpdate } from '../types.ts';
import { wrap } from './layout.ts';
import { plain } from './safe.ts';

/** The only list of what is compared. A source that does not say is no contradiction. */
const compared: readonly [name: string, read: (row: CatalogUpdate) => string | null][] = [
  ['released', ({ released }) => released],
  ['bulletin', ({ bulletin }) => bulletin],
  ['classification', ({ classification }) => classification],
  ['installed exclusively', ({ exclusive }) => (exclusive === null ? null : exclusive ? 'yes' : 'no')],
  ['restart flag', ({ flags }) => flags[0]?.flag ?? null],
];

export function differingLines(rows: readonly CatalogUpdate[], width: number): string[] {
  return compared.flatMap(([name, read]) => {
    const said = new Map<string, Set<string>>();
    for (const row of rows) {
      const value = read(row);
      if (value === null) continue;
      const sources = said.get(value) ?? new Set();
      said.set(value, sources.add(row.source));
    }
    if (said.size < 2) return [];
    const values = [...said].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = values.map(([value, sources]) => `${value} (${[...sources].sort().join(', ')})`).join('; ');
    return wrap(plain(`${name}: ${text}`), width, '  ', '    ');
  });
}
