// The pages that a replay server shows: our fixtures of each source, made into a small healthy site.
import { readFixture } from '../run.ts';
import type { Replay } from './server.ts';

export const listUrl =
  'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/os-deployment/task-sequence-fails-multiple-restarts';
export const searchUrl = 'https://www.catalog.update.microsoft.com/Search.aspx?q=KB5099901';
export const monthUrl = 'https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/2025-Jun';

export const updateIds = [
  '11111111-2222-4333-8444-555555555555',
  '22222222-2222-4333-8444-555555555555',
  '33333333-2222-4333-8444-555555555555',
] as const;
/** Its page is not on the replay server unless a test puts it there. */
export const newerId = 'aaaaaaaa-2222-4333-8444-555555555555';
export const detailUrl = (updateId: string): string =>
  `https://www.catalog.update.microsoft.com/ScopedViewInline.aspx?updateid=${updateId}`;

/** Replaces a text that must be there, so that a fixture cannot drift away from its test. */
export function edited(text: string, ...edits: [string | RegExp, string][]): string {
  return edits.reduce((page, [from, to]) => {
    const after = page.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    if (after === page) throw new Error(`the page has no ${from}`);
    return after;
  }, text);
}

export const newKb = '5009999';
const newEntry = `<li><a href="https://support.microsoft.com/help/${newKb}">${newKb} A new update that restarts the computer twice</a></li>`;

/** The list as Microsoft Learn shows it; `added` has an entry that data/ does not have. */
export const listPage = (): string => readFixture('kb2894518/synthetic-g3-learn.html');
export const grownList = (): string =>
  edited(listPage(), [
    /<ul>\n<li><a href="https:\/\/support\.microsoft\.com\/help\/3126446"/,
    `<ul>\n${newEntry}\n<li><a href="https://support.microsoft.com/help/3126446"`,
  ]);

const titles: Record<string, string> = {
  [updateIds[0]]: '2024-05 Servicing Stack Update for Windows 10 Version 1607 for x64-based Systems (KB5099901)',
  [updateIds[1]]: '2024-05 Servicing Stack Update for Windows Server 2016 for x64-based Systems (KB5099901)',
  [updateIds[2]]: '2024-05 Cumulative Update for Windows Server 2016 for x64-based Systems (KB5099990)',
  [newerId]: '2024-06 Servicing Stack Update for Windows 10 Version 1607 for x64-based Systems (KB5099902)',
};
const own = updateIds[0];

export function detailPage(updateId: string): string {
  const page = readFixture('update-catalog/detail.html');
  const title = titles[updateId] ?? '';
  if (updateId === own) return page;
  const kb = /KB(\d+)/.exec(title)?.[1] ?? '';
  return edited(
    page,
    [own, updateId],
    [titles[own] ?? '', title],
    [
      /<div id="kbDiv">[\s\S]*?<\/div>/,
      `<div id="kbDiv"><span class="labelTitle">KB article numbers:</span> ${kb} </div>`,
    ],
    [/<div id="supersededbyInfo">[\s\S]*?<\/div>\s*<\/div>/, '<div id="supersededbyInfo">n/a</div>'],
  );
}

export const searchPage = (page: 1 | 2): string => readFixture(`update-catalog/search-page-${page}.html`);
export const indexUrl = 'https://api.msrc.microsoft.com/cvrf/v3.0/updates';
/** A document of June 2025 and one of another month: only what was asked for is fetched. */
const indexPage = (): string => {
  const value = ['2025-Jun', '2024-Dec'].map((ID) => ({
    ...{ ID, Alias: ID, DocumentTitle: `${ID} Security Updates`, Severity: null },
    ...{ InitialReleaseDate: '2025-06-10T07:00:00Z', CurrentReleaseDate: '2025-06-10T07:00:00Z' },
    CvrfUrl: `https://api.msrc.microsoft.com/cvrf/v3.0/cvrf/${ID}`,
  }));
  return JSON.stringify({ '@odata.context': 'https://api.msrc.microsoft.com/cvrf/v3.0/$metadata#Updates', value });
};
export const monthPage = (): string => readFixture('msrc/cvrf-2025-Jun.xml');

export function showList(replay: Replay, page = grownList()): void {
  replay.put(listUrl, page);
}

/** A search of two pages, the second by postback, and the details of its three updates. */
export function showCatalog(replay: Replay, tokens = (page: string): string => page): void {
  replay.put(searchUrl, tokens(searchPage(1)));
  replay.put(searchUrl, (form) => (isPostback(form) ? tokens(searchPage(2)) : ''), { method: 'POST' });
  for (const id of updateIds) replay.put(detailUrl(id), tokens(detailPage(id)));
}

const isPostback = (form: URLSearchParams): boolean =>
  form.get('__EVENTTARGET') === 'ctl00$catalogBody$nextPageLinkText' && (form.get('__VIEWSTATE') ?? '') !== '';

export function showMonth(replay: Replay): void {
  replay.put(monthUrl, monthPage(), { type: 'application/xml; charset=utf-8' });
  replay.put(indexUrl, indexPage(), { type: 'application/json; charset=utf-8' });
}
