// The vocabulary of Windows products: how titles and category names write them, and for which architectures they exist.
import type { Architecture } from '../types.ts';

export interface Family {
  name: string;
  /** A part of every spelling, in lower case: most titles are done with after a look for it. */
  needle: string;
  /** How a title or a category writes it. A group named `v` captures the version. */
  pattern: RegExp;
  architectures: readonly Architecture[];
  /** Old titles name no architecture for the x86 package: "Security Update for Windows 7 (KB2965788)". */
  bareMeansX86?: true;
}

const x86x64 = ['x86', 'x64'] as const;
const withItanium = ['x86', 'x64', 'ia64'] as const;
const withArm64 = ['x86', 'x64', 'arm64'] as const;

/** "Windows 10 Version 1607", "Windows 11, version 24H2", "Windows 11 Wersja 24H2"; not "version 1903 and later". */
const version = String.raw`(?:\s+\([^()]{0,40}\))?(?:[,\s]+(?:[^\s\d(),]{1,12}[\s-]+)?(?<v>1507|1511|1607|1703|1709|1803|1809|1903|1909|2004|2[0-9]H[12])\b(?!\s+and\s+later))?`;
const servicePack = String.raw`(?:\s+(?<v>SP\d)\b)?`;
const words = (source: string): RegExp => new RegExp(String.raw`\b${source}`, 'i');
/** "Windows Server 2012 R2", and in an enumeration the short form "Windows 8.1 and Server 2012 R2"; never "SQL Server 2012". */
const windows = String.raw`(?:Windows |(?<=(?:,|\band|\bund|\bet) ))`;

