// Files of findings as this program writes them: pretty-printed JSON in a stable order, LF, and nothing invisible in it. Pure.
import { parseDocument } from 'yaml';
import type { FindingRow, FindingSourceRow } from '../data/schema.ts';
import { isYaml } from './parse.ts';
import type { Path } from './problem.ts';
import { isRecord } from '../is-record.ts';

/** The order of keys is that of the shape; what is not known is null, and what came later is left out. */
export function entryOf(row: FindingRow): FindingRow {
  const { retractedReason, labRecord, addedBy, addedOn, ...rest } = row;
  return {
    ...rest,
    ...(retractedReason !== undefined && { retractedReason }),
    ...(labRecord !== undefined && { labRecord }),
    ...(addedBy !== undefined && { addedBy }),
    ...(addedOn !== undefined && { addedOn }),
  };
}

const invisible = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function jsonText(value: unknown): string {
  const inert = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value, null, 2).replace(invisible, inert)}\n`;
}

/**
 * The text of a file with a finding more. What is there is kept as it is, whatever it leaves out.
 * @param before null: a new file
 * @param asList a file of its own may come to hold several sources, one in a folder holds one
 */
export function withFinding(before: string | null, source: FindingSourceRow, row: FindingRow, asList: boolean): string {
  const document = { source, findings: [entryOf(row)] };
  if (before === null) return jsonText(asList ? [document] : document);
  const present: unknown = JSON.parse(before);
  const documents = [present].flat();
  for (const each of documents) {
    if (!isDocument(each) || each.source.id !== source.id) continue;
    each.findings.push(entryOf(row));
    return jsonText(present);
  }
  return jsonText([...documents, document]);
}

interface RawDocument {
  source: { id: unknown };
  findings: unknown[];
}

const isDocument = (value: unknown): value is RawDocument =>
  isRecord(value) && isRecord(value['source']) && Array.isArray(value['findings']);
/** The text of a file with keys of one finding set; in YAML comments and layout stay. */
export function withKeys(name: string, before: string, path: Path, keys: Readonly<Record<string, string>>): string {
  if (isYaml(name)) {
    const document = parseDocument(before);
    for (const [key, value] of Object.entries(keys)) document.setIn([...path, key], value);
    return document.toString({ lineWidth: 0 });
  }
  const present: unknown = JSON.parse(before);
  return jsonText(replacedAt(present, path, (value) => (isRecord(value) ? withKeysIn(value, keys) : value)));
}

function replacedAt(value: unknown, [step, ...rest]: Path, edit: (value: unknown) => unknown): unknown {
  if (step === undefined) return edit(value);
  if (Array.isArray(value)) return value.map((each, index) => (index === step ? replacedAt(each, rest, edit) : each));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === step ? replacedAt(inner, rest, edit) : inner,
  ]);
  return Object.fromEntries(entries);
}

/** New keys stand together, where the first of them stands, so that a difference is one piece. */
function withKeysIn(value: Record<string, unknown>, keys: Readonly<Record<string, string>>): Record<string, unknown> {
  const first = Object.keys(value).find((key) => Object.hasOwn(keys, key));
  if (first === undefined) return { ...value, ...keys };
  const entries = Object.entries(value).filter(([key]) => key === first || !Object.hasOwn(keys, key));
  return Object.fromEntries(entries.flatMap((entry) => (entry[0] === first ? Object.entries(keys) : [entry])));
}
