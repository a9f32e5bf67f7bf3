// A bulletin sheet of 100,000 rows for the benchmark of its reader, in the shape and the proportions of Microsoft's, the same in every run.
import { randomOf } from './random.mjs';

const rows = 100_000;
const rowsOfABulletin = 30;
const rowsOfAPackage = 6;
const header = [
  ...['Date Posted', 'Bulletin Id', 'Bulletin KB', 'Severity', 'Impact', 'Title', 'Affected Product', 'Component KB'],
  ...['Affected Component', 'Impact', 'Severity', 'Supersedes', 'Reboot', 'CVEs'],
];
const windows = ['Vista', '7', '8', '8.1', 'Server 2008', 'Server 2008 R2', '10 Version 1511', '10 Version 1607'];
const products = windows.flatMap((name) =>
  ['32-bit', 'x64-based', 'Itanium-Based'].flatMap((width) =>
    ['', ' Service Pack 1', ' Service Pack 2'].map((pack) => `Windows ${name} for ${width} Systems${pack}`),
  ),
);
const components = ['', '', '', 'Microsoft .NET Framework 3.5', 'Internet Explorer 11', 'Windows Media Player 12'];
const flags = ['Yes', 'Yes', 'Yes', 'Maybe', 'Maybe', 'No', ''];
const impacts = ['Remote Code Execution', 'Elevation of Privilege', 'Information Disclosure', 'Denial of Service'];

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** @returns the parts of the spreadsheet: name and text */
export function sheetParts() {
  const strings = new Map();
  const numberOf = (text) => {
    if (!strings.has(text)) strings.set(text, strings.size);
    return strings.get(text);
  };
  const sheet = sheetOf(numberOf);
  const items = [...strings.keys()].map((text) => `<si><t>${text}</t></si>`);
  const relation = (id, type, target) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Bulletin Search" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `${declaration}<sst xmlns="${main}" count="${rows * 13}" uniqueCount="${items.length}">${items.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': sheet,
  };
}

function sheetOf(numberOf) {
  const random = randomOf(7);
  const lines = [lineOf(1, header, numberOf)];
  let bulletin = null;
  for (let index = 0; index < rows; index += 1) {
    if (index % rowsOfABulletin === 0) bulletin = bulletinOf(random, index / rowsOfABulletin);
    lines.push(lineOf(index + 2, cellsOf(random, bulletin, index % rowsOfABulletin), numberOf));
  }
  return `${declaration}<worksheet xmlns="${main}"><dimension ref="A1:N${rows + 1}"/><sheetFormatPr defaultRowHeight="15"/><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function bulletinOf(random, index) {
  const [year, number] = [10 + Math.floor(index / 500), String(1 + (index % 500)).padStart(3, '0')];
  const kb = 2_000_000 + index * 40;
  const [component, flag] = [random.pick(components), random.pick(flags)];
  return {
    ...{ date: 42_808 - index, id: `MS${year}-${number}`, kb, component, flag, impact: random.pick(impacts) },
    title: `Vulnerabilities in Component ${index} Could Allow ${random.pick(impacts)}`,
    cves: Array.from({ length: 1 + random.below(8) }, (_each, at) => `CVE-20${year}-${1000 + random.below(100) + at}`),
  };
}

/** The packages of a bulletin stand together, and so do the products of a package. */
function cellsOf(random, { date, id, kb, component, flag, impact, title, cves }, index) {
  const own = kb + Math.floor(index / rowsOfAPackage);
  const replaced = own % 2 === 0 ? '' : `MS09-0${10 + (own % 80)}[${own - 400}]`;
  const restart = random.below(30) === 0 ? random.pick(flags) : flag;
  const product = products[(kb / 40 + index) % products.length];
  return [
    ...[date, id, String(kb), 'Critical', impact, title, product, String(own), component, impact],
    ...['Important', replaced, restart, cves.join(',')],
  ];
}

/** As Excel writes it: numbers as they are, texts by their number, and an empty cell for its style. */
function lineOf(number, cells, numberOf) {
  const written = cells.map((cell, at) => {
    const place = `${String.fromCharCode(65 + at)}${number}`;
    if (cell === '') return `<c r="${place}" s="5"/>`;
    if (typeof cell === 'number') return `<c r="${place}" s="3"><v>${cell}</v></c>`;
    return `<c r="${place}" s="${at < 3 ? 4 : 5}" t="s"><v>${numberOf(cell)}</v></c>`;
  });
  return `<row r="${number}" spans="1:14">${written.join('')}</row>`;
}
