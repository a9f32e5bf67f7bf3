// The rules of the house, held against the imports: layers, who may import what, and lists that name every file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importerNames } from '../src/imports/ids.ts';
import { sourceNames } from '../src/sources/ids.ts';
import { sources } from '../src/sources/index.ts';
import { root } from './run.ts';

const src = join(root, 'src');

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function sourceFiles(folder = src): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? sourceFiles(join(folder, entry.name)) : [join(folder, entry.name)]))
    .filter((path) => path.endsWith('.ts'));
}

const nameOf = (path: string): string => relative(src, path).split(sep).join('/');

/** Imports by name: 'check/check.ts' for our own, 'better-sqlite3' or 'node:fs' for others. */
function importsOf(name: string, text: string): Import[] {
  const statement =
    /(?:^|\n)\s*(import|export)(\s+type)?\s(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(statement)].map((match) => {
    const target = match[3] ?? match[4] ?? '';
    const to = target.startsWith('.') ? nameOf(resolve(src, dirname(name), target)) : target;
    return { from: name, to, typeOnly: match[2] !== undefined };
  });
}

const imports = sourceFiles().flatMap((path) => importsOf(nameOf(path), readFileSync(path, 'utf8')));
const layer = (name: string): string => (name.includes('/') ? (name.split('/')[0] ?? '') : name);

/** Left may use right, and nothing else of ours. */
const mayUse: Record<string, string[]> = {
  'types.ts': [],
  'errors.ts': [],
  'dates.ts': [],
  'group-by.ts': [],
  'is-record.ts': [],
  'nearest.ts': [],
  config: [
    'types.ts',
    'errors.ts',
    'is-record.ts',
    'dates.ts',
    'nearest.ts',
    'patch-tuesday.ts',
    'products',
    'inputs',
    'check',
  ],
  'config.ts': ['types.ts', 'config'],
  bytes: [],
  xml: [],
  archives: ['errors.ts', 'bytes'],
  facts: ['types.ts'],
  products: ['types.ts', 'group-by.ts'],
  titles: ['types.ts', 'products'],
  data: ['types.ts', 'errors.ts', 'dates.ts', 'facts', 'products'],
  findings: ['types.ts', 'errors.ts', 'is-record.ts', 'dates.ts', 'nearest.ts', 'data', 'facts', 'products', 'inputs'],
  check: ['types.ts', 'dates.ts', 'group-by.ts', 'facts', 'products', 'titles'],
  inputs: ['types.ts', 'errors.ts', 'dates.ts', 'titles', 'products', 'xml', 'bytes'],
  catalog: ['stats.ts', 'random.ts', 'types.ts', 'errors.ts', 'is-record.ts', 'dates.ts', 'data', 'products', 'titles'],
  reports: ['types.ts', 'check', 'compare', 'sequences', 'tuesday'],
  compare: ['types.ts', 'check'],
  tuesday: ['types.ts', 'patch-tuesday.ts', 'facts', 'check', 'compare'],
  remedies: ['types.ts', 'check', 'titles', 'sequences', 'reports'],
  'patch-tuesday.ts': [],
  'stats.ts': [],
  'random.ts': [],
  'make-folder.ts': ['stats.ts'],
  'http.ts': ['errors.ts', 'http'],
  http: ['errors.ts'],
  sources: ['types.ts', 'errors.ts', 'dates.ts', 'group-by.ts', 'data', 'products', 'titles', 'xml'],
  imports: [
    'types.ts',
    'errors.ts',
    'dates.ts',
    'group-by.ts',
    'data',
    'products',
    'titles',
    'bytes',
    'xml',
    'archives',
    'sources',
  ],
  rules: ['types.ts', 'errors.ts', 'dates.ts', 'group-by.ts', 'patch-tuesday.ts', 'products', 'xml', 'inputs'],
  sequences: ['types.ts', 'errors.ts', 'bytes', 'xml', 'archives'],
  collect: [
    'stats.ts',
    'make-folder.ts',
    'types.ts',
    'errors.ts',
    'dates.ts',
    'data',
    'catalog',
    'sources',
    'imports',
    'bytes',
    'archives',
    'http',
  ],
  cli: [
    'is-record.ts',
    'config',
    'config.ts',
    'nearest.ts',
    'stats.ts',
    'random.ts',
    'make-folder.ts',
    'types.ts',
    'errors.ts',
    'dates.ts',
    'patch-tuesday.ts',
    'http.ts',
    'http',
    'data',
    'catalog',
    'check',
    'compare',
    'tuesday',
    'inputs',
    'products',
    'reports',
    'sources',
    'imports',
    'collect',
    'rules',
    'sequences',
    'remedies',
    'findings',
    'facts',
    'nearest.ts',
  ],
  'cli.ts': ['cli', 'reports'],
  'index.ts': ['types.ts', 'errors.ts', 'catalog', 'check'],
  'bin.ts': ['cli.ts'],
};

