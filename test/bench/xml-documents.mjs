// Two documents of about 30 MB for the benchmark of the XML reader, in the shape and the proportions of real ones, the same in every run.
import { randomOf } from './random.mjs';

const size = 30 * 1024 * 1024;
const flags = ['Yes', 'Yes', 'Maybe', 'No', ''];
const kbOf = (random) => String(4_500_000 + random.below(600_000));

/** A month of the MSRC, only longer. @yields pieces of text */
export function* cvrfDocument() {
  const random = randomOf(1);
  let written = 0;
  const head = cvrfHead();
  yield head;
  for (let index = 0; written < size; index += 1) {
    const vulnerability = vulnerabilityOf(random, index);
    written += vulnerability.length;
    yield vulnerability;
  }
  yield '</cvrf:cvrfdoc>';
}

function cvrfHead() {
  const products = Array.from(
    { length: 300 },
    (_each, index) =>
      `      <prod:FullProductName ProductID="${10_000 + index}">Windows 10 Version ${1000 + index} for x64-based Systems</prod:FullProductName>\n`,
  );
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<cvrf:cvrfdoc xmlns:prod="http://www.icasi.org/CVRF/schema/prod/1.1" xmlns:vuln="http://www.icasi.org/CVRF/schema/vuln/1.1" xmlns:cvrf="http://www.icasi.org/CVRF/schema/cvrf/1.1">
  <cvrf:DocumentTitle>June 2025 Security Updates</cvrf:DocumentTitle>
  <cvrf:DocumentTracking>
    <cvrf:Identification>
      <cvrf:ID>2025-Jun</cvrf:ID>
    </cvrf:Identification>
    <cvrf:InitialReleaseDate>2025-06-10T07:00:00Z</cvrf:InitialReleaseDate>
  </cvrf:DocumentTracking>
  <prod:ProductTree>
    <prod:Branch Type="Vendor" Name="Microsoft">
${products.join('')}    </prod:Branch>
  </prod:ProductTree>
`;
}

function vulnerabilityOf(random, index) {
  const ids = Array.from({ length: 28 }, () => 10_000 + random.below(300));
  const scores = ids.map(
    (id) =>
      `      <vuln:ScoreSet>
        <vuln:BaseScore>8.8</vuln:BaseScore>
        <vuln:TemporalScore>7.9</vuln:TemporalScore>
        <vuln:Vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C</vuln:Vector>
        <vuln:ProductID>${id}</vuln:ProductID>
      </vuln:ScoreSet>
`,
  );
  const fixes = ids.map((id) => remediationsOf(random, id));
  return `  <vuln:Vulnerability Ordinal="${index}">
    <vuln:Title>Windows Kernel Elevation of Privilege Vulnerability ${index}</vuln:Title>
    <vuln:Notes>
      <vuln:Note Title="Description" Type="Description" Ordinal="0">&lt;p&gt;An attacker who succeeds gains more rights than meant${index % 40 === 0 ? ' \u2013 see the notes' : ''}. &lt;a href="https://example.com/${index}?a=1&amp;amp;b=2"&gt;More&lt;/a&gt;&lt;/p&gt;
&lt;p&gt;The update corrects how memory is handled.&lt;/p&gt;</vuln:Note>
    </vuln:Notes>
    <vuln:CVE>CVE-2025-${10_000 + index}</vuln:CVE>
    <vuln:CVSSScoreSets>
${scores.join('')}    </vuln:CVSSScoreSets>
    <vuln:Remediations>
${fixes.join('')}    </vuln:Remediations>
  </vuln:Vulnerability>
`;
}

function remediationsOf(random, id) {
  const kb = kbOf(random);
  return `      <vuln:Remediation Type="Vendor Fix">
        <vuln:Description>${kb}</vuln:Description>
        <vuln:URL>https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB${kb}</vuln:URL>
        <vuln:Supercedence>${kbOf(random)}</vuln:Supercedence>
        <vuln:ProductID>${id}</vuln:ProductID>
        <vuln:AffectedFiles />
        <vuln:RestartRequired>${random.pick(flags)}</vuln:RestartRequired>
        <vuln:SubType>Security Update</vuln:SubType>
        <vuln:FixedBuild>10.0.${10_000 + random.below(17_000)}.${random.below(9000)}</vuln:FixedBuild>
      </vuln:Remediation>
      <vuln:Remediation Type="Known Issue">
        <vuln:Description>${kb}</vuln:Description>
        <vuln:URL>https://support.microsoft.com/help/${kb}</vuln:URL>
        <vuln:ProductID>${id}</vuln:ProductID>
        <vuln:AffectedFiles />
      </vuln:Remediation>
`;
}

/** The list of updates in wsusscn2.cab: no line breaks between elements, and hardly any text. @yields pieces of text */
export function* packageDocument() {
  const random = randomOf(2);
  let written = 0;
  yield '<?xml version="1.0" encoding="utf-8"?><OfflineSyncPackage xmlns="http://schemas.microsoft.com/msus/2004/02/OfflineSync" MinimumClientVersion="5.8.0.2678" PackageId="1"><Updates>';
  for (let index = 0; written < size; index += 1) {
    const update = updateOf(random, 1_000_000 + index, index);
    written += update.length;
    yield update;
  }
  yield '</Updates></OfflineSyncPackage>';
}

function updateOf(random, revision, index) {
  const times = (limit, each) => Array.from({ length: random.below(limit) }, each).join('');
  const prerequisites = times(4, () => `<UpdateId Id="${random.guid()}" />`);
  const superseded = times(3, () => `<Revision Id="${1_000_000 + random.below(index + 1)}" />`);
  const file = index % 2 === 0 ? '<PayloadFiles><File Id="pX4x1Qw2s7yKxGZl0n5Yb8uR3vE=" /></PayloadFiles>' : '';
  const categories = ['UpdateClassification', 'Product', 'ProductFamily', 'Company'].map(
    (type) => `<Category Type="${type}" Id="${random.guid()}" />`,
  );
  return `<Update CreationDate="2025-06-10T17:00:${10 + random.below(50)}Z" DefaultLanguage="en" UpdateId="${random.guid()}" RevisionNumber="${200 + random.below(9)}" RevisionId="${revision}" IsLeaf="${index % 3 === 0}" IsBundle="${index % 3 === 1}"><Categories>${categories.join('')}</Categories>${prerequisites && `<Prerequisites>${prerequisites}</Prerequisites>`}${superseded && `<SupersededBy>${superseded}</SupersededBy>`}${file}</Update>`;
}
