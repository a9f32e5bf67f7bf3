// The whole score of a catalog: the labels held against every method, and the signals.
import { join } from 'node:path';
import { openCatalog } from '../../src/catalog/open.ts';
import { readKnowledge } from '../../src/catalog/read.ts';
import { readAllUpdates } from '../../src/catalog/read-updates.ts';
import { type Label, type LabelKind, readLabels } from './labels.ts';
import { readList } from './listed.ts';
import {
  type Answer,
  type Confusion,
  confusion,
  disagreements,
  type Measure,
  measure,
  type Rates,
  rate,
  ratesOf,
  wronglyCleared,
} from './measure.ts';
import { methods } from './methods.ts';
import { judgeSignals, type SignalTable } from './leave-one-out.ts';

export const kinds: readonly LabelKind[] = ['consistency', 'independent'];

export interface MethodScore {
  id: string;
  name: string;
  measure: Measure;
  cannotTellShare: number | null;
  /** Null for labels whose source is itself a finding. */
  rates: Rates | null;
  confusion: Confusion;
}

export interface Score {
  kinds: Record<LabelKind, { labels: number; methods: MethodScore[] }>;
  /** Of the checker: answers that no label accepts, and labels to fail on that it calls safe. */
  disagreements: { id: string; expected: string[]; answer: string }[];
  cleared: string[];
  signals: SignalTable;
}

/** @param root the folder of the project */
export function scoreOf(root: string): Score {
  const labels = readLabels(join(root, 'test', 'labels'));
  const list = readList(join(root, 'data', 'kb2894518'));
  const catalog = openCatalog(join(root, 'catalog.sqlite'));
  try {
    const updates = readAllUpdates(catalog);
    const keys = updates.flatMap(({ kb, updateId }) => [kb, updateId]);
    const named = labels.flatMap(({ kb, updateId }) => [kb ?? null, updateId ?? null]);
    const all = [...new Set([...keys, ...named].filter((key) => key !== null))];
    const signals = judgeSignals(list.today, updates, readKnowledge(catalog, all));
    const own = [...new Set(named.filter((key) => key !== null))];
    const numbers = list.today.map(({ kb }) => kb);
    const answering = methods(readKnowledge(catalog, own), list.of2013, numbers).map(({ id, name, answer }) => ({
      id,
      name,
      answers: labels.map((label) => ({ label, answer: answer(label) })),
    }));
    return { ...judged(labels, answering), signals };
  } finally {
    catalog.close();
  }
}

interface Answering {
  id: string;
  name: string;
  answers: Answer[];
}

/** @param answering the checker first */
export function judged(labels: readonly Label[], answering: readonly Answering[]): Omit<Score, 'signals'> {
  const ours = answering[0]?.answers ?? [];
  const part = (kind: LabelKind): { labels: number; methods: MethodScore[] } => ({
    labels: labels.filter((label) => label.kind === kind).length,
    methods: answering.map(({ id, name, answers }) => {
      const of = answers.filter(({ label }) => label.kind === kind);
      const counts = measure(of);
      return {
        id,
        name,
        measure: counts,
        cannotTellShare: rate(counts.cannotTell, counts.cases),
        rates: kind === 'independent' ? ratesOf(counts) : null,
        confusion: confusion(of),
      };
    }),
  });
  return {
    kinds: { consistency: part('consistency'), independent: part('independent') },
    disagreements: disagreements(ours).map(({ label: { id, expected }, answer }) => ({ id, expected, answer })),
    cleared: wronglyCleared(ours).map(({ label }) => label.id),
  };
}
