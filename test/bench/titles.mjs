// Titles as Microsoft writes them, for products from Windows 7 to Windows 11: https://www.catalog.update.microsoft.com

const x64 = 'for x64-based Systems';
/** [product as data/ names it, category as Configuration Manager names it, title of product, first and last month, security update or not] */
export const lines = [
  { product: 'Windows 7', category: 'Windows 7', on: ['Windows 7'], from: 2010, to: 2020, cumulative: false },
  { product: 'Windows 8.1', category: 'Windows 8.1', on: ['Windows 8.1'], from: 2013, to: 2023, cumulative: false },
  {
    product: 'Windows Server 2012 R2',
    category: 'Windows Server 2012 R2',
    on: ['Windows Server 2012 R2'],
    from: 2013,
    to: 2023,
    cumulative: false,
    only64: true,
  },
  ...['1607', '1809', '21H2', '22H2'].map((version) => ({
    product: `Windows 10 ${version}`,
    category: 'Windows 10, version 1903 and later',
    on: [`Windows 10 Version ${version}`],
    from: version.startsWith('1') ? 2000 + Number(version.slice(0, 2)) : 2021,
    to: 2025,
    cumulative: true,
  })),
  ...['22H2', '23H2', '24H2', '25H2'].map((version) => ({
    product: `Windows 11 ${version}`,
    category: 'Windows 11',
    on: [`Windows 11, version ${version}`, `Windows 11 Version ${version}`],
    from: 2000 + Number(version.slice(0, 2)),
    to: 2026,
    cumulative: true,
    only64: true,
  })),
];

const two = (number) => String(number).padStart(2, '0');

/** The second Tuesday of a month: the day of its updates. */
export function patchDay(year, month) {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return `${year}-${two(month)}-${two(1 + ((9 - first) % 7) + 7)}`;
}

export function oldTitle(line, architecture, kb) {
  const system = architecture === 'x64' && !line.only64 ? ` ${x64}` : '';
  return `Security Update for ${line.on[0]}${system} (KB${kb})`;
}

export function monthlyTitle(random, line, architecture, kb, day) {
  const month = day.slice(0, 7);
  const system = architecture === 'x64' ? x64 : 'for x86-based Systems';
  if (!line.cumulative)
    return `${month} Security Monthly Quality Rollup for ${line.on[0]}${line.only64 ? '' : ` ${system}`} (KB${kb})`;
  return `${month} Cumulative Update for ${random.pick(line.on)} ${system} (KB${kb})`;
}

/** What else a group of a site holds, beside the monthly updates of Windows itself. */
export function otherTitle(random, line, architecture, kb, day) {
  const month = day.slice(0, 7);
  const system = architecture === 'x64' ? x64 : 'for x86-based Systems';
  return random.pick([
    () => `${month} Cumulative Update for .NET Framework 3.5 and 4.8.1 for ${line.on[0]} ${system} (KB${kb})`,
    () => `${month} Servicing Stack Update for ${line.on[0]} ${system} (KB${kb})`,
    () => `Windows Malicious Software Removal Tool ${architecture} - v5.${random.below(140)} (KB890830)`,
    () => `${month} Dynamic Update for ${line.on[0]} ${system} (KB${kb})`,
    () => `Security Update for Microsoft Office 2016 (KB${kb}) ${architecture === 'x64' ? '64' : '32'}-Bit Edition`,
    () => `Security Update for Adobe Flash Player for ${line.on[0]} ${system} (KB${kb})`,
    () => `${month} Update for ${line.on[0]} ${system} (KB${kb})`,
  ])();
}
