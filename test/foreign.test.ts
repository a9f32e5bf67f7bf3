// Databases that somebody else made: what is read of them, and files that are damaged, busy or made to harm.
import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type ForeignFile, type ForeignValue, openForeign } from '../src/catalog/foreign.ts';
import { UserError } from '../src/errors.ts';
import { newFolder } from './fixtures/data/folders.ts';
import { root } from './run.ts';

/** @returns the path of a new database */
function made(fill: (db: Database.Database) => void): string {
  const path = join(newFolder(), 'kb.sqlite');
  const db = new Database(path);
  // Nobody misses the file after a power cut.
  db.pragma('synchronous = OFF');
  fill(db);
  db.close();
  return path;
}

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (last * 16_807) % 2_147_483_647;
    return last % below;
  };
}

/** A statement in the list of tables is replaced by one that SQLite itself would not have written there. */
function tamper(db: Database.Database, name: string, columns: Record<string, unknown>): void {
  db.unsafeMode();
  db.pragma('writable_schema = ON');
  const [names, values] = [Object.keys(columns), Object.values(columns)];
  db.prepare(`UPDATE sqlite_schema SET ${names.map((each) => `${each} = ?`).join(', ')} WHERE name = ?`).run(
    ...values,
    name,
  );
}

function withForeign<T>(path: string, use: (file: ForeignFile) => T): T {
  const file = openForeign(path);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

const rowsOf = (path: string, table: string, columns: string[]): (readonly ForeignValue[])[] =>
  withForeign(path, (file) => [...file.rows(table, columns)]);

function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** All that a reader of the table Kb does. */
const readKb = (path: string): unknown => withForeign(path, (file) => [...file.rows('Kb', [...file.columns('Kb')])]);

function patched(path: string, at: number, ...bytes: number[]): string {
  const all = readFileSync(path);
  all.set(bytes, at);
  writeFileSync(path, all);
  return path;
}

const small = (): string =>
  made((db) => db.exec("CREATE TABLE Kb (Id, Title); INSERT INTO Kb VALUES (1, 'one'), (2, 'two')"));

describe('a database of somebody else', () => {
  test('is read by table and column, whatever the case of their names', () => {
    withForeign(small(), (file) => {
      expect(file.tables()).toEqual(['Kb']);
      expect(file.columns('KB')).toEqual(['Id', 'Title']);
      expect(file.columns('Supersedes')).toEqual([]);
      expect([...file.rows('kb', ['TITLE', 'Id'])]).toEqual([
        ['one', 1],
        ['two', 2],
      ]);
    });
  });

  test('with odd names is read as well', () => {
    const path = made((db) =>
      db.exec(`CREATE TABLE "a""b; DROP" ("c""d", [e f]); INSERT INTO "a""b; DROP" VALUES (1, 2)`),
    );
    expect(withForeign(path, (file) => file.tables())).toEqual(['a"b; DROP']);
    expect(rowsOf(path, 'a"b; DROP', ['e f', 'c"d'])).toEqual([[2, 1]]);
  });

  test.each(['UTF-8', 'UTF-16le', 'UTF-16be'])('in %s', (encoding) => {
    const path = made((db) => {
      db.pragma(`encoding = '${encoding}'`);
      db.exec("CREATE TABLE Größe (Ü); INSERT INTO Größe VALUES ('ä€😀')");
    });
    expect(rowsOf(path, 'Größe', ['Ü'])).toEqual([['ä€😀']]);
  });

  test.each([512, 1024, 65_536])('with pages of %i bytes and a list of tables of several pages', (size) => {
    const path = made((db) => {
      db.pragma(`page_size = ${size}`);
      // A statement that is longer than a page goes on in others.
      const wide = Array.from({ length: 300 }, (_, index) => `column_number_${index}`);
      db.exec(`CREATE TABLE wide (${wide.join(', ')}); CREATE INDEX one ON wide (column_number_1)`);
      for (let index = 0; index < 300; index += 1) db.exec(`CREATE TABLE t${index} (a UNIQUE, b)`);
      db.exec('INSERT INTO t299 VALUES (1, 2)');
    });
    withForeign(path, (file) => {
      expect(file.tables()).toHaveLength(301);
      expect(file.columns('wide')).toHaveLength(300);
    });
    expect(rowsOf(path, 't299', ['b'])).toEqual([[2]]);
  });

  test('keeps what a number cannot hold as text, and no BLOB', () => {
    const path = made((db) =>
      db.exec("CREATE TABLE Kb (a); INSERT INTO Kb VALUES (NULL), (x'00'), (9007199254740993), (-5), (1.5), ('')"),
    );
    expect(rowsOf(path, 'Kb', ['a']).flat()).toEqual([null, null, '9007199254740993', -5, 1.5, '']);
  });

  test('without row ids, renamed, with a column that was added, and with statistics', () => {
    const path = made((db) => {
      db.exec("CREATE TABLE old (a PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO old VALUES ('x', 'y')");
      db.exec("ALTER TABLE old RENAME TO Kb; ALTER TABLE Kb ADD COLUMN c DEFAULT 'z'; ANALYZE");
    });
    expect(withForeign(path, (file) => file.tables())).toEqual(['Kb']);
    expect(rowsOf(path, 'Kb', ['b', 'c'])).toEqual([['y', 'z']]);
  });

  test('has views, triggers and virtual tables that are no matter of ours', () => {
    const path = made((db) => {
      db.exec('CREATE TABLE Kb (a); INSERT INTO Kb VALUES (1); CREATE TABLE other (a)');
      db.exec('CREATE VIEW v AS SELECT * FROM Kb; CREATE VIRTUAL TABLE f USING fts5(a)');
      db.exec('CREATE TRIGGER t AFTER INSERT ON other BEGIN DELETE FROM Kb; END');
    });
    expect(rowsOf(path, 'Kb', ['a'])).toEqual([[1]]);
    expect(withForeign(path, (file) => file.tables())).not.toContain('v');
  });

  test('has stored columns that are computed, and they are not read', () => {
    const path = made((db) => db.exec('CREATE TABLE Kb (a, b AS (a + 1) STORED); INSERT INTO Kb VALUES (1)'));
    expect(withForeign(path, (file) => file.columns('Kb'))).toEqual(['a']);
  });

  test('is read from its table, not from an index that says something else', () => {
    const path = made((db) => {
      db.exec('CREATE TABLE Kb (a); CREATE INDEX i ON Kb (a); INSERT INTO Kb VALUES (1)');
      tamper(db, 'i', { sql: 'CREATE INDEX i ON Kb (a) WHERE a > 0' });
    });
    expect(rowsOf(path, 'Kb', ['a'])).toEqual([[1]]);
  });
});

describe('reading', () => {
  const many = (): string =>
    made((db) =>
      db.exec(
        'CREATE TABLE Kb (a); INSERT INTO Kb WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n',
      ),
    );

  test('may end half-way, and two readers do not disturb each other', () => {
    const file = openForeign(many());
    for (const [value] of file.rows('Kb', ['a'])) if (value === 10) break;
    const pairs: unknown[] = [];
    for (const [one] of file.rows('Kb', ['a'])) {
      for (const [two] of file.rows('Kb', ['a'])) {
        pairs.push([one, two]);
        break;
      }
      if (pairs.length === 3) break;
    }
    expect(pairs).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    file.close();
  });

  test('does not go on as if it were at its end once the file is closed', () => {
    const file = openForeign(many());
    const rows = file.rows('Kb', ['a'])[Symbol.iterator]();
    rows.next();
    file.close();
    expect(() => rows.next()).toThrow('closed');
    file.close();
  });

  test('writes nothing beside the file, and leaves it as it is', () => {
    const path = small();
    const folder = join(path, '..');
    const before = { files: readdirSync(folder), bytes: readFileSync(path), changed: statSync(path).mtimeMs };
    withForeign(path, (file) => {
      expect([...file.rows('Kb', ['Id'])]).toHaveLength(2);
      expect(readdirSync(folder)).toEqual(before.files);
    });
    expect({ files: readdirSync(folder), bytes: readFileSync(path), changed: statSync(path).mtimeMs }).toEqual(before);
  });

  test('of a column that is not there is refused', () => {
    expect(refusal(() => rowsOf(small(), 'Kb', ['Nix'])).message).toContain('no column Nix in a table Kb');
    expect(refusal(() => rowsOf(small(), 'Nix', ['a'])).message).toContain('no column a in a table Nix');
  });
});

describe('a file that is busy is refused', () => {
  test('with a write-ahead log', () => {
    const path = made((db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Kb (a)');
    });
    const { message, hint } = refusal(() => openForeign(path));
    expect(message).toContain('write-ahead log');
    expect(hint).toBe('Close the program that uses it and copy the file again.');
    expect(readdirSync(join(path, '..'))).toEqual(['kb.sqlite']);
  });

  test('in the middle of a change, but not with a journal that is done with', () => {
    const path = small();
    writeFileSync(`${path}-journal`, Buffer.alloc(512));
    expect(rowsOf(path, 'Kb', ['Id'])).toHaveLength(2);
    const db = new Database(path);
    db.pragma('journal_mode = PERSIST');
    db.exec("INSERT INTO Kb VALUES (3, 'three')");
    expect(rowsOf(path, 'Kb', ['Id'])).toHaveLength(3);
    db.close();
    patched(`${path}-journal`, 0, 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7);
    expect(refusal(() => openForeign(path)).message).toContain('in the middle of a change');
  });

  test('locked by another program', () => {
    const path = small();
    const db = new Database(path);
    db.exec('BEGIN EXCLUSIVE');
    expect(refusal(() => openForeign(path)).message).toContain('is in use');
    db.exec('ROLLBACK');
    db.close();
    expect(rowsOf(path, 'Kb', ['Id'])).toHaveLength(2);
  });
});

describe('no database', () => {
  const file = (bytes: Uint8Array | string): string => {
    const path = join(newFolder(), 'kb.sqlite');
    writeFileSync(path, bytes);
    return path;
  };
  const header = (): Buffer => readFileSync(small()).subarray(0, 100);

  test.each([
    ['an empty file', () => file('')],
    ['a text', () => file('UpdateId,Title\n')],
    ['a beginning alone', () => file('SQLite format 3\0')],
  ])('%s', (_, path) => {
    expect(refusal(() => openForeign(path())).message).toContain('is no SQLite database');
  });

  test('a folder, and a file that is not there', () => {
    expect(refusal(() => openForeign(newFolder())).message).toContain('cannot be opened');
    expect(refusal(() => openForeign(join(newFolder(), 'nix'))).message).toContain('cannot be opened');
  });

  test('a name that SQLite would read as an address is a name', () => {
    expect(refusal(() => openForeign('file:nix?mode=memory')).message).toContain('cannot be opened');
  });

  test('a file that is too large', () => {
    const path = small();
    // No space is taken for what is not written.
    truncateSync(path, 4 * 1024 ** 3 + 4096);
    expect(refusal(() => openForeign(path)).message).toContain('is larger than 4 GiB');
  });

  test('a catalog of ours', () => {
    const { message } = refusal(() => openForeign(join(root, 'catalog.sqlite')));
    expect(message).toContain('is a rebootgate catalog');
  });

  test('a header with rubbish behind it', () => {
    const random = numbers(1);
    const rubbish = Buffer.from(Array.from({ length: 16_384 }, () => random(256)));
    expect(refusal(() => openForeign(file(Buffer.concat([header(), rubbish])))).message).toContain('is damaged');
    expect(refusal(() => openForeign(file(header()))).message).toContain('is damaged');
    for (const size of [0, 3, 256, 1000]) {
      const path = patched(small(), 16, size >> 8, size & 255);
      expect(refusal(() => openForeign(path)).message).toContain('its pages have no valid size');
    }
  });
});

describe('a damaged database', () => {
  const large = (): string =>
    made((db) => {
      db.pragma('page_size = 1024');
      db.exec('CREATE TABLE Kb (a, b); CREATE INDEX i ON Kb (b)');
      const insert = db.prepare('INSERT INTO Kb VALUES (?, ?)');
      for (let index = 0; index < 500; index += 1) insert.run(index, `text ${index}`.repeat(20));
    });

  test('that is cut off', () => {
    const path = large();
    const whole = statSync(path).size;
    expect(rowsOf(path, 'Kb', ['a'])).toHaveLength(500);
    for (const size of [whole - 1, whole - 1024, whole - 5000, 5000, 1024]) {
      const cut = join(newFolder(), 'cut.sqlite');
      copyFileSync(path, cut);
      truncateSync(cut, size);
      expect(refusal(() => readKb(cut)).message).toContain('is damaged');
    }
  });

  test('never yields anything but rows or one line that says so', () => {
    const bytes = readFileSync(large());
    const path = join(newFolder(), 'kb.sqlite');
    const random = numbers(7);
    let refused = 0;
    for (let round = 0; round < 150; round += 1) {
      const copy = Buffer.from(bytes);
      // The first half of the rounds hits the header and the list of tables.
      for (let hit = 0; hit < 4; hit += 1) copy[random(round < 75 ? 1024 : copy.length)] = random(256);
      writeFileSync(path, copy);
      try {
        readKb(path);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message).toMatch(/^[^\p{Cc}]{1,300}$/u);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(30);
  });

  test('in which a page is in two places', () => {
    const path = large();
    const bytes = readFileSync(path);
    const pages = Array.from({ length: bytes.length / 1024 }, (_, index) => index * 1024);
    const at = pages.find((page) => page > 0 && bytes[page] === 5) ?? 0;
    // The first child of the root becomes the root itself.
    const cell = at + bytes.readUInt16BE(at + 12);
    patched(path, cell, 0, 0, 0, at / 1024 + 1);
    expect(refusal(() => readKb(path)).message).toContain('its table Kb is not whole');
  });

  test('whose list of tables holds itself', () => {
    const path = made((db) => {
      db.pragma('page_size = 512');
      for (let index = 0; index < 50; index += 1) db.exec(`CREATE TABLE t${index} (a)`);
    });
    expect(readFileSync(path)[100]).toBe(5);
    patched(path, 108, 0, 0, 0, 1);
    expect(refusal(() => openForeign(path)).message).toContain('a page is in two places');
  });
});

describe('a database that is made to harm is refused', () => {
  const said = (fill: (db: Database.Database) => void): string => refusal(() => readKb(made(fill))).message;

  test('with a view, a virtual table or a trigger where the table should be', () => {
    const endless = 'CREATE VIEW Kb AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a FROM n';
    expect(said((db) => db.exec(endless))).toContain('Kb is a view');
    expect(said((db) => db.exec('CREATE VIRTUAL TABLE kb USING fts5(a)'))).toContain('Kb is a virtual table');
    expect(
      said((db) => db.exec('CREATE TABLE Kb (a); CREATE TRIGGER t DELETE ON KB BEGIN DELETE FROM Kb; END')),
    ).toContain('Kb has a trigger');
  });

  test('with a view that calls itself a table, or a table that is another', () => {
    const table = 'CREATE TABLE Kb (a); INSERT INTO Kb VALUES (1)';
    const disguise = (columns: Record<string, unknown>) =>
      said((db) => {
        db.exec(table);
        tamper(db, 'Kb', columns);
      });
    expect(disguise({ sql: 'CREATE VIEW Kb AS SELECT 1 AS a', rootpage: 0 })).toMatch(/Kb is a view|is damaged/);
    for (const sql of [
      'CREATE VIEW v AS SELECT 1 AS a',
      'CREATE TABLE IF NOT EXISTS Kb (a)',
      'create  table Kb (a)',
      'x',
      '',
    ]) {
      expect(disguise({ sql })).toContain('its list of tables contradicts itself');
    }
    expect(disguise({ sql: Buffer.from('CREATE TABLE Kb (a)') })).toContain('contradicts itself');
    expect(disguise({ sql: 'CREATE TABLE Kb (a' })).toContain('SQLite says SQLITE_CORRUPT');
    expect(disguise({ rootpage: 99_999 })).toContain('is damaged');
  });

  test('with views that unfold to more and more, which nobody reads', () => {
    const path = made((db) => {
      db.exec('CREATE TABLE Kb (a); INSERT INTO Kb VALUES (1); CREATE VIEW v0 AS SELECT a FROM Kb');
      for (let index = 1; index < 60; index += 1) {
        db.exec(`CREATE VIEW v${index} AS SELECT a FROM v${index - 1} UNION ALL SELECT a FROM v${index - 1}`);
      }
    });
    expect(rowsOf(path, 'Kb', ['a'])).toEqual([[1]]);
  });

  test('with a list of tables that takes gigabytes to understand', () => {
    const bomb = (length: number) => (db: Database.Database) => {
      db.exec('CREATE TABLE Kb (a)');
      tamper(db, 'Kb', { sql: `CREATE TABLE Kb (a, CHECK (a IN (${'1,'.repeat(length)}1)))` });
    };
    expect(said(bomb(1_000_000))).toContain('its list of tables is too large');
    expect(said(bomb(10_000_000))).toContain('its list of tables is too large');
  });

  test('with statistics that SQLite would read into memory', () => {
    const fill = (db: Database.Database): void => {
      db.exec('CREATE TABLE Kb (a); CREATE INDEX i ON Kb (a); INSERT INTO Kb VALUES (1); ANALYZE');
      db.unsafeMode();
      db.pragma('writable_schema = ON');
      db.prepare("INSERT INTO sqlite_stat4 VALUES ('Kb', 'i', '1', '0', '0', zeroblob(?))").run(20_000_000);
    };
    expect(said(fill)).toContain('its statistics are too large');
  });

  test('with columns or checks that compute without end', () => {
    const costly = 'length(hex(zeroblob(400000000 + a)))';
    const tampered = (sql: string) => (db: Database.Database) => {
      db.exec('CREATE TABLE Kb (a); INSERT INTO Kb VALUES (1)');
      tamper(db, 'Kb', { sql });
    };
    expect(said(tampered(`CREATE TABLE Kb (a, b INT NOT NULL AS (${costly}))`))).toContain('has computed columns');
    expect(rowsOf(made(tampered(`CREATE TABLE Kb (a, CHECK (${costly} > 1))`)), 'Kb', ['a'])).toEqual([[1]]);
  });

  test('with a text of millions of bytes in a cell that is read, and in no other', () => {
    const path = made((db) => {
      db.exec('CREATE TABLE Kb (a, b, c, d)');
      db.prepare('INSERT INTO Kb VALUES (1, ?, zeroblob(20000000), 2)').run('x'.repeat(20_000_000));
    });
    expect(rowsOf(path, 'Kb', ['a', 'd', 'c'])).toEqual([[1, 2, null]]);
    expect(refusal(() => rowsOf(path, 'Kb', ['b'])).message).toContain('more than a million bytes');
  });

  test('with more tables than anybody has', () => {
    const many = (db: Database.Database): void => {
      db.unsafeMode();
      db.pragma('writable_schema = ON');
      const insert = db.prepare("INSERT INTO sqlite_schema VALUES ('view', ?, ?, 0, ?)");
      for (let index = 0; index < 10_001; index += 1)
        insert.run(`v${index}`, `v${index}`, `CREATE VIEW v${index} AS SELECT 1`);
    };
    expect(said(many)).toContain('it has too many tables');
  });
});
