// Updates that pass although a source says that they restart more than once: by what is stated of the devices, or because a source that is
// trusted more says otherwise. A pass that rests on either says so, in every format.
import type { CheckedUpdate, Evidence, Report } from '../types.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './safe.ts';
import { sameClaims } from './warnings.ts';
import { nameOf } from './words.ts';

export interface SetAside {
  by: 'stated' | 'overruled';
  /** Of all of them the same is said. */
  updates: CheckedUpdate[];
}

const passing = ['no-data', 'no-finding', 'clear'];
const saysMultiple = ({ restarts, direction }: Evidence): boolean => direction === 'install' && restarts.min >= 2;
/** See check/claims.ts, where the words are made. */
const isStated = ({ setAside }: Evidence): boolean => setAside?.endsWith('which is stated otherwise') === true;

export function setAsideIn({ updates }: Pick<Report, 'updates'>): SetAside[] {
  const left = updates.filter(({ status, evidence }) => passing.includes(status) && evidence.length > 0);
  const stated = left.filter(({ evidence }) => evidence.some((each) => saysMultiple(each) && isStated(each)));
  const overruled = left.filter(
    ({ evidence, conflicts }) =>
      conflicts.length > 0 && evidence.some((each) => saysMultiple(each) && each.setAside === null),
  );
  return [
    ...sameClaims(stated).map((group): SetAside => ({ by: 'stated', updates: group })),
    ...sameClaims(overruled).map((group): SetAside => ({ by: 'overruled', updates: group })),
  ];
}

const count = (all: readonly SetAside[], by: SetAside['by']): number =>
  all.filter((each) => each.by === by).reduce((sum, { updates }) => sum + updates.length, 0);

/** For the verdict: that it rests on more than the absence of claims. */
export function setAsideText(report: Pick<Report, 'updates'>): string {
  const all = setAsideIn(report);
  const [stated, overruled] = [count(all, 'stated'), count(all, 'overruled')];
  const word = (number: number): string => (number === 1 ? 'update passes' : 'updates pass');
  return [
    stated === 0 ? '' : ` ${stated} ${word(stated)} only by what is stated of the devices.`,
    overruled === 0 ? '' : ` ${overruled} ${word(overruled)} AGAINST A CLAIM that a source trusted more overrules.`,
  ].join('');
}

export const setAsideTitle = 'Set aside by what is stated, or overruled';

/** "KB2965788 x64, KB2965788 x86": the first of them, and how many more. */
export function setAsideNames({ updates }: SetAside, most = 10): string {
  const names = updates.map((each) => [nameOf(each), each.architecture].filter((part) => part !== null).join(' '));
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

export function setAsideLines(report: Report, width: number, paint: Paint): string[] {
  const all = setAsideIn(report);
  if (all.length === 0) return [];
  const total = count(all, 'stated') + count(all, 'overruled');
  const lines = all.flatMap((each) => [
    ...wrap(plain(setAsideNames(each, 40)), width, '  ', '  '),
    ...wrap(plain(`${each.updates[0]?.reason ?? ''}.`), width, '      '),
  ]);
  return ['', paint.bold(paint.yellow(`${setAsideTitle} (${total})`)), ...lines];
}
