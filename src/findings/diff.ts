// The difference of one file in the form of `git diff`, so that it reads and applies like one. Pure.
import { structuredPatch } from 'diff';

/** @param before null: the file is new */
export function unifiedDiff(name: string, before: string | null, after: string): string {
  if (before === after) return '';
  const { hunks } = structuredPatch(name, name, before ?? '', after, undefined, undefined, { context: 3 });
  const [old, now] = [quoted(`a/${name}`), quoted(`b/${name}`)];
  const head = [`diff --git ${old} ${now}`, ...(before === null ? ['new file mode 100644'] : [])];
  const lines = [...head, `--- ${before === null ? '/dev/null' : old}`, `+++ ${now}`];
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${range(before === null ? 0 : oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...body);
  }
  return `${lines.join('\n')}\n`;
}

const range = (start: number, lines: number): string => (lines === 1 ? String(start) : `${start},${lines}`);

/** As git quotes: https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath */
function quoted(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name) && !/["\\]/.test(name)) return name;
  const bytes = [...Buffer.from(name)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
  });
  return `"${bytes.join('')}"`;
}
