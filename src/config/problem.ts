// What is wrong with a configuration: the first problem that zod finds, as one line with its place and a hint.
import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { nearest } from '../nearest.ts';
import { keysAt } from './shape.ts';
import type { Path, YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** @throws UserError */
export function parsed<T>(shape: z.ZodType<T>, file: YamlFile, root: 'configuration' | 'waivers'): T {
  const result = shape.safeParse(file.value);
  if (result.success) return result.data;
  const [first, ...others] = tellingFirst(result.error.issues.map(innermost));
  if (!first) throw result.error;
  throw problem(first, others.length, file, root);
}

/** A key that nobody knows is told before one that is missing: it is the same key, mistyped. */
const tellingFirst = (issues: readonly Issue[]): Issue[] =>
  [...issues].sort((a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'));

/** Of a choice between shapes, the one that the file comes nearest to says what is wrong. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const deeper = issue.errors.flatMap((issues) => {
    const [first] = tellingFirst(issues);
    if (first === undefined) return [];
    const inner = innermost({ ...first, path: [...issue.path, ...first.path] });
    const isNearer = inner.path.length > issue.path.length || inner.code === 'unrecognized_keys';
    return isNearer ? [inner] : [];
  });
  return deeper.sort((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

function problem(issue: Issue, others: number, file: YamlFile, root: 'configuration' | 'waivers'): UserError {
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'problem' : 'problems'})`;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = keysAt(issue.path, root);
    const meant = nearest(key, known);
    const hint = `${meant === null ? '' : `Did you mean ${meant}? `}Keys are: ${known.join(', ')}.`;
    return new UserError(`${file.at([...issue.path, key])}: unknown key "${key}"${more}`, hint);
  }
  const [what, hint] = described(issue, file);
  return new UserError(`${file.at(issue.path)}: ${what}${more}`, hint);
}

const schemaHint = 'README, "Configuration" and "Waivers", shows each key; editors know them by the JSON Schema.';

function described(issue: Issue, file: YamlFile): [string, string] {
  const name = nameOf(issue.path);
  const isMissing = issue.code === 'invalid_type' && valueAt(file.value, issue.path) === undefined;
  if (isMissing && issue.path.includes('waivers'))
    return [`${name} is missing`, 'A waiver has kb or updateId, and reason, owner and expires.'];
  if (isMissing) return [`${name} is missing`, schemaHint];
  return [
    `${name} ${issue.message.startsWith('must') ? issue.message : 'has a value that cannot be read'}`,
    schemaHint,
  ];
}

/** "waivers[2].reason" without what is not ours to name. */
export function nameOf(path: Path): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`)).join('');
  return text === '' ? 'the file' : `"${text.replace(/^\./, '')}"`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), value);
}
