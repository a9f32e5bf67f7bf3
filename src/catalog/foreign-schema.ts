// The tables, views and triggers of a foreign SQLite file, read and judged before SQLite itself reads them.
import { cellsOf, DamagedFile, numberAt, type Pages, slice, varint } from './foreign-pages.ts';

export type ObjectKind = 'table' | 'virtual table' | 'view' | 'trigger' | 'index';

export interface SchemaObject {
  kind: ObjectKind;
  name: string;
  /** Of a trigger or an index: the table that it is on. */
  table: string;
}

/** SQLite keeps the parsed list in memory, at up to sixty times its size: 20 MB of it took 1.2 GB. */
const mostSchema = 1024 * 1024;
/** SQLite reads the statistics of ANALYZE into memory, whole, when it opens a file. */
const mostStatistics = 8 * 1024 * 1024;
const mostObjects = 10_000;

/** @throws DamagedFile where the list is too large, or where it is not one that SQLite wrote */
export function readSchema(pages: Pages, encoding: number): SchemaObject[] {
  const objects: SchemaObject[] = [];
  const decoder = new TextDecoder(['utf-8', 'utf-8', 'utf-16le', 'utf-16be'][encoding] ?? 'utf-8');
  for (const record of recordsOf(pages)) {
    const [, name, table, root, sql] = valuesOf(record, decoder);
    // The index that a PRIMARY KEY or UNIQUE makes has no statement of its own.
    if (sql === null) continue;
    const object = objectOf(String(sql));
    // The statement counts: a view may call itself a table in the other columns.
    if (object === null || object.name !== name) throw new DamagedFile('its list of tables contradicts itself');
    objects.push({ ...object, table: String(table) });
    if (objects.length > mostObjects) throw new DamagedFile('it has too many tables');
    if (/^sqlite_stat/i.test(object.name)) requireSmall(pages, Number(root));
  }
  return objects;
}

function* recordsOf(pages: Pages): Generator<Buffer> {
  let total = 0;
  for (const cell of cellsOf(pages, 1)) {
    total += cell.length;
    if (total > mostSchema) throw new DamagedFile('its list of tables is too large');
    yield cell.record();
  }
}

function requireSmall(pages: Pages, root: number): void {
  let total = 0;
  for (const { length } of cellsOf(pages, root)) total += length;
  if (total > mostStatistics) throw new DamagedFile('its statistics are too large');
}

type Value = string | number | null;

/** https://www.sqlite.org/fileformat.html#record_format, as far as a row of sqlite_schema needs it */
function valuesOf(record: Buffer, decoder: InstanceType<typeof TextDecoder>): Value[] {
  const [end, first] = varint(record, 0);
  const values: Value[] = [];
  for (let [at, body] = [first, end]; at < end && values.length < 5; ) {
    const [type, next] = varint(record, at);
    const length = lengthOf(type);
    values.push(decoded(type, slice(record, body, length), decoder));
    [at, body] = [next, body + length];
  }
  return values;
}

const lengthOf = (type: number): number => (type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6][type] ?? 0));

function decoded(type: number, bytes: Buffer, decoder: InstanceType<typeof TextDecoder>): Value {
  if (type === 0) return null;
  if (type >= 13 && type % 2 === 1) return decoder.decode(bytes);
  if (type === 8 || type === 9) return type - 8;
  if (type <= 5) return numberAt(bytes, 0, bytes.length);
  throw new DamagedFile('its list of tables contradicts itself');
}

/** As SQLite writes a statement down: these words with one space between, then the name, with no schema before it. */
const statement =
  /^CREATE (TABLE|VIRTUAL TABLE|VIEW|TRIGGER|(?:UNIQUE )?INDEX) ("(?:[^"]|"")*"|\[[^\]]*\]|`(?:[^`]|``)*`|'(?:[^']|'')*'|[\w$\u0080-\uffff]+)/i;

function objectOf(sql: string): Pick<SchemaObject, 'kind' | 'name'> | null {
  const [, words = '', name = ''] = statement.exec(sql) ?? [];
  const kind = kinds[words.toUpperCase()];
  return kind === undefined ? null : { kind, name: unquoted(name) };
}

const kinds: Readonly<Record<string, ObjectKind>> = {
  TABLE: 'table',
  'VIRTUAL TABLE': 'virtual table',
  VIEW: 'view',
  TRIGGER: 'trigger',
  INDEX: 'index',
  'UNIQUE INDEX': 'index',
};

function unquoted(name: string): string {
  const quote = name.charAt(0);
  if (quote === '[') return name.slice(1, -1);
  return /["`']/.test(quote) ? name.slice(1, -1).replaceAll(quote + quote, quote) : name;
}
