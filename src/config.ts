// rebootgate.yaml: read and validated, pure apart from nothing; whoever calls it has the bytes. Loads only where there is one.
import { parsed } from './config/problem.ts';
import { configurationShape, type Settings } from './config/shape.ts';
import { waiverOf } from './config/waivers.ts';
import { readYaml, type YamlFile } from './config/yaml.ts';
import type { Waiver } from './types.ts';

export type { Settings } from './config/shape.ts';
export { readWaivers } from './config/waivers.ts';

export interface Configuration extends Pick<YamlFile, 'name' | 'at'> {
  settings: Settings;
  /** Those that stand in the file itself. */
  waivers: Waiver[];
  /** The files that hold others, as they are named. */
  waiverFiles: string[];
}

const hint = 'It is YAML, such as "fail-on: suspected". "rebootgate init" writes one with each key explained.';

/**
 * @param name as errors and waivers name the file
 * @param today YYYY-MM-DD
 * @throws UserError that names the line and the key
 */
export function readConfiguration(bytes: Uint8Array, name: string, today: string): Configuration {
  const file = readYaml(bytes, name, hint);
  // A file in which every line is a comment sets nothing, and is what "init" leaves behind.
  const settings = file.value === null ? {} : parsed(configurationShape, file, 'configuration');
  const all = settings.waivers === undefined ? [] : [settings.waivers].flat();
  return {
    ...{ name, settings, at: file.at },
    waivers: all.flatMap((each, index) =>
      typeof each === 'string' ? [] : [waiverOf(each, file, ['waivers', index], today)],
    ),
    waiverFiles: all.filter((each) => typeof each === 'string'),
  };
}
