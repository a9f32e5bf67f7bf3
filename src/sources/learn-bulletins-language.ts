// In which language a page is. Only en-us is read: translations are machine-made, and move numbers, brackets and units.
import type { Document } from './learn-bulletins-page.ts';
import { plainLines } from './learn-bulletins-page.ts';

/** Words that a page of the kinds read here bears in another language. */
const signs: readonly [string, RegExp][] = [
  ['ja-jp', /[\u3040-\u30FF]/],
  ['ko-kr', /[\uAC00-\uD7AF]/],
  ['zh', /[\u4E00-\u9FFF]/],
  ['ru-ru', /[\u0400-\u04FF]{4}/],
  ['de-de', /Neustartanforderung|Betroffene Software|Ersetzte Updates|\bLösung\b|\bUrsache\b|\bProblembeschreibung\b/i],
  ['pt-br', /reinicialização|\bResolução\b|\bSintomas\b/i],
  ['es-es', /Requisito de reinicio|\bResolución\b|\bSíntomas\b/i],
  ['fr-fr', /redémarrage|\bRésolution\b|\bSymptômes\b/i],
  ['it-it', /riavvio|\bRisoluzione\b|\bSintomi\b/i],
];

/**
 * The language that the page, its own address, or the address it was read from states, if that is not en-us.
 * @returns null where nothing states another one; that alone does not make a page English
 */
export function otherLanguage(document: Document, url: string | null): string | null {
  const stated = [...document.locales, localeOf(document.canonical), localeOf(url)];
  return stated.find((locale) => locale !== null && !/^en(?:[-_]us)?$/i.test(locale))?.toLowerCase() ?? null;
}

/** What a page without the English headings is most likely written in. */
export function guessLanguage(document: Document): string | null {
  const text = plainLines(document.blocks).join('\n');
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? null;
}

/** The locale in an address: `/de-de/...`, `support.microsoft.com/ja/help/...`, the translated repositories of the documentation. */
function localeOf(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { hostname, pathname } = new URL(address);
  const [first = '', second = ''] = pathname.split('/').filter((part) => part !== '');
  if (/^[a-z]{2,3}-[a-z]{2,4}$/i.test(first)) return first;
  if (hostname === 'support.microsoft.com' && /^[a-z]{2}$/i.test(first) && first.toLowerCase() !== 'kb') return first;
  return /^[\w-]+\.([a-z]{2}-[a-z]{2,4})$/i.exec(second)?.[1] ?? null;
}
