// What is wrong with the findings of a user as a whole: each claim, the lab records, and how they fit to what is shipped. Pure.
import type { LabRecord } from '../data/lab-record.ts';
import type { FindingRow } from '../data/schema.ts';
import { originsOf } from '../data/origins.ts';
import { nearest } from '../nearest.ts';
import type { Finding } from '../types.ts';
import { type Circumstances, type Fault, faultsOf, faultsOfSource } from './claims.ts';
import { recordFaults } from './lab.ts';
import { joined, type Path, pathText, type Problem, Problems } from './problem.ts';
import { nearestLine, type Own, type OwnFile, type OwnRecord } from './read.ts';

export interface Known extends Circumstances {
  /** The findings of the catalog, or of the lists beside a folder of data/. */
  shipped: readonly Pick<Finding, 'id' | 'derivedFrom'>[];
}

/** A claim with the place where it stands. */
export interface PlacedClaim {
  file: OwnFile;
  document: OwnFile['documents'][number];
  finding: FindingRow;
  path: Path;
}

export function claimsOf({ files }: Pick<Own, 'files'>): PlacedClaim[] {
  return files.flatMap((file) =>
    file.documents.flatMap((document, at) =>
      document.findings.map((finding, index) => {
        const path = [...(file.isList ? [at] : []), 'findings', index];
        return { file, document, finding, path };
      }),
    ),
  );
}

export function problemAt({ file, path }: Pick<PlacedClaim, 'file' | 'path'>, { key, message }: Fault): Problem {
  const full = [...path, ...key.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
  return { file: file.name, line: nearestLine(file.lineOf, full), key: pathText(full), message };
}

/** What is wrong, by file and line. */
export function problemsOf(own: Own, known: Known): Problems {
  const claims = claimsOf(own);
  const [ofRecords, ofSources, ofClaims] = [new Problems(), new Problems(), new Problems()];
  for (const record of own.records) addRecordProblems(record, known, ofRecords);
  for (const file of own.files) addSourceProblems(file, ofSources);
  for (const claim of claims) {
    for (const fault of faultsOf(claim.document.source, claim.finding, known))
      ofClaims.add(() => problemAt(claim, fault));
  }
  const across = [repeatedIds(claims, known), originProblems(claims, known), labProblems(claims, own.records)];
  return joined([own.problems, ofRecords, ofSources, ofClaims, ...across]);
}

function addSourceProblems(file: OwnFile, problems: Problems): void {
  for (const [at, { source }] of file.documents.entries()) {
    const path = [...(file.isList ? [at] : []), 'source'];
    for (const fault of faultsOfSource(source)) problems.add(() => problemAt({ file, path }, fault));
  }
}

function addRecordProblems(record: OwnRecord, known: Known, problems: Problems): void {
  for (const { key, message } of recordFaults(record.record, known)) {
    const path = key.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    problems.add(() => ({ file: record.name, line: nearestLine(record.lineOf, path), key: pathText(path), message }));
  }
}

function repeatedIds(claims: readonly PlacedClaim[], { shipped }: Known): Problems {
  const problems = new Problems();
  const isShipped = new Set(shipped.map(({ id }) => id));
  const taken = new Map<string, PlacedClaim>();
  for (const claim of claims) {
    const { id } = claim.finding;
    const before = taken.get(id);
    taken.set(id, before ?? claim);
    const say = (where: string): Problem =>
      problemAt(claim, { key: ['id'], message: `"${id}" is there twice; ${where}` });
    if (isShipped.has(id)) problems.add(() => say('it is the id of a shipped one'));
    else if (before !== undefined) problems.add(() => say(`first at ${placeOf(before)}`));
  }
  return problems;
}

function placeOf({ file, path }: PlacedClaim): string {
  const line = file.lineOf(path);
  return `${file.name}${line === null ? '' : `:${line}`}`;
}

/** A copy leads to an original in the end: a ring of copies would be a claim that nobody made. */
function originProblems(claims: readonly PlacedClaim[], { shipped }: Known): Problems {
  const problems = new Problems();
  const copies = new Map(
    [...shipped, ...claims.map(({ finding }) => finding)].map((each) => [each.id, each.derivedFrom]),
  );
  const originOf = originsOf(copies);
  for (const claim of claims) {
    const { id, derivedFrom } = claim.finding;
    const origin = derivedFrom === null ? null : originOf(id);
    const say = (message: string): Problem => problemAt(claim, { key: ['derivedFrom'], message });
    if (origin?.is === 'circle') problems.add(() => say(`"${id}" leads back to "${origin.id}"`));
    if (origin?.is === 'missing')
      problems.add(() => say(`there is no finding "${origin.id}"${meant(origin.id, copies)}`));
  }
  return problems;
}

function meant(id: string, known: ReadonlyMap<string, unknown>): string {
  const near = nearest(id, [...known.keys()]);
  return near === null ? '' : `; did you mean "${near}"?`;
}

/** A finding that was read from a lab record says what the record says. */
function labProblems(claims: readonly PlacedClaim[], records: readonly OwnRecord[]): Problems {
  const problems = new Problems();
  const byPath = new Map(records.map((record) => [record.path.replaceAll('\\', '/'), record]));
  for (const claim of claims) {
    const { labRecord } = claim.finding;
    if (labRecord === undefined) continue;
    const record = byPath.get(besideFile(claim.file.path, labRecord.file));
    const message =
      record === undefined
        ? `there is no lab record ${labRecord.file}`
        : record.sha256 === labRecord.sha256
          ? differenceFrom(claim.finding, record.record)
          : `${labRecord.file} was changed since the finding was read from it (SHA-256 ${record.sha256})`;
    if (message !== null) problems.add(() => problemAt(claim, { key: ['labRecord'], message }));
  }
  return problems;
}

function besideFile(findings: string, relative: string): string {
  const slashed = findings.replaceAll('\\', '/');
  return `${slashed.slice(0, slashed.lastIndexOf('/'))}/${relative}`;
}

function differenceFrom(finding: FindingRow, { update, restarts, device, direction }: LabRecord): string | null {
  const { min, max } = finding.restarts;
  if (min !== restarts.counted || max !== restarts.counted)
    return `its lab record counts ${restarts.counted} ${restarts.counted === 1 ? 'restart' : 'restarts'}`;
  if (finding.direction !== direction) return `its lab record is of an ${direction}`;
  if (finding.kb === null ? finding.updateId !== update.updateId : finding.kb !== update.kb)
    return 'its lab record is of another update';
  const same = finding.products.length === 1 && finding.products[0] === device.product;
  const only = finding.architectures.length === 1 && finding.architectures[0] === device.architecture;
  return same && only ? null : `its lab record is of ${device.product} ${device.architecture} alone`;
}
