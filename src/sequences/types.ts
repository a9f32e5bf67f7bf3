// The words of the sequences layer as plain data: what a task sequence is once it is read. Names are as the file has them: whoever prints them cleans them.

export const sequenceKinds = [
  /** Deploys an operating system with "Setup Windows and ConfigMgr". */
  'os-deployment',
  /** Applies an operating system, but without an enabled "Setup Windows and ConfigMgr". */
  'os-deployment-without-setup',
  'in-place-upgrade',
  /** Both deploys and upgrades, by condition. */
  'mixed',
  'stand-alone',
  'mdt-lite-touch',
  'psd',
  'empty',
] as const;
export type SequenceKind = (typeof sequenceKinds)[number];

export interface StepVariable {
  name: string;
  property: string | null;
  value: string;
}

/** Under which condition a step runs, on one line; `group`: what bears it, null where it is the step itself. */
export interface Condition {
  text: string;
  group: string | null;
}

/** The steps from `from` to `to`, both included, that run only together: all of a group under a condition. */
export interface Span {
  from: number;
  to: number;
  /** That of the next condition around it. */
  outer: Span | null;
}

/** SMSTSWaitForSecondReboot gets a value. */
export interface Assignment {
  /** 0 where it is emptied, null where the value is not a number that can be read. */
  seconds: number | null;
  /** False where the step may run without setting it: a rule with a condition, a script with branches. */
  certain: boolean;
}

/** How a step installs updates: by the step of ConfigMgr, by the loop of MDT or PSD, or by a script of its own. */
export interface UpdateInstall {
  by: 'configmgr' | 'mdt' | 'psd' | 'script';
  /** The class of the step or the name of what it starts. */
  type: string;
  target: 'All' | 'Mandatory' | null;
  /** "Evaluate software updates from cached scan results". */
  useCache: boolean | null;
}

export interface NestedReference {
  packageId: string | null;
  name: string | null;
  /** Its steps follow; false where the file does not hold it. */
  found: boolean;
}

export type StepRole =
  | 'updates'
  | 'variable'
  | 'restart'
  | 'setup-windows'
  | 'apply-os'
  | 'upgrade-os'
  | 'nested'
  | 'other';

export interface TaskStep {
  /** Its place among all steps of the sequence and of those that it runs, from 1; groups are not counted. */
  at: number;
  name: string;
  /** SMS_TaskSequence_...; null where the file gives none, as MDT does. */
  type: string | null;
  /** Groups from the outermost on, with the steps that run another sequence. */
  group: readonly string[];
  enabled: boolean;
  /** The group that is disabled; null for a step that is enabled, or disabled itself. */
  disabledBy: string | null;
  /** Own and inherited, the outermost first. */
  conditions: readonly Condition[];
  /** The steps that share its innermost condition; null where it has none. */
  span: Span | null;
  continueOnError: boolean;
  retryCount: number | null;
  runIn: string | null;
  command: string;
  variables: readonly StepVariable[];
  role: StepRole;
  update: UpdateInstall | null;
  sets: readonly Assignment[];
  nested: NestedReference | null;
}

export interface TaskSequence {
  name: string;
  packageId: string | null;
  kind: SequenceKind;
  /** In the order in which they run, with the steps of nested sequences in their place. */
  steps: readonly TaskStep[];
  /** SMSTSWaitForSecondReboot in the list of global variables of the sequence; null where it is not there. */
  initialWait: Assignment | null;
}

export const fileFormats = ['console-export', 'object-xml', 'sequence-xml', 'json', 'clixml'] as const;
export type FileFormat = (typeof fileFormats)[number];

export interface SequenceFile {
  format: FileFormat;
  /** Those that no other sequence of the file runs; the others are part of these. */
  sequences: readonly TaskSequence[];
}
