// What kind of update a title names. Selectors speak of cumulative updates of Windows itself, and of nothing else.
import type { UpdateKind } from '../types.ts';

/**
 * "Cumulative" in the languages in which a site may show its titles. Catalog titles are English, LocalizedDisplayName follows the site.
 */
const cumulativeWord =
  /cumulative|cumulativ|cumulat|kumulativ|kumulat|acumulativ|cumulatief|zbiorcz|souhrnn|toplu|kumulatif/i;
const cumulativeElsewhere =
  /összegző|összesítő|汇总|ロールアップ|롤업|накопительн|кумулятивн|累積|累积|누적|αθροιστικ|تراكم/i;

/** The short titles since late 2025: "2026-04 Preview Update (KB5083631) (26200.8328)". */
const shortTitle = /^\d{4}-\d{2}\s+(?:\S+\s+){0,4}?\(KB\d{6,7}\)\s*\(\d{5}\.\d+\)\s*$/i;

/** `parts`: each title that the pattern knows holds one of them; most patterns need not even be compiled for a group. */
interface Rule {
  kind: UpdateKind;
  parts: readonly string[];
  pattern: RegExp;
  elsewhere?: RegExp;
}

/**
 * The only list of kinds, in the order in which they are tried. What can only stand in a title with other letters than English ones
 * is a pattern of its own: to fold the case of all scripts takes a pattern a millisecond, at every start.
 */
export const rules: readonly Rule[] = [
  {
    kind: 'defender',
    parts: ['defender', 'intelligence', 'antimalware', 'antivirus', 'endpoint', 'definition'],
    pattern: /\bdefender\b|security intelligence|antimalware|antivirus|endpoint protection|definition update/i,
  },
  {
    kind: 'malicious-software-removal',
    parts: ['malicious', 'malveillants', 'malintencionado'],
    pattern: /malicious software removal|logiciels malveillants|software malintencionado/i,
    elsewhere: /bösartiger software|вредоносных программ/i,
  },
  { kind: 'dotnet', parts: ['.net'], pattern: /\.net\s*(?:framework|core|\d)|\b\.net\b/i },
  {
    kind: 'hotpatch',
    parts: ['patch'],
    // A baseline restarts as ever, and so does what is for devices that can be patched so, or replaces such an update.
    pattern:
      /^(?!.*\bbaseline\b)(?:.*[^\w])?(?<!\b(?:non|not|no|without|replaces|supersedes|for)[\s-]{0,5})hot\s?patch\b(?![\s-]{0,5}(?:capable|enabled|eligible|ready)\b)/i,
  },
  {
    kind: 'secure-boot',
    parts: ['secure boot', 'dbx', 'uefi'],
    pattern: /secure boot|\bDBX\b|revoked noncompliant UEFI|revoke noncompliant UEFI/i,
  },
  {
    kind: 'servicing-stack',
    parts: ['servicing', 'pile', 'stapel', 'pila'],
    pattern: /servicing[ -]stack|pile de maintenance|wartungsstapel|servicestapel|pila de servicio/i,
    elsewhere: /服务堆栈|サービス スタック/i,
  },
  { kind: 'enablement', parts: ['enablement'], pattern: /enablement package/i },
  {
    kind: 'office',
    parts: [
      ...['office', '365', 'outlook', 'excel', 'powerpoint', 'onenote', 'visio', 'sharepoint', 'skype', 'lync'],
      ...['word', 'access', 'publisher', 'project'],
    ],
    pattern:
      /\b(?:office|microsoft 365 apps|outlook|excel|powerpoint|onenote|visio|sharepoint|skype|lync)\b|microsoft (?:word|access|publisher|project)/i,
  },
  { kind: 'dynamic', parts: ['dynamic', 'safe os'], pattern: /\b(?:dynamic (?!cumulative)|safe os|setup dynamic)/i },
  {
    kind: 'other',
    parts: ['flash', 'killbit', 'framework'],
    pattern: /adobe flash|killbits?\b|driver framework/i,
  },
  {
    kind: 'driver',
    parts: ['driver', ' - '],
    // "Kensington - Biometric - 6-25-2019 12-00-00 AM - 6.0.15.1123", "Intel - System - 1/2/2020 ..."
    pattern:
      /\bdriver\b(?! signing)| - (?:system|net|display|bluetooth|firmware|extension|softwarecomponent|printer) - | - \d{1,2}[-/]\d{1,2}[-/]\d{4}\b/i,
  },
  {
    kind: 'feature-update',
    parts: ['feature', 'funktionsupdate', 'upgrade to', 'windows 1'],
    pattern:
      /^(?:feature ?update|funktionsupdate|upgrade to windows)|^windows 1[01],? (?:version )?\d\dH\d\b(?!.*\(KB)/i,
    elsewhere: /^mise à jour des fonctionnalités/i,
  },
  { kind: 'internet-explorer', parts: ['explorer'], pattern: /internet explorer/i },
  { kind: 'security-only', parts: ['only'], pattern: /security only/i },
  { kind: 'cumulative', parts: ['rollup'], pattern: /monthly (?:quality )?rollup|quality rollup/i },
  { kind: 'cumulative', parts: ['(kb'], pattern: shortTitle },
  {
    kind: 'cumulative',
    parts: ['umul', 'zbiorcz', 'souhrnn', 'toplu'],
    pattern: cumulativeWord,
    elsewhere: cumulativeElsewhere,
  },
];

const beyondAscii = /[\u0080-\uffff]/;

/**
 * "2026-05 Security Update for Windows 11 ...": security updates of Windows itself are cumulative since 2016, but for a few such as
 * KB4535680 and KB5012170, so nobody can tell by the title alone.
 */
const mayBeCumulative =
  /^\s*20\d\d-\d\d[A-D]?\s+security update for (?:microsoft )?(?:windows|server operating system)\b/i;

/** A title that says nothing is `unknown`; a title in the known grammar that names no kind is `other`. */
export function kindOfTitle(title: string | null): UpdateKind {
  if (title === null || title.trim() === '') return 'unknown';
  const foreign = beyondAscii.test(title);
  const lower = title.toLowerCase();
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index];
    if (rule === undefined) continue;
    if (holdsOne(lower, rule.parts) && rule.pattern.test(title)) return rule.kind;
    if (foreign && rule.elsewhere?.test(title)) return rule.kind;
  }
  return mayBeCumulative.test(title) ? 'unknown' : 'other';
}

export function holdsOne(text: string, parts: readonly string[]): boolean {
  for (let index = 0; index < parts.length; index += 1) if (text.includes(parts[index] ?? '')) return true;
  return false;
}
