// A plugin for the maintenance script of Bryan Dam, which declines in WSUS what the function of a plugin returns.
// https://github.com/bryandam/SoftwareUpdateScripts: the function is Invoke-SelectUpdatesPlugin, it finds the updates in $ActiveUpdates,
// and answers with a hashtable of UpdateIDs (as $update.Id.UpdateId gives them) and reasons.
import { restartsText } from '../check/reason.ts';
import type { CheckedUpdate } from '../types.ts';
import { header } from './header.ts';
import { quote } from './powershell.ts';
import { failing, numbersOf } from './targets.ts';
import type { Remedy } from './types.ts';

export const wsusPlugin: Remedy = {
  id: 'wsus-maintenance-plugin',
  file: 'Decline-RestartsMoreThanOnce.ps1',
  description: "a plugin for Bryan Dam's Invoke-DGASoftwareUpdateMaintenance.ps1, which declines them in WSUS",
  make(report) {
    const updates = failing(report);
    const rows = rowsOf(updates);
    if (rows.length === 0) return null;
    const about = header(report, {
      id: 'wsus-maintenance-plugin',
      purpose:
        'Tells Invoke-DGASoftwareUpdateMaintenance.ps1 (Bryan Dam) which updates to decline in WSUS. Put it into the folder Plugins beside that script, which runs it with -DeclineByPlugins.',
      changes:
        'declining takes an update away from EVERY client of the software update point, not only from task sequences, and with -CleanSUGs from every group. That is right for what nobody shall install any more, such as superseded updates. As long as $declineForAllClients below is $false it declines nothing.',
      notes: [
        'try it with the -WhatIf of the maintenance script first: its log names what would be declined, with the reason.',
        'an update is found by its UpdateID, where the report has one, else by its KB number and the exact title.',
      ],
      updates,
    });
    return `${about}${scriptOf(rows)}`;
  },
  without: (report) =>
    failing(report).length === 0 ? 'no update fails' : 'no update that fails has a number or a title',
};

/** The maintenance script writes the reason into a CSV without quoting it, so it holds no comma. */
function rowsOf(updates: readonly CheckedUpdate[]): string[] {
  const rows = updates.flatMap((update) => {
    const { updateId, title, restarts } = update;
    const id = updateId !== null && /^[0-9a-f-]{36}$/i.test(updateId) ? updateId.toLowerCase() : '';
    const numbers = numbersOf([update]);
    const exact = id === '' && title !== null && title.length <= 1000 ? title : '';
    if (id === '' && numbers.length === 0 && exact === '') return [];
    const many = restarts === null ? 'more than one restart' : restartsText(restarts);
    const reason = `rebootgate: ${update.status} with ${many}`.replaceAll(',', ';');
    return (numbers.length === 0 ? [''] : numbers).map(
      (number) =>
        `    @{ UpdateId = ${quote(id)}; Article = ${quote(number)}; Title = ${quote(exact)}; Reason = ${quote(reason)} }`,
    );
  });
  return [...new Set(rows)];
}

const scriptOf = (rows: readonly string[]): string => `
function Invoke-SelectUpdatesPlugin {
    # Set it to $true when these updates are to be declined for all clients.
    $declineForAllClients = $false

    $unwanted = @(
${rows.map((row) => `    ${row}`).join('\n')}
    )
    $found = @{}
    foreach ($update in $ActiveUpdates) {
        $id = [string] $update.Id.UpdateId
        $articles = @($update.KnowledgebaseArticles)
        foreach ($row in $unwanted) {
            if ($row.UpdateId -ne '') {
                $same = $id -eq $row.UpdateId
            } else {
                $same = ($row.Article -eq '' -or $articles -contains $row.Article) -and ($row.Title -eq '' -or $update.Title -ceq $row.Title)
            }
            # Test-Exclusions and Add-TextToCMLog are the maintenance script's own.
            if ($same -and -not (Test-Exclusions $update)) { $found.Set_Item($update.Id.UpdateId, $row.Reason) }
        }
    }
    Add-TextToCMLog $LogFile ('Found ' + $found.Count + ' updates in WSUS for ' + $unwanted.Count + ' of the report.') 'rebootgate' 1
    if ($declineForAllClients) { return $found }
    Add-TextToCMLog $LogFile 'They are not declined: $declineForAllClients is $false in the plugin.' 'rebootgate' 2
    return @{}
}
`;
