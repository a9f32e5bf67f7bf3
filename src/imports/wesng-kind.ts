// What kind of update a row of the wesng table speaks of, where product and component leave no doubt. Its titles are those of CVEs.
import type { UpdateKind } from '../types.ts';

/** These Windows get the fixes of Internet Explorer, Edge and, at first, .NET within their cumulative update. */
const cumulativeWindows =
  / on (?:Microsoft )?Windows (?:1[01]\b|Server 20(?:1[69]|2\d)|Server,)|^Windows (?:1[01]\b|Server 20(?:1[69]|2\d)|Server,)/i;
const dotnetWithin =
  /Framework (?!(?:3\.5 AND )?4\.8).* on Windows (?:10 (?:for|Version 1[567]|Version 180[0-3])|Server 2016|Server,? version 1[78]0)/i;

const products: readonly [UpdateKind, RegExp][] = [
  ['dotnet', /^(?:Microsoft )?(?:\.NET\b|ASP\.NET\b)/i],
  [
    'office',
    /^(?:Microsoft )?(?:Office|Excel|Word|PowerPoint|Outlook|OneNote|Visio|Publisher|Access|InfoPath|Project|SharePoint|FrontPage|Groove|Skype for Business|Lync|Live Meeting|Open XML File Format)(?!\w)/i,
  ],
  [
    'other',
    /^(?:Microsoft )?(?:Adobe Flash Player|SQL Server|Exchange Server|Visual (?:Studio|Basic|C\+\+|FoxPro)|Dynamics|Silverlight|BizTalk|Host Integration|System Center|Forefront|Expression|Works|Report Viewer|ODBC Driver|OLE DB|Commerce Server|Power BI|PowerShell|Azure(?! Stack)|Systems Management Server)(?!\w)/i,
  ],
];

/** Of the rows of bulletins, where the product is a Windows. */
const components: readonly [UpdateKind, RegExp][] = [
  ['servicing-stack', /^Servicing Stack Updates$/i],
  ['other', /^Adobe Flash Player$/i],
  ['dotnet', /^Microsoft \.NET Framework \d/i],
  ['internet-explorer', /^(?:Microsoft |Windows )?Internet Explorer \d/i],
];

/** Said of every row of an update, it is its kind. Null: nothing is certain, as for any row of a cumulative update. */
export function kindOfProduct(product: string): UpdateKind | null {
  if (/^(?:Microsoft |Windows )?Internet Explorer \d.* on /i.test(product))
    return cumulativeWindows.test(product) ? null : 'internet-explorer';
  const kind = products.find(([, pattern]) => pattern.test(product))?.[0] ?? null;
  return kind === 'dotnet' && dotnetWithin.test(product) ? null : kind;
}

export function kindOfComponent(component: string, product: string): UpdateKind | null {
  const kind = components.find(([, pattern]) => pattern.test(component))?.[0] ?? null;
  const isWithin = (kind === 'dotnet' || kind === 'internet-explorer') && cumulativeWindows.test(product);
  return isWithin ? null : kind;
}
