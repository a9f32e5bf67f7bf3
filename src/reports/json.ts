// The versioned JSON report: its own shape, described by schema/report.schema.json, never a dump of an internal type.
import { sequencesDocument } from '../sequences/json.ts';
import type { Baseline, CheckedUpdate, Evidence, JudgedWaiver, Waiver } from '../types.ts';
import { jsonText } from './json-text.ts';
import { plain } from './safe.ts';
import type { FullReport, RuleSection } from './types.ts';

export function json(report: FullReport): string {
  return jsonText(document(report));
}

/** The report as a value, for documents that hold several. */
export function document(report: FullReport): unknown {
  const { catalog, policy, counts } = report;
  return {
    schema: 'rebootgate/report',
    version: 1,
    tool: { name: 'rebootgate', version: report.toolVersion },
    generatedAt: report.generatedAt,
    catalog: {
      dataAsOf: catalog.dataAsOf,
      digest: catalog.digest,
      verified: catalog.verified,
      sources: catalog.sources.map(({ id, asOf, readOn, live, stale }) => ({ id, asOf, readOn, live, stale })),
    },
    inputs: report.inputs.map(({ kind, name, path, updates, duplicates }) => {
      return { kind, name: plain(name), path: path === null ? null : plain(path), updates, duplicates };
    }),
    policy: {
      failOn: policy.failOn,
      environment: { ...Object.fromEntries(report.openFacts.map(({ id }) => [id, 'unknown'])), ...policy.environment },
      product: policy.product,
      architecture: policy.architecture,
      asOf: policy.asOf,
      acceptNoData: policy.acceptNoData,
    },
    summary: {
      outcome: report.outcome,
      because: report.because,
      ...counts,
      waived: report.updates.filter(({ waiver }) => waiver !== null).length,
    },
    updates: report.updates.map(update),
    rules: report.rules.map(rule),
    waivers: report.waivers.map(judgedWaiver),
    baseline: report.baseline === null ? null : baseline(report.baseline),
    taskSequence: report.taskSequence === null ? null : sequencesDocument(report.taskSequence, plain),
  };
}

function rule({ name, lines, picks, complete, open, notes, limit, possiblyHarmful }: RuleSection): unknown {
  return {
    name: plain(name),
    lines: lines.map(plain),
    picks: plain(picks),
    complete,
    open: open.map(({ why, updates }) => ({ why: plain(why), updates })),
    notes: notes.map(plain),
    limit,
    possiblyHarmful: possiblyHarmful.map(update),
  };
}

export function update(each: CheckedUpdate): unknown {
  return {
    kb: each.kb,
    ...(each.alsoKbs.length > 0 && { alsoKbs: each.alsoKbs }),
    updateId: each.updateId === null ? null : plain(each.updateId),
    title: each.title === null ? null : plain(each.title),
    bulletin: each.bulletin === null ? null : plain(each.bulletin),
    architecture: each.architecture,
    products: each.products.map(plain),
    status: each.status,
    restarts: each.restarts,
    reason: plain(each.reason),
    supersededBy: each.supersededBy,
    waiver: each.waiver === null ? null : waiver(each.waiver),
    known: each.known,
    matchedBy: each.matchedBy,
    inheritedPath: each.inheritedPath,
    superseded: each.superseded,
    expired: each.expired,
    conflicts: each.conflicts,
    where: plain(each.where),
    line: each.line,
    input: each.input,
    evidence: each.evidence.map(evidence),
  };
}

/** What stands beside an update: who lets it through, why, and until when. */
function waiver({ kb, updateId, reason, owner, expires }: Waiver): unknown {
  return {
    kb,
    updateId: updateId === null ? null : plain(updateId),
    reason: plain(reason),
    owner: plain(owner),
    expires,
  };
}

function judgedWaiver(each: JudgedWaiver): unknown {
  const { kb, updateId, product, architecture, group, sequence, expires, where, expired, endsSoon } = each;
  const { waived, needed } = each;
  const inert = (text: string | null): string | null => (text === null ? null : plain(text));
  return {
    ...{
      kb,
      updateId: inert(updateId),
      product: inert(product),
      architecture,
      group: inert(group),
      sequence: inert(sequence),
    },
    ...{ reason: plain(each.reason), owner: plain(each.owner), expires, where: plain(where) },
    ...{ expired, endsSoon, waived, needed },
  };
}

function baseline({ path, generatedAt, known, gone }: Baseline): unknown {
  const inert = gone.map(({ title, products, ...each }) => {
    return { ...each, title: title === null ? null : plain(title), products: products.map(plain) };
  });
  return { path: plain(path), generatedAt, known, gone: inert };
}

function evidence(each: Evidence): unknown {
  return {
    finding: plain(each.finding),
    source: plain(each.finding.split('/')[0] ?? ''),
    sourceKind: each.source,
    sourceName: plain(each.sourceName),
    tier: each.tier,
    url: each.url === null ? null : plain(each.url),
    claimedOn: each.claimedOn,
    confidence: each.confidence,
    direction: each.direction,
    condition: each.condition === null ? null : plain(each.condition),
    conditionState: each.conditionState,
    applicability: each.applicability,
    applicabilityState: each.applicabilityState,
    derivedFrom: each.derivedFrom,
    restarts: each.restarts,
    selector: each.selector,
    inherited: each.inherited,
    reviewOn: each.reviewOn,
    setAside: each.setAside,
    note: each.note,
  };
}
