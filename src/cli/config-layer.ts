// rebootgate.yaml as options of a check: paths from the working folder, words read as the options read them.
import { InvalidArgumentError } from 'commander';
import type { Configuration, Settings } from '../config.ts';
import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { formats } from '../reports/index.ts';
import type { Environment, FactState } from '../types.ts';
import type { Layer } from './layer.ts';
import { type OutputFile, readConfigMgrVersion, readOutput, readProduct } from './options.ts';

type Beside = (path: string) => string;

/** @param beside a path of the file, as it is from the working folder */
export function layerOf(configuration: Configuration, beside: Beside): Layer {
  const { settings, waivers, waiverFiles } = configuration;
  const { product, architecture: arch, baseline, catalog, findings, format, overlay, state } = settings;
  const version = settings['configmgr-version'];
  const all = (files: string | string[]): string[] => [files].flat().map(beside);
  return defined({
    ...inputsOf(settings, beside),
    failOn: settings['fail-on'],
    env: settings.environment && environmentOf(settings.environment, configuration),
    factsFrom: settings.environment && factsFrom(settings.environment, configuration),
    product: product && asOption(configuration, 'product', () => readProduct(product)),
    arch,
    waivers: waiverFiles.length > 0 ? all(waiverFiles) : undefined,
    waiverList: waivers.length > 0 ? waivers : undefined,
    unusedWaivers: settings['unused-waivers'],
    baseline: baseline && beside(baseline),
    findings: findings && all(findings),
    catalog: catalog && beside(catalog),
    overlay: overlay && all(overlay),
    format: format && formatOf(format, configuration),
    output: outputsOf(configuration, beside),
    acceptNoData: isOn(settings['accept-no-data']),
    requireFresh: isOn(settings['require-fresh']),
    configmgrVersion:
      version === undefined
        ? undefined
        : asOption(configuration, 'configmgr-version', () => readConfigMgrVersion(String(version))),
    strict: isOn(settings.strict),
    ignoreMitigation: isOn(settings['ignore-mitigation']),
    state: state && beside(state),
  });
}

/** An option that is not set is not there, or it would hide what a layer below says. */
function defined<T extends object>(layer: { [K in keyof T]: T[K] | undefined }): Layer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}

const isOn = (value: boolean | 'yes' | 'no' | undefined): boolean | undefined =>
  value === undefined ? undefined : value === true || value === 'yes';

function inputsOf({ inputs }: Settings, beside: Beside): Record<string, unknown> {
  if (inputs === undefined) return {};
  if (typeof inputs === 'string' || Array.isArray(inputs)) return { files: [inputs].flat().map(beside) };
  const { groups = [], rules = [], updates } = inputs;
  const sequences = inputs['task-sequences'];
  const files = [groups, rules].flat(2).map(beside);
  return {
    ...(files.length > 0 && { files }),
    ...(sequences !== undefined && { taskSequence: [sequences].flat().map(beside) }),
    ...(updates !== undefined && { updates: beside(updates), updatesIfAsked: true }),
  };
}

const mostFacts = 200;

function environmentOf(stated: NonNullable<Settings['environment']>, { at }: Configuration): Environment {
  const facts = Object.keys(stated);
  if (facts.length > mostFacts)
    throw new UserError(
      `${at(['environment'])}: more than ${mostFacts} facts are stated`,
      'State those that are asked about.',
    );
  const seen = new Set<string>();
  for (const fact of facts) {
    if (seen.has(fact.toLowerCase()))
      throw new UserError(`${at(['environment', fact])}: ${fact} is stated twice`, 'Keep one of the two.');
    seen.add(fact.toLowerCase());
  }
  const words = (value: boolean | FactState): FactState => (typeof value === 'string' ? value : value ? 'yes' : 'no');
  return Object.fromEntries(Object.entries(stated).map(([fact, value]) => [fact.toLowerCase(), words(value)]));
}

/** Where each fact is stated, for the error on one that the catalog does not know. */
function factsFrom(stated: object, { at }: Configuration): Record<string, string> {
  return Object.fromEntries(Object.keys(stated).map((fact) => [fact.toLowerCase(), at(['environment', fact])]));
}

function outputsOf(configuration: Configuration, beside: Beside): OutputFile[] | undefined {
  const { outputs } = configuration.settings;
  if (outputs === undefined) return undefined;
  const pairs = Array.isArray(outputs)
    ? outputs.map((text, index) => [['outputs', index], text] as const)
    : Object.entries(outputs).map(([format, file]) => [['outputs', format], `${format}=${file}`] as const);
  return pairs.flatMap(([path, text]) => {
    formatOf(text.split('=', 1)[0] ?? '', configuration, path);
    const outputs = asOption(configuration, 'outputs', () => readOutput(formats)(text), path);
    return outputs.map(({ format, file }) => ({ format, file: beside(file) }));
  });
}

function formatOf(text: string, { at }: Configuration, path: readonly PropertyKey[] = ['format']): string {
  if (formats.some((each) => each === text)) return text;
  const meant = nearest(text, formats);
  const hint = `${meant === null ? '' : `Did you mean ${meant}? `}Formats are: ${formats.join(', ')}.`;
  throw new UserError(`${at(path)}: there is no format "${text}"`, hint);
}

function asOption<T>({ at }: Configuration, key: string, read: () => T, path: readonly PropertyKey[] = [key]): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UserError(`${at(path)}: "${key}" cannot be read`, error.message, error);
  }
}
