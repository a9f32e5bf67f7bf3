// Updates of WSUS as CSV: Export-Csv of IUpdate or of objects that a script made of it, and rows of PUBLIC_VIEWS.vUpdate.
import { readCsv } from './csv.ts';
import { openingOf } from './csv-opening.ts';
import type { Importer, Sample } from './types.ts';
import { Intake } from './wsus-intake.ts';
import { addValue, areOfUpdate, type Column, columnAt, pathTo, type Values } from './wsus-values.ts';

export const wsusCsv: Importer = {
  id: 'wsus-csv',
  description: 'updates of WSUS, Export-Csv of them, or rows of PUBLIC_VIEWS.vUpdate as CSV',
  source: 'wsus',
  accepts,
  read: async (file, sink) => {
    const intake = new Intake(sink);
    let columns: readonly (Column | undefined)[] = [];
    await readCsv(
      file,
      {
        onHeader: (names) => {
          columns = names.map((name) => columnAt(pathTo('', name)));
        },
        onBad: (line, why) => intake.bad(`line ${line}`, why),
      },
      (cells, line) => intake.row(valuesOf(cells, columns), `line ${line}`),
    );
    intake.end();
    return { asOf: null };
  },
};

function valuesOf(cells: readonly string[], columns: readonly (Column | undefined)[]): Values {
  const values: Values = new Map();
  for (const [index, column] of columns.entries()) {
    if (column !== undefined) addValue(values, column, cells[index] ?? '');
  }
  return values;
}

function accepts({ text }: Sample): boolean {
  const { skip, delimiter } = openingOf(text, null, false);
  const header = /^[^\r\n]*/.exec(text.slice(skip, skip + 20_000))?.[0] ?? '';
  const names = header.split(delimiter).map((name) => pathTo('', name.replace(/^\s*"|"\s*$/g, '')));
  return areOfUpdate(names);
}
