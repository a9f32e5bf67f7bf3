// Product names as Microsoft's security bulletins, the MSRC and wesng write them: which product and which architecture they mean.
import type { Architecture, Offer } from '../types.ts';
import { architecturesOf, bareTitleMeansX86, findProducts, nameOf } from './products.ts';

const words: readonly [Architecture, RegExp][] = [
  ['arm64', /\barm64\b/i],
  ['ia64', /\bitanium|\bia-?64\b/i],
  ['x64', /\bx64\b|\b64-bit\b/i],
  ['x86', /\bx86\b|\b32-bit\b/i],
  ['arm', /\bARM\b/],
];

const forSystems = /\s+for (?:x64|x86|32-bit|64-bit|arm64|arm|itanium)(?:-based)? systems\b/i;

/**
 * "Windows 7 for x64-based Systems Service Pack 1" is Windows 7 SP1 on x64. A component on Windows ("Internet Explorer 11 on
 * Windows 7 ...") counts as that Windows, since its package is offered there. A name outside the grammar keeps its own text,
 * with the architecture that its words say, else null.
 */
export function offerNamed(text: string): Offer {
  const own = text.replace(/\s+/g, ' ').trim();
  const name = withoutDecoration(own);
  const said = words.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
  const product = productOf(name);
  if (product === null) return { product: own, architecture: said };
  return { product, architecture: architectureOf(product, said) };
}

/** What says nothing about the product: the component in front of "on Windows", editions, Server Core, marks of footnotes. */
function withoutDecoration(text: string): string {
  return text
    .replace(/^.*\son (?:Microsoft )?(?=Windows )/i, '')
    .replace(/^Microsoft (?=Windows )/i, '')
    .replaceAll('\\', '')
    .replace(/\s?(?:\*|\[\d\])+$/, '')
    .replace(/\s*\(?server core installation(?: option)?\)?/i, '')
    .replace(/^Windows Server 20\d\d, (\d\dH\d) Edition/i, 'Windows Server, version $1')
    .replace(/,? (?:Datacenter: )?Azure Edition(?: Core)?(?: Hotpatch)?$/i, '')
    .trim();
}

function productOf(name: string): string | null {
  const pack = /\s+(?:with )?(?:Service Pack |SP ?)(\d)\b/i.exec(name);
  const bare = name
    .replace(pack?.[0] ?? '', '')
    .replace(forSystems, '')
    // For XP the words are part of the name: a product of its own, built on Windows Server 2003.
    .replace(/\s+x64 Edition$/i, /\bXP\b/i.test(name) ? ' x64' : '');
  const full = pack ? `${bare} SP${pack[1]}` : bare;
  const found = findProducts(full);
  if (found.length !== 1 || !found[0]) return null;
  const canonical = nameOf(found[0]);
  // "Windows 10 HLK" and "Windows ADK for Windows 10" name a product, and are none.
  if (plain(canonical) !== plain(full)) return null;
  return firstRelease(canonical, forSystems.test(name));
}

const plain = (name: string): string => name.toLowerCase().replaceAll(',', '').replace(/\s+/g, ' ').trim();

/**
 * In these lists "Windows 10 for x64-based Systems" is the first release beside its named successors, not any version; and
 * product 11926 of the MSRC is "Windows 11 for x64-based Systems" in January 2022, "Windows 11 version 21H2 ..." since.
 */
function firstRelease(product: string, named: boolean): string {
  if (named && product === 'Windows 10') return 'Windows 10 Version 1507';
  if (named && product === 'Windows 11') return 'Windows 11 Version 21H2';
  return product;
}

function architectureOf(product: string, said: Architecture | null): Architecture | null {
  const possible = architecturesOf(product);
  // "Windows 11 Version 25H2 for ARM systems": there is no other ARM than ARM64 there.
  if (said === 'arm' && !possible.includes('arm') && possible.includes('arm64')) return 'arm64';
  if (said !== null) return said;
  if (possible.length === 1 && possible[0]) return possible[0];
  if (bareTitleMeansX86(product) && /\b(?:XP|Vista|Server 2003)\b/.test(product)) return 'x86';
  // These lists write "for ARM64-based Systems" wherever they mean it, and nothing for a server on x64.
  return /^Windows Server\b/.test(product) && possible.includes('x64') && !bareTitleMeansX86(product) ? 'x64' : null;
}