/** The only list of product families, most specific first: a text is cut where a family was found. */
export const families: readonly Family[] = [
  {
    name: 'Windows Embedded Standard 7',
    needle: 'embedded',
    pattern: words('Windows Embedded Standard 7'),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows Embedded POSReady 7',
    needle: 'embedded',
    pattern: words('Windows Embedded POSReady 7'),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows Embedded POSReady 2009',
    needle: 'embedded',
    pattern: words('Windows Embedded POSReady 2009'),
    architectures: ['x86'],
  },
  {
    name: 'Windows Embedded Standard 2009',
    needle: 'embedded',
    pattern: words('Windows (?:XP )?Embedded(?: Standard 2009)?(?= SP|\\b(?! [8PS]))'),
    architectures: ['x86'],
  },
  {
    name: 'Windows Embedded 8 Standard',
    needle: 'embedded',
    pattern: words('Windows Embedded 8 Standard'),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows Embedded 8.1 Industry',
    needle: 'embedded',
    pattern: words('Windows Embedded 8\\.1(?: Industry)?'),
    architectures: x86x64,
  },
  { name: 'Windows Thin PC', needle: 'thin', pattern: words('Windows Thin ?PC'), architectures: ['x86'] },
  { name: 'Windows RT 8.1', needle: 'rt 8.1', pattern: words('Windows RT 8\\.1'), architectures: ['arm'] },
  { name: 'Windows RT', needle: 'windows rt', pattern: words('Windows RT\\b'), architectures: ['arm'] },
  {
    name: 'Windows XP Professional x64',
    needle: 'xp',
    pattern: words(`(?:Windows )?XP (?:Professional )?x64(?: Edition)?${servicePack}`),
    architectures: ['x64'],
  },
  {
    name: 'Windows XP',
    needle: 'xp',
    pattern: words(`Windows XP(?: Professional)?${servicePack}`),
    architectures: ['x86'],
    bareMeansX86: true,
  },
  {
    name: 'Windows Vista',
    needle: 'vista',
    pattern: words(`${windows}Vista${servicePack}`),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows Server 2003 R2',
    needle: '2003 r2',
    pattern: words(`${windows}Server 2003 R2${servicePack}`),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows Server 2003',
    needle: 'server 2003',
    pattern: words(`${windows}Server 2003${servicePack}`),
    architectures: withItanium,
    bareMeansX86: true,
  },
  {
    name: 'Windows Server 2008 R2',
    needle: '2008 r2',
    pattern: words(`${windows}Server 2008 R2${servicePack}`),
    architectures: ['x64', 'ia64'],
  },
  {
    name: 'Windows Server 2008',
    needle: 'server 2008',
    pattern: words(`${windows}Server 2008${servicePack}`),
    architectures: withItanium,
    bareMeansX86: true,
  },
  {
    name: 'Windows Server',
    needle: 'server',
    // "Windows Server, version 1903", "Windows Server 2016 (1709)", "Windows Server 1903 RTM", "Windows Server 23H2 Edition"
    pattern: words(
      '(?:Windows Server(?:,? version| 2016(?= \\())? \\(?(?<v>1709|1803|1903|1909|2004|2[0-9]H[12])\\b\\)?(?!\\s+and\\s+later)|Microsoft server operating system(?:,? version |[- ])(?<w>23H2))',
    ),
    architectures: ['x64', 'arm64'],
  },
  {
    name: 'Windows MultiPoint Server 2012',
    needle: 'multipoint',
    pattern: words('Windows MultiPoint Server 2012'),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2012 R2',
    needle: '2012 r2',
    pattern: words(`${windows}Server 2012 R2`),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2012',
    needle: 'server 2012',
    pattern: words(`${windows}Server 2012`),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2016',
    needle: 'server 2016',
    pattern: words(`${windows}Server 2016`),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2019',
    needle: 'server 2019',
    pattern: words(`${windows}Server 2019`),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2022',
    needle: 'server',
    pattern: words('(?:Windows Server 2022|Microsoft server operating system(?:,? version |[- ])21H2)'),
    architectures: ['x64'],
  },
  {
    name: 'Windows Server 2025',
    needle: 'server',
    pattern: words('(?:Windows Server 2025|Microsoft server operating system(?:,? version |[- ])24H2)'),
    architectures: ['x64', 'arm64'],
  },
  {
    name: 'Azure Stack HCI',
    needle: 's',
    pattern: words(
      '(?:Azure Stack HCI(?:,? version (?<v>\\d\\dH\\d))?|Microsoft server operating system(?:,? version |[- ])(?<w>22H2))',
    ),
    architectures: ['x64'],
  },
  {
    name: 'Hyper-V Server 2008 R2',
    needle: 'hyper-v',
    pattern: words('Hyper-V Server 2008 R2'),
    architectures: ['x64'],
  },
  {
    name: 'Hyper-V Server 2008',
    needle: 'hyper-v',
    pattern: words(`Hyper-V Server 2008${servicePack}`),
    architectures: ['x64'],
  },
  {
    name: 'Windows 7',
    needle: 'windows 7',
    pattern: words(`Windows 7\\b${servicePack}`),
    architectures: x86x64,
    bareMeansX86: true,
  },
  { name: 'Windows 8.1', needle: '8.1', pattern: words('Windows 8\\.1'), architectures: x86x64, bareMeansX86: true },
  {
    name: 'Windows 8',
    needle: 'windows 8',
    pattern: words('Windows 8\\b(?!\\.)'),
    architectures: x86x64,
    bareMeansX86: true,
  },
  {
    name: 'Windows 10',
    needle: 'windows 10',
    pattern: words(`Windows 10\\b${version}`),
    architectures: withArm64,
    bareMeansX86: true,
  },
  {
    name: 'Windows 11',
    needle: 'windows 11',
    pattern: words(`Windows 11\\b${version}`),
    architectures: ['x64', 'arm64'],
  },
];

/**
 * Which products an OS build belongs to, for titles that name a build alone: "2026-04 Preview Update (KB5083631) (26200.8328)".
 * A build shared by client and server names both, and the category of the row decides.
 * Builds: https://learn.microsoft.com/windows/release-health/release-information and .../windows11-release-information
 */
export const productsOfBuild: Readonly<Record<string, readonly string[]>> = {
  '7601': ['Windows 7', 'Windows Server 2008 R2'],
  '9200': ['Windows 8', 'Windows Server 2012'],
  '9600': ['Windows 8.1', 'Windows Server 2012 R2'],
  '10240': ['Windows 10 Version 1507'],
  '14393': ['Windows 10 Version 1607', 'Windows Server 2016'],
  '17763': ['Windows 10 Version 1809', 'Windows Server 2019'],
  '19044': ['Windows 10 Version 21H2'],
  '19045': ['Windows 10 Version 22H2'],
  '20348': ['Windows Server 2022'],
  '22000': ['Windows 11 Version 21H2'],
  '22621': ['Windows 11 Version 22H2'],
  '22631': ['Windows 11 Version 23H2'],
  '25398': ['Windows Server, version 23H2'],
  '26100': ['Windows 11 Version 24H2', 'Windows Server 2025'],
  '26200': ['Windows 11 Version 25H2'],
  '26300': ['Windows 11 Version 26H2'],
  '28000': ['Windows 11 Version 26H1'],
};
