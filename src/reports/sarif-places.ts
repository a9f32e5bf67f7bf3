// Where SARIF results are: the files that were checked, and places in them.
import { addressOfFile } from './places.ts';
import { plain, short } from './safe.ts';
import type { FullReport } from './types.ts';

type Place = Record<string, unknown>;

/** Without a file (a pipe, a rule over the catalog) the group itself is the place. */
export function locationOf({ inputs }: FullReport, input: number, line: number | null, sequence?: string): Place {
  const given = inputs[input];
  const name = plain(short(sequence ?? given?.name ?? 'the standard input', 300));
  const logicalLocations = [{ name, fullyQualifiedName: name, kind: sequence === undefined ? 'object' : 'function' }];
  if (given === undefined || given.path === null) return { logicalLocations };
  // What concerns the file as a whole is shown at its beginning.
  const region = { startLine: line ?? 1 };
  const artifactLocation = { ...artifactLocationOf(given.path), index: indexOf(inputs, given.path) };
  return { physicalLocation: { artifactLocation, region }, logicalLocations };
}

/** @param where "waivers.yaml, line 2", as waivers say where they stand; from a pipe there is no file */
export function locationNamed(where: string): Place {
  const name = plain(short(where, 300));
  const logicalLocations = [{ name, fullyQualifiedName: name, kind: 'object' }];
  const [, path, line] = /^(.*), line (\d{1,9})$/.exec(where) ?? [];
  if (path === undefined || path === 'the standard input') return { logicalLocations };
  return {
    physicalLocation: { artifactLocation: artifactLocationOf(path), region: { startLine: Number(line) } },
    logicalLocations,
  };
}

function artifactLocationOf(path: string): Place {
  const { uri, relative } = addressOfFile(path);
  // A relative address that leaves the folder is relative to nothing that can be named.
  return relative && !/^\.\.(?:\/|$)/.test(uri) ? { uri, uriBaseId: 'WORKINGFOLDER' } : { uri };
}

const pathsOf = (inputs: FullReport['inputs']): string[] => [...new Set(inputs.flatMap(({ path }) => path ?? []))];
const indexOf = (inputs: FullReport['inputs'], path: string): number => pathsOf(inputs).indexOf(path);

export function artifactsOf({ inputs }: FullReport): Place[] {
  return pathsOf(inputs).map((path) => {
    const encoding = inputs.find((input) => input.path === path)?.encoding ?? null;
    return {
      location: artifactLocationOf(path),
      roles: ['analysisTarget'],
      ...(encoding === null ? {} : { encoding }),
    };
  });
}
