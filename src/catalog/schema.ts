// The tables of catalog.sqlite. The file is a pure function of data/: it is rebuilt, never migrated.

/** "RBGT": marks a file as a rebootgate catalog, https://www.sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x52424754;
/** Raised whenever a table, a column or the meaning of one changes. */
export const schemaVersion = 3;

export const pragmas = `
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;

export const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, url TEXT, as_of TEXT, read_on TEXT NOT NULL,
  live INTEGER NOT NULL, sha256 TEXT, note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
  source TEXT NOT NULL REFERENCES sources, product TEXT NOT NULL, released_from TEXT, released_until TEXT NOT NULL,
  PRIMARY KEY (source, product)
) STRICT, WITHOUT ROWID;

-- On a day, coverage reaches to the greatest "until" of the points proven by that day.
CREATE TABLE coverage_points (
  source TEXT NOT NULL REFERENCES sources, proven_on TEXT NOT NULL, until TEXT NOT NULL,
  PRIMARY KEY (source, proven_on, until)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  id TEXT PRIMARY KEY, question TEXT NOT NULL, how_to_find TEXT NOT NULL, note TEXT, source_name TEXT, source_url TEXT
) STRICT, WITHOUT ROWID;

-- Lists (products, architectures, packages, applicability, selector) are JSON.
CREATE TABLE findings (
  id TEXT PRIMARY KEY, source_id TEXT NOT NULL, source_name TEXT NOT NULL, source_kind TEXT NOT NULL, tier TEXT NOT NULL,
  url TEXT, kb INTEGER, update_id TEXT, selector TEXT, number_kind TEXT, packages TEXT NOT NULL, products TEXT NOT NULL,
  architectures TEXT NOT NULL, direction TEXT NOT NULL, restarts_min INTEGER NOT NULL, restarts_max INTEGER,
  condition TEXT, applicability TEXT NOT NULL, claimed_on TEXT, known_on TEXT, not_before TEXT, valid_from TEXT,
  valid_to TEXT, review_on TEXT, retracted_on TEXT, confidence TEXT NOT NULL,
  derived_from TEXT REFERENCES findings DEFERRABLE INITIALLY DEFERRED, note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_kb ON findings (kb);

-- The entries of Microsoft's list as the article prints them.
CREATE TABLE list_entries (
  source TEXT NOT NULL REFERENCES sources, position INTEGER NOT NULL, kb INTEGER NOT NULL, title TEXT NOT NULL,
  bulletin_printed TEXT, bulletin TEXT, number_kind TEXT NOT NULL, not_before TEXT, proven_by TEXT NOT NULL,
  listed INTEGER NOT NULL, PRIMARY KEY (source, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_snapshots (
  source TEXT NOT NULL REFERENCES sources, id TEXT NOT NULL, proven_on TEXT, as_of TEXT NOT NULL, url TEXT,
  complete INTEGER NOT NULL, microsoft_list INTEGER NOT NULL, kbs TEXT NOT NULL, note TEXT, PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- What updates are offered for: each set of products and architectures once; architecture '' is "not stated".
CREATE TABLE offers (
  offer_set INTEGER NOT NULL, product INTEGER NOT NULL REFERENCES products, architecture TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (offer_set, product, architecture)
) STRICT, WITHOUT ROWID;

-- One row for what one source says of one update; the same update may stand here once per source.
-- offer_set 0: not said for what. An address left out is that of the source; known_by left out is the day of the source.
CREATE TABLE updates (
  id INTEGER PRIMARY KEY, kb INTEGER, update_id TEXT, revision INTEGER, title TEXT, bulletin TEXT, classification TEXT,
  kind TEXT NOT NULL, released TEXT, revised TEXT, language TEXT, restart_flag TEXT, flag_text TEXT, exclusive INTEGER,
  offer_set INTEGER NOT NULL, source TEXT NOT NULL REFERENCES sources, url TEXT, note TEXT, known_by TEXT
) STRICT;

-- KB numbers as integers, UpdateIDs as text; offer_set null is "on all products".
CREATE TABLE supersedence (
  id INTEGER PRIMARY KEY, superseding ANY NOT NULL, superseded ANY NOT NULL, offer_set INTEGER,
  source TEXT NOT NULL REFERENCES sources, url TEXT, note TEXT
) STRICT;

-- Every number or UpdateID from which supersedence leads down to a finding of two restarts or more.
CREATE TABLE above_findings (key ANY PRIMARY KEY) STRICT, WITHOUT ROWID;

-- The files that were imported into this catalog.
CREATE TABLE imports (
  sha256 TEXT PRIMARY KEY, file TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL REFERENCES sources, as_of TEXT,
  rows INTEGER NOT NULL, bad_rows INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE claims_in_context (
  topic TEXT NOT NULL, claim TEXT NOT NULL, url TEXT, confidence TEXT, note TEXT, kind TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE updates_fts USING fts5(title, content='updates', content_rowid='id', columnsize=0);
`;

/** Made after the rows are in: filling an index afterwards is faster, and the file comes out smaller. */
export const indexes = `
CREATE INDEX updates_kb ON updates (kb);
CREATE INDEX updates_update_id ON updates (update_id);
CREATE INDEX updates_bulletin ON updates (bulletin) WHERE bulletin IS NOT NULL;
CREATE INDEX updates_offer_set ON updates (offer_set);
CREATE INDEX offers_product ON offers (product);
CREATE INDEX supersedence_down ON supersedence (superseding);
CREATE INDEX supersedence_up ON supersedence (superseded);
`;

/** The views that README documents for `query --sql`; their columns are part of the contract. */
export const views = `
CREATE VIEW v_updates AS
SELECT u.kb, u.update_id, u.title, u.bulletin, u.classification, u.kind, u.released, u.revised, u.restart_flag, u.exclusive, u.source,
  coalesce(u.url, s.url) AS url,
  (SELECT group_concat(name, '; ') FROM (SELECT DISTINCT p.name FROM offers o JOIN products p ON p.id = o.product WHERE o.offer_set = u.offer_set ORDER BY p.name)) AS products,
  (SELECT group_concat(architecture, '; ') FROM (SELECT DISTINCT o.architecture FROM offers o WHERE o.offer_set = u.offer_set AND o.architecture <> '' ORDER BY 1)) AS architectures
FROM updates u JOIN sources s ON s.id = u.source;
CREATE VIEW v_findings AS
SELECT id, kb, update_id, selector, restarts_min, restarts_max, direction, condition, applicability, products, architectures, confidence, tier,
  source_id, source_name, url, claimed_on, known_on, valid_from, valid_to, review_on, retracted_on, derived_from, note
FROM findings;
CREATE VIEW v_supersedence AS
SELECT s.superseding, s.superseded, p.name AS product, nullif(o.architecture, '') AS architecture, s.source, coalesce(s.url, f.url) AS url
FROM supersedence s JOIN sources f ON f.id = s.source LEFT JOIN offers o ON o.offer_set = s.offer_set LEFT JOIN products p ON p.id = o.product;
CREATE VIEW v_sources AS SELECT id, name, kind, url, as_of, read_on, live, sha256 FROM sources;
CREATE VIEW v_facts AS SELECT id, question, how_to_find, source_url FROM facts;
CREATE VIEW v_list AS
SELECT source, position, kb, title, bulletin_printed, bulletin, number_kind, not_before, proven_by, listed FROM list_entries;
`;

export const viewNames = ['v_updates', 'v_findings', 'v_supersedence', 'v_sources', 'v_facts', 'v_list'] as const;
