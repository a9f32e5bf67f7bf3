// The root element of an XML text, from its beginning alone: by it a file is recognised.

const blank = /[\s\uFEFF]*/y;
const tag = /<([^\s<>/="'&?!]{1,200})[\s/>]/y;

/** The name of the first element, prefix included; null where the text does not begin as XML does. */
export function rootName(text: string): string | null {
  let at = 0;
  for (;;) {
    blank.lastIndex = at;
    blank.exec(text);
    at = blank.lastIndex;
    const end = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : null;
    if (end === null) break;
    const found = text.indexOf(end, at + (end === '-->' ? 4 : 2));
    if (found < 0) return null;
    at = found + end.length;
  }
  tag.lastIndex = at;
  return tag.exec(text)?.[1] ?? null;
}
