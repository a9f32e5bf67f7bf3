// Lines for MDT's CustomSettings.ini, by which ZTIWindowsUpdate.wsf skips updates: WUMU_ExcludeKB1, 2, 3 ...
import { header } from './header.ts';
import { failing, hasNumber, nameOf, numbersOf } from './targets.ts';
import type { Remedy } from './types.ts';

export const mdt: Remedy = {
  id: 'mdt',
  file: 'CustomSettings-lines.ini',
  description: "WUMU_ExcludeKB lines for MDT's CustomSettings.ini",
  make(report, { firstExclude }) {
    const updates = failing(report);
    const numbers = numbersOf(updates);
    if (numbers.length === 0) return null;
    const others = updates.filter((update) => !hasNumber(update));
    const last = firstExclude + numbers.length - 1;
    const about = header(
      report,
      {
        id: 'mdt',
        purpose:
          "Makes MDT's ZTIWindowsUpdate.wsf skip updates. Put the lines into the section of CustomSettings.ini that your deployments use, such as [Default].",
        changes: `the deployments that use the section no longer install these articles, on any product and architecture. Install them afterwards.`,
        notes: [
          `the numbers have to follow each other: MDT stops reading at the first one that is missing. ${numbers.length === 1 ? `This is ${firstExclude}` : `These are ${firstExclude} to ${last}`}; --mdt-first makes them begin behind those that you have.`,
          'a sequence of Lite Touch installs updates until none is left and lives through a second restart; the lines are for those who want to leave the updates out all the same.',
          ...(others.length === 0
            ? []
            : [`without a KB number, so not in the list: ${others.slice(0, 10).map(nameOf).join('; ')}`]),
        ],
        updates,
      },
      ';',
    );
    return `${about}\n${numbers.map((number, at) => `WUMU_ExcludeKB${firstExclude + at}=${number}`).join('\n')}\n`;
  },
  without: (report) => (failing(report).length === 0 ? 'no update fails' : 'no update that fails has a KB number'),
};
