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

/**
 * The only list of kinds, in the order in which they are tried. What can only stand in a title with other letters than English ones
 * is a pattern of its own: to fold the case of all scripts takes a pattern a millisecond, at every start.
 */
const rules: readonly [UpdateKind, RegExp, RegExp?][] = [
  ['defender', /\bdefender\b|security intelligence|antimalware|antivirus|endpoint protection|definition update/i],
  [
    'malicious-software-removal',
    /malicious software removal|logiciels malveillants|software malintencionado/i,
    /bösartiger software|вредоносных программ/i,
  ],
  ['dotnet', /\.net\s*(?:framework|core|\d)|\b\.net\b/i],
  ['hotpatch', /\bhot\s?patch\b/i],
  ['secure-boot', /secure boot|\bDBX\b|revoked noncompliant UEFI|revoke noncompliant UEFI/i],
  [
    'servicing-stack',
    /servicing[ -]stack|pile de maintenance|wartungsstapel|servicestapel|pila de servicio/i,
    /服务堆栈|サービス スタック/i,
  ],
  ['enablement', /enablement package/i],
  [
    'office',
    /\b(?:office|microsoft 365 apps|outlook|excel|powerpoint|onenote|visio|sharepoint|skype|lync)\b|microsoft (?:word|access|publisher|project)/i,
  ],
  ['dynamic', /\b(?:dynamic (?!cumulative)|safe os|setup dynamic)/i],
  ['other', /adobe flash|killbits?\b|driver framework/i],
  [
    'driver',
    // "Kensington - Biometric - 6-25-2019 12-00-00 AM - 6.0.15.1123", "Intel - System - 1/2/2020 ..."
    /\bdriver\b(?! signing)| - (?:system|net|display|bluetooth|firmware|extension|softwarecomponent|printer) - | - \d{1,2}[-/]\d{1,2}[-/]\d{4}\b/i,
  ],
  [
    'feature-update',
    /^(?:feature ?update|funktionsupdate|upgrade to windows)|^windows 1[01],? (?:version )?\d\dH\d\b(?!.*\(KB)/i,
    /^mise à jour des fonctionnalités/i,
  ],
  ['internet-explorer', /internet explorer/i],
  ['security-only', /security only/i],
  ['cumulative', /monthly (?:quality )?rollup|quality rollup/i],
  ['cumulative', shortTitle],
  ['cumulative', cumulativeWord, cumulativeElsewhere],
];

const beyondAscii = /[\u0080-\uffff]/;

/** A title that says nothing is `unknown`; a title in the known grammar that names no kind is `other`. */
export function kindOfTitle(title: string | null): UpdateKind {
  if (title === null || title.trim() === '') return 'unknown';
  const foreign = beyondAscii.test(title);
  return rules.find(([, pattern, other]) => pattern.test(title) || (foreign && other?.test(title)))?.[0] ?? 'other';
}