/** Who alone may import a package. */
const packages: Record<string, string[]> = {
  'better-sqlite3': ['catalog'],
  axios: ['http.ts', 'http'],
  cheerio: ['sources'],
  'cheerio/slim': ['sources'],
  commander: ['cli', 'cli.ts'],
  zod: ['data', 'findings', 'sources', 'collect', 'config'],
  yaml: ['config', 'findings'],
  saxes: ['xml'],
  yauzl: ['archives'],
  'https-proxy-agent': ['http.ts'],
  'csv-parse/sync': ['inputs'],
  'csv-stringify/sync': ['reports'],
  picocolors: ['reports'],
  diff: ['findings'],
};

const disk = ['node:fs', 'node:fs/promises'];
/** bin.ts writes results to the standard output by its number, which takes no stream. */
const mayTouchDisk = [
  'bin.ts',
  'stats.ts',
  'make-folder.ts',
  'data',
  'catalog',
  'collect',
  'findings',
  'cli',
  'cli.ts',
];

function violations(all: readonly Import[]): string[] {
  return all.flatMap((each) => {
    const [from, to] = [layer(each.from), layer(each.to)];
    const say = (why: string): string[] => [`${each.from} imports ${each.to}: ${why}`];
    if (each.to.endsWith('.ts')) return from === to || mayUse[from]?.includes(to) ? [] : say('not its layer');
    if (disk.includes(each.to)) return mayTouchDisk.includes(from) ? [] : say('it never meets the disk');
    if (each.to.startsWith('node:'))
      return /http|net|dns|child_process|process/.test(each.to) ? say('not allowed') : [];
    return packages[each.to]?.includes(from) ? [] : say('another layer owns the package');
  });
}

describe('import rules', () => {
  test('every file keeps to its layer', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(violations(imports)).toEqual([]);
  });

  test.each([
    ['check/claims.ts', "import { openCatalog } from '../catalog/open.ts';"],
    ['check/decide.ts', "import { readFileSync } from 'node:fs';"],
    ['reports/text.ts', "import Database from 'better-sqlite3';"],
    ['inputs/csv.ts', "const { load } = await import('cheerio');"],
    ['check/check.ts', "import axios from 'axios';"],
    ['types.ts', "import { plain } from './reports/safe.ts';"],
    ['cli/check.ts', "import { get } from 'node:https';"],
  ])('a wrong import in %s is found', (name, text) => {
    expect(violations(importsOf(name, text))).toHaveLength(1);
  });

  test('folders are made in one way', () => {
    const making = sourceFiles().filter((path) => /\bmkdir(?:Sync)?\b/.test(readFileSync(path, 'utf8')));
    expect(making.map(nameOf)).toEqual(['make-folder.ts']);
  });

  test('only bin touches process, and nothing in check knows a clock', () => {
    const code = (path: string): string => readFileSync(path, 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    const touching = sourceFiles().filter((path) => /\bprocess\s*\./.test(code(path)));
    expect(touching.map(nameOf)).toEqual(['bin.ts']);
    const pure = ['check', 'compare', 'remedies', 'rules', 'sequences', 'tuesday'].flatMap((folder) =>
      sourceFiles(join(src, folder)),
    );
    const clocks = pure.filter((path) => /\bDate\.now\b|new Date\(\)|performance\.now/.test(code(path)));
    expect(clocks).toEqual([]);
  });
});

