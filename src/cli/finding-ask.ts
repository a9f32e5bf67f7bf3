// Questions on a terminal, for what the options of "finding add" leave open.
import { UserError } from '../errors.ts';
import { expressionFault, urlFault } from '../findings/claims.ts';
import { missingOf, productsOf, type Stated } from '../findings/draft.ts';
import { isDay } from '../dates.ts';
import { isSourceKind, sourceKinds } from '../data/schema.ts';
import { guidOf } from '../inputs/rows.ts';
import { architectures } from '../types.ts';
import { plain } from '../reports/safe.ts';
import type { Io } from './io.ts';
import { readConfidence, readRestarts } from './finding-values.ts';
import { kbTyped } from './numbers.ts';

interface Question {
  text: string;
  /** Whether it is open. One that may be left empty is asked once, in the same order. */
  isOpen(stated: Stated): boolean;
  /** @throws Error that says what is wrong with the answer */
  read(answer: string, facts: readonly string[]): Stated;
}

const wrong = (message: string): never => {
  throw new Error(message);
};
const optional = (read: Question['read']): Question['read'] => {
  return (answer, facts) => (answer === '' ? {} : read(answer, facts));
};
const words = (answer: string): string[] =>
  answer
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The only list, in the order in which they are asked. */
const questions: readonly Question[] = [
  {
    text: 'Which update? A KB number or an UpdateID',
    isOpen: ({ kb, updateId, kind }) => kb === undefined && updateId === undefined && kind === undefined,
    read: (answer) => {
      const kb = kbTyped(answer);
      const updateId = guidOf(answer);
      if (kb !== null) return { kb };
      return updateId === null ? wrong('It is neither a KB number nor an UpdateID.') : { updateId };
    },
  },
  {
    text: 'On which products, separated by commas? (empty: all)',
    isOpen: ({ product }) => product === undefined,
    read: optional((answer) => ({ product: productsOf(words(answer)) })),
  },
  {
    text: `On which architectures: ${architectures.join(', ')}? (empty: all)`,
    isOpen: ({ arch }) => arch === undefined,
    read: optional((answer) => {
      const named = words(answer.toLowerCase());
      const arch = architectures.filter((each) => named.includes(each));
      return arch.length === named.length ? { arch } : wrong('One of them is no architecture.');
    }),
  },
  {
    text: 'How many restarts? 2, 2+ for at least two, or 1-3',
    isOpen: ({ restarts }) => restarts === undefined,
    read: (answer) => ({ restarts: readRestarts(answer) }),
  },
  {
    text: 'Only under a condition, such as "credential-guard"? (empty: none)',
    isOpen: ({ condition }) => condition === undefined,
    read: optional((answer, facts) => {
      const fault = expressionFault(answer, facts);
      return fault === null ? { condition: answer } : wrong(fault);
    }),
  },
  {
    text: `What kind of source: ${sourceKinds.filter((kind) => kind !== 'lab-record').join(', ')}?`,
    isOpen: ({ sourceKind }) => sourceKind === undefined,
    read: (answer) => {
      if (answer === 'lab-record') return wrong('A measured run is named with --lab-record.');
      return isSourceKind(answer) ? { sourceKind: answer } : wrong('It is none of these.');
    },
  },
  {
    text: 'The address of the source',
    isOpen: ({ url, sourceKind }) => url === undefined && sourceKind !== 'lab-record',
    read: (answer) => {
      const fault = urlFault(answer);
      return fault === null ? { url: answer } : wrong(`It ${fault}.`);
    },
  },
  {
    text: 'When was it claimed? YYYY-MM-DD',
    isOpen: ({ claimedOn, knownBy }) => claimedOn === undefined && knownBy === undefined,
    read: (answer) => (isDay(answer) ? { claimedOn: answer } : wrong('It is no date such as 2026-11-20.')),
  },
  {
    text: 'How sure is it: confirmed, reported, suspected?',
    isOpen: ({ confidence }) => confidence === undefined,
    read: (answer) => ({ confidence: readConfidence(answer) }),
  },
  {
    text: 'Who adds it? A name',
    isOpen: ({ addedBy }) => addedBy === undefined,
    read: (answer) => (answer === '' ? wrong('A name is needed.') : { addedBy: answer }),
  },
  {
    text: 'What does the source say, in a sentence? (empty: no note)',
    isOpen: ({ note }) => note === undefined,
    read: optional((answer) => ({ note: answer })),
  },
];

export interface Terminal {
  /** @returns null at the end of the input */
  line(): Promise<string | null>;
  /** A terminal that is still read keeps the program waiting. */
  close(): Promise<void>;
}

export function terminalOf(io: Io): Terminal {
  const lines = linesOf(io.stdin);
  return {
    line: async () => {
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
    close: async () => void (await lines.return(undefined)),
  };
}

async function* linesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
  return undefined;
}

const hint = 'Nothing was written. The same can be said with options: "rebootgate finding add --help".';
const mostTries = 5;

/** Asks only where something needed is missing; then the optional ones as well, once. */
export async function askMissing(
  stated: Stated,
  facts: readonly string[],
  terminal: Terminal,
  io: Io,
): Promise<Stated> {
  if (missingOf(stated).length === 0) return stated;
  let all = stated;
  for (const question of questions) {
    if (question.isOpen(all)) all = { ...all, ...(await answerTo(question, facts, terminal, io)) };
  }
  return all;
}

async function answerTo(
  { text, read }: Question,
  facts: readonly string[],
  terminal: Terminal,
  io: Io,
): Promise<Stated> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    io.err(`${text}\n> `);
    const answer = await terminal.line();
    if (answer === null) throw new UserError('the input ended before every question was answered', hint);
    try {
      return read(answer.trim(), facts);
    } catch (error) {
      io.err(`${plain(error instanceof Error ? error.message : String(error))}\n`);
    }
  }
  throw new UserError(`"${text}" was not answered`, hint);
}

export async function confirmed(question: string, terminal: Terminal, io: Io): Promise<boolean> {
  io.err(`${question} [y/N]\n> `);
  return /^y(?:es)?$/i.test(((await terminal.line()) ?? '').trim());
}
