// Which KB a fix of a CSAF document means: it has no field of its own, and stands in the addresses and words of the fix.

/**
 * Of `https://support.microsoft.com/help/5055523`, `https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB5055523` or "KB5055523".
 * @returns null where none is named, or more than one
 */
export function kbNamedIn(...texts: readonly string[]): string | null {
  const named = new Set(texts.flatMap((text) => [...kbsOfAddresses(text), ...kbsOfWords(text)]));
  const [kb] = named;
  return named.size === 1 && kb !== undefined ? kb : null;
}

const kbsOfWords = (text: string): string[] => [...text.matchAll(/\bKB(\d{6,7})(?!\d)/gi)].map(([, kb = '']) => kb);

function kbsOfAddresses(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"'<>]+/gi)].flatMap(([address]) => {
    const kb = URL.canParse(address) ? kbOfAddress(new URL(address)) : undefined;
    return kb === undefined ? [] : [kb];
  });
}

function kbOfAddress({ hostname, pathname, searchParams }: URL): string | undefined {
  if (hostname === 'support.microsoft.com') return /\/(?:help|kb)\/(?:kb)?(\d{6,7})(?:\/|$)/i.exec(pathname)?.[1];
  const isCatalog = hostname.replace(/^www\./, '') === 'catalog.update.microsoft.com';
  return isCatalog ? /^(?:KB)?(\d{6,7})$/i.exec(searchParams.get('q')?.trim() ?? '')?.[1] : undefined;
}
