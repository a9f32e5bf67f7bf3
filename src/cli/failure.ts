// The one place that turns an error into lines for people and an exit code.
import { CommanderError } from 'commander';
import type { CatalogError, SourceError, UserError } from '../errors.ts';
import { plain, short } from '../reports/safe.ts';
import type { Io } from './io.ts';

/** 0 pass, 1 the gate fails, 2 the caller must act, 3 cannot decide or cannot do. */
export type ExitCode = 0 | 1 | 2 | 3;

export function failure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isOurs(error)) return say(io, error, error.name === 'UserError' ? 2 : 3);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`error: this is a bug of rebootgate: ${plain(error instanceof Error ? error.message : String(error))}\n`);
  io.err('hint: please report it with the command that you ran and these lines, at the address in package.json.\n');
  io.err(`${stack.split('\n').slice(1).map(plain).join('\n')}\n`);
  return 3;
}

const ours = ['UserError', 'CatalogError', 'SourceError', 'IncompletePageError'];

/** By name: commands that load later come from another bundle, with classes of its own. */
function isOurs(error: unknown): error is UserError | CatalogError | SourceError {
  return error instanceof Error && ours.includes(error.name) && 'hint' in error && typeof error.hint === 'string';
}

/** One line can be read; a name of a hundred thousand signs in it cannot. */
const longest = 1000;

function say(io: Io, { message, hint }: { message: string; hint: string }, code: ExitCode): ExitCode {
  io.err(`error: ${plain(short(message, longest))}\nhint: ${plain(hint)}\n`);
  return code;
}
