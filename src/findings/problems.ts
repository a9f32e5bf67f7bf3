// What is wrong with the findings of a user as a whole: each claim, the lab records, and how they fit to what is shipped. Pure.
import type { LabRecord } from '../data/lab-record.ts';
import type { FindingRow } from '../data/schema.ts';
import { nearest } from '../nearest.ts';
import type { Finding } from '../types.ts';
import { type Circumstances, type Fault, faultsOf, faultsOfSource } from './claims.ts';
import { recordFaults } from './lab.ts';
import { type Path, pathText, type Problem } from './problem.ts';
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

/** Every problem, by file and line. */
export function problemsOf(own: Own, known: Known): Problem[] {
  const claims = claimsOf(own);
  const ofRecords = own.records.flatMap((each) => recordProblems(each, known));
  const ofClaims = claims.flatMap((claim) =>
    faultsOf(claim.document.source, claim.finding, known).map((fault) => problemAt(claim, fault)),
  );
  const across = [...idProblems(claims, known), ...labProblems(claims, own.records)];
  return [...own.problems, ...ofRecords, ...sourceProblems(own), ...ofClaims, ...across].sort(byPlace);
}

function byPlace(a: Problem, b: Problem): number {
  return a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1;
}

function sourceProblems({ files }: Own): Problem[] {
  return files.flatMap((file) =>
    file.documents.flatMap(({ source }, at) =>
      faultsOfSource(source).map((fault) => problemAt({ file, path: [...(file.isList ? [at] : []), 'source'] }, fault)),
    ),
  );
}

function recordProblems(record: OwnRecord, known: Known): Problem[] {
  return recordFaults(record.record, known).map(({ key, message }) => {
    const path = key.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return { file: record.name, line: nearestLine(record.lineOf, path), key: pathText(path), message };
  });
}

function idProblems(claims: readonly PlacedClaim[], { shipped }: Known): Problem[] {
  const taken = new Map(shipped.map(({ id }) => [id, 'it is the id of a shipped one']));
  const repeated = claims.flatMap((claim) => {
    const { id } = claim.finding;
    const where = taken.get(id);
    const line = claim.file.lineOf(claim.path);
    if (where === undefined) taken.set(id, `first at ${claim.file.name}${line === null ? '' : `:${line}`}`);
    return where === undefined ? [] : [problemAt(claim, { key: ['id'], message: `"${id}" is there twice; ${where}` })];
  });
  const originals = new Map(
    [...shipped, ...claims.map(({ finding }) => finding)].map((each) => [each.id, each.derivedFrom]),
  );
  return [...repeated, ...claims.flatMap((claim) => originProblems(claim, originals))];
}

/** A copy leads to an original in the end: a ring of copies would be a claim that nobody made. */
function originProblems(claim: PlacedClaim, originals: ReadonlyMap<string, string | null>): Problem[] {
  const { id, derivedFrom } = claim.finding;
  const say = (message: string): Problem[] => [problemAt(claim, { key: ['derivedFrom'], message })];
  if (derivedFrom === null) return [];
  if (!originals.has(derivedFrom)) {
    const near = nearest(derivedFrom, [...originals.keys()]);
    return say(`there is no finding "${derivedFrom}"${near === null ? '' : `; did you mean "${near}"?`}`);
  }
  const seen = new Set([id]);
  for (let at: string | null = derivedFrom; at !== null; at = originals.get(at) ?? null) {
    if (seen.has(at)) return say(`"${id}" leads back to "${at}"`);
    seen.add(at);
  }
  return [];
}

/** A finding that was read from a lab record says what the record says. */
function labProblems(claims: readonly PlacedClaim[], records: readonly OwnRecord[]): Problem[] {
  return claims.flatMap((claim) => {
    const { labRecord } = claim.finding;
    if (labRecord === undefined) return [];
    const record = records.find(({ path }) => sameFile(path, claim.file.path, labRecord.file));
    const message =
      record === undefined
        ? `there is no lab record ${labRecord.file}`
        : record.sha256 === labRecord.sha256
          ? differenceFrom(claim.finding, record.record)
          : `${labRecord.file} was changed since the finding was read from it (SHA-256 ${record.sha256})`;
    return message === null ? [] : [problemAt(claim, { key: ['labRecord'], message })];
  });
}

function sameFile(record: string, findings: string, relative: string): boolean {
  const slashed = findings.replaceAll('\\', '/');
  return record.replaceAll('\\', '/') === `${slashed.slice(0, slashed.lastIndexOf('/'))}/${relative}`;
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
