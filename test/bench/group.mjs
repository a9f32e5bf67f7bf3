// Groups as an administrator exports them: the JSON of ConvertTo-Json and the CSV of Export-Csv, of Windows PowerShell 5.1.
import { lines, monthlyTitle, oldTitle, otherTitle, patchDay } from './titles.mjs';

/** One in sixteen is an update that the shipped catalog knows, the 22 of Microsoft's list among them. */
export function groupOf(random, count, knownKbs) {
  const rows = [];
  for (let index = 0; index < count; index += 1) {
    const line = random.pick(lines);
    const architecture = line.only64 || random.below(4) > 0 ? 'x64' : 'x86';
    if (index % 16 === 4) {
      const kb = knownKbs[Math.floor(index / 16) % knownKbs.length];
      const old = random.pick(lines.filter(({ cumulative }) => !cumulative));
      const day = patchDay(2011 + random.below(5), 1 + random.below(12));
      const bits = old.only64 ? 'x64' : architecture;
      rows.push(rowOf(random, { kb, title: oldTitle(old, bits, kb), day, category: old.category }));
      continue;
    }
    const kb = String(4_000_000 + random.below(1_100_000));
    const day = patchDay(line.from + random.below(line.to - line.from + 1), 1 + random.below(12));
    const titleOf = random.below(3) === 0 ? otherTitle : monthlyTitle;
    rows.push(rowOf(random, { kb, title: titleOf(random, line, architecture, kb, day), day, category: line.category }));
  }
  return rows;
}

export function rowOf(random, { kb, title, day, category, updateId = random.guid() }) {
  const posted = Date.parse(`${day}T17:00:00Z`);
  return {
    CI_ID: 16_800_000 + random.below(900_000),
    CI_UniqueID: updateId,
    ArticleID: kb,
    BulletinID: '',
    LocalizedDisplayName: title,
    LocalizedCategoryInstanceNames: ['Security Updates', category],
    DatePosted: `/Date(${posted})/`,
    DateRevised: `/Date(${posted + 86_400_000 * random.below(3)})/`,
    IsSuperseded: random.below(5) === 0,
    IsExpired: random.below(40) === 0,
  };
}

/** Indented by four after two blanks behind each colon, and with escaped slashes in dates, as 5.1 writes it. */
export function asJson(rows) {
  const text = JSON.stringify(rows, null, 4)
    .replaceAll('": ', '":  ')
    .replaceAll(/"\/Date\((\d+)\)\/"/g, '"\\/Date($1)\\/"');
  return `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`;
}

export function asCsv(rows) {
  const names = Object.keys(rows[0]);
  const field = (value) => `"${String(value).replaceAll('"', '""')}"`;
  const cellOf = (name, value) => {
    if (Array.isArray(value)) return 'System.String[]';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (!name.startsWith('Date')) return value;
    const date = new Date(Number(/\d+/.exec(value)[0]));
    return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} 5:00:00 PM`;
  };
  const table = rows.map((row) => names.map((name) => field(cellOf(name, row[name]))).join(','));
  return `\uFEFF${['#TYPE Selected.System.Management.Automation.PSCustomObject', names.map(field).join(','), ...table, ''].join('\r\n')}`;
}
