// The words of a prediction as plain data: what a group of updates does to a task sequence.
import type { Restarts, Status } from '../types.ts';
import type { SequenceKind } from './types.ts';

/** The worst first. */
export const outcomes = ['fails', 'cannot tell', 'survives with waits', 'survives'] as const;
export type SequenceOutcome = (typeof outcomes)[number];

/** An update of the group; a checked update is one. */
export interface GroupUpdate {
  kb: string | null;
  updateId: string | null;
  title: string | null;
  status: Status;
  restarts: Restarts | null;
  reason: string;
}

export interface PredictOptions {
  /** Null: not stated; every supported version has SMSTSWaitForSecondReboot. */
  configMgrVersion: string | null;
  /** This status and worse count as restarting more than once; "never" counts as the default. */
  failOn: Status | 'never';
  /** SMSTSWaitForSecondReboot as a variable of the collection or the device, where the administrator states it. */
  wait?: number | null;
}

export const timelineKinds = [
  'step',
  'variable',
  'updates',
  'restart',
  'wait',
  'retry',
  /** Would break with an update that restarts twice; none is known to. */
  'risk',
  /** What happens here cannot be told. */
  'unclear',
  'break',
  'end',
] as const;

export interface TimelineEntry {
  /** The number of the step, from 1. */
  at: number;
  kind: (typeof timelineKinds)[number];
  /** Of the step. */
  name: string;
  text: string;
}

export interface UpdateStep {
  name: string;
  /** The class of the step or the name of what it starts. */
  type: string;
  enabled: boolean;
  target: 'All' | 'Mandatory' | null;
  retryCount: number | null;
  /** In seconds, where it is certain; null where it is not set or not certain. */
  waitForSecondReboot: number | null;
  at: number;
  group: readonly string[];
  /** On one line each. */
  conditions: readonly string[];
  useCache: boolean | null;
}

/** The change that a script can make: nothing of the sequence speaks against it, and every step is known by its name. */
export interface SequenceMend {
  /** SMSTSWaitForSecondReboot before the first of the steps and 0 after the last, or the retries of the steps. Never both. */
  by: 'waits' | 'retry';
  /** For waits all enabled steps that install updates, for retries those without them; by name, in their order. */
  steps: readonly string[];
}

export interface SequencePrediction {
  name: string;
  packageId: string | null;
  kind: SequenceKind;
  /** Null where no group was given. */
  outcome: SequenceOutcome | null;
  /** One sentence. */
  reason: string;
  /** By what an update that restarts twice does no harm: null where it does, or where nobody can tell. */
  remedy: 'waits' | 'retry' | 'loop' | 'no update step' | null;
  updateSteps: UpdateStep[];
  timeline: TimelineEntry[];
  warnings: string[];
  advice: string[];
  /** Null where there is nothing to mend, or only by hand. */
  mend: SequenceMend | null;
}

export interface SequencesReport {
  /** The worst of all; null where no group was given. */
  outcome: SequenceOutcome | null;
  sequences: SequencePrediction[];
}
