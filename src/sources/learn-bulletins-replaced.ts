// The column of replaced updates: "2965788 and 3035017 in MS15-030", "MS08-036", "3075222", "None".
import { oneLine, shorten } from './learn-bulletins-page.ts';

export interface Replaced {
  bulletin: string | null;
  kb: string | null;
}

const token = /(?<!\d)(?<!(?<!\d{6})[.,])(?:KB\s?)?(\d{6,7})(?!\d|[.,]\d{1,3}(?!\d))|\b(MS\d{2}-\d{3})\b/gi;

/**
 * Numbers belong to the bulletin that follows them: "A in MS14-030, B in MS15-030".
 * @param kb  the update that replaces; an update that seems to replace itself is not believed
 */
export function readReplaced(cell: string, kb: string, notes: string[]): Replaced[] {
  const text = oneLine(cell.replace(/\[\d{1,2}\]/g, ' '));
  const found: Replaced[] = [];
  let waiting: Replaced[] = [];
  for (const [, number, id] of text.matchAll(token)) {
    if (number !== undefined) {
      waiting.push({ bulletin: null, kb: number });
      found.push(waiting.at(-1) ?? { bulletin: null, kb: number });
      continue;
    }
    const bulletin = id?.toUpperCase() ?? null;
    if (waiting.length === 0) found.push({ bulletin, kb: null });
    for (const each of waiting) each.bulletin = bulletin;
    waiting = [];
  }
  // "7.708.943,18 cm MS15-030" was "3035017 in MS15-030" before something turned inches into centimetres.
  const rest = text.replace(token, ' ');
  if (/\d/.test(rest)) notes.push(`A replaced update of KB${kb} cannot be read and is left out: "${shorten(text)}".`);
  if (found.some((each) => each.kb === kb)) notes.push(`KB${kb} is said to replace itself; that is left out.`);
  return found.filter((each) => each.kb !== kb);
}