/** Files of a folder that are one of its extension point, by the word that their list exports. */
const lists: { folder: string; helpers: string[] }[] = [
  {
    folder: 'inputs',
    helpers: [
      'index.ts',
      'types.ts',
      'decode.ts',
      'columns.ts',
      'rows.ts',
      'quick-row.ts',
      'csv-plain.ts',
      'clixml-objects.ts',
      'lines.ts',
      'json-elements.ts',
      'export-lines.ts',
      'members.ts',
      'named.ts',
      'nested.ts',
      'unread.ts',
      'within.ts',
      'text-table.ts',
    ],
  },
  {
    folder: 'reports',
    helpers: [
      'index.ts',
      'safe.ts',
      'layout.ts',
      'paint.ts',
      'verdict.ts',
      'words.ts',
      'decisions.ts',
      'statements.ts',
      'annotations.ts',
      'places.ts',
      'cells.ts',
      'markdown-text.ts',
      'json-text.ts',
      'xml-text.ts',
      'sarif-rules.ts',
      'sarif-results.ts',
      'sarif-places.ts',
      'warnings.ts',
      'set-aside.ts',
      'waivers.ts',
      'advice.ts',
      'rows.ts',
      'explain.ts',
      'chains.ts',
      'differing.ts',
      'sections.ts',
      'types.ts',
      'status.ts',
      'diff.ts',
      'diff-json.ts',
      'patch-tuesday.ts',
      'patch-tuesday-json.ts',
      'patch-tuesday-known.ts',
    ],
  },
];

lists.push({
  folder: 'remedies',
  helpers: [
    ...['index.ts', 'types.ts', 'ids.ts', 'targets.ts', 'header.ts', 'powershell.ts', 'probes.ts'],
    ...['task-sequence-steps.ts', 'split-group-members.ts'],
  ],
});

/** A source may be several files; the one that bears its id is in the list, the others begin with its name. */
const helpersOfSources = readdirSync(join(src, 'sources')).filter((file) =>
  sourceNames.some((name) => file.startsWith(`${name}-`)),
);
/** Of an importer too, which begin with its id; what several share is named here. */
const helpersOfImports = readdirSync(join(src, 'imports')).filter((file) =>
  importerNames.some((name) => file.startsWith(`${name}-`)),
);
lists.push({
  folder: 'imports',
  helpers: ['index.ts', 'types.ts', 'ids.ts', ...sharedByImports(), ...helpersOfImports],
});

/** Readers of forms that several kinds come in. */
function sharedByImports(): string[] {
  const shared = /^(?:csv|json-stream|msrc|wsus)(?:-(?!csv|json|clixml|cvrf|csaf|sug)|\.|-json\.)/;
  return readdirSync(join(src, 'imports')).filter((file) => shared.test(file));
}

lists.push({ folder: 'sources', helpers: ['index.ts', 'types.ts', 'ids.ts', ...helpersOfSources] });

function unlisted(helpers: readonly string[], files: readonly string[], list: string): string[] {
  const isListed = (file: string): boolean => list.includes(`from './${file}'`) || list.includes(`import('./${file}')`);
  return files.filter((file) => file.endsWith('.ts') && !helpers.includes(file) && !isListed(file));
}

describe('extension points', () => {
  test.each(lists)('every file in $folder is in its list', ({ folder, helpers }) => {
    const files = readdirSync(join(src, folder));
    expect(unlisted(helpers, files, readFileSync(join(src, folder, 'index.ts'), 'utf8'))).toEqual([]);
    expect(helpers.filter((helper) => !files.includes(helper))).toEqual([]);
  });

  test('the names in help texts are the sources of the list', () => {
    expect(sources.map(({ id }) => id)).toEqual([...sourceNames]);
  });

  test('a file that is missing from its list is found', () => {
    expect(unlisted(['index.ts'], ['index.ts', 'json.ts', 'new.ts'], "import {} from './json.ts';")).toEqual([
      'new.ts',
    ]);
  });
});
