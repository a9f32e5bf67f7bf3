// What the MSRC's parsers find wrong with a page, said of a file that somebody holds in hands.
import { IncompletePageError, SourceError, UserError } from '../errors.ts';

const again =
  'Get the file again from api.msrc.microsoft.com or msrc.microsoft.com, and give it as the server sent it.';

export const cut = (cause?: unknown): UserError => new UserError('it is cut off, or broken', again, cause);
export const unlike = (what: string, cause?: unknown): UserError => new UserError(what, again, cause);

/** @throws UserError where the parser throws a SourceError */
export function readAsFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof IncompletePageError) throw cut(error);
    if (error instanceof SourceError) throw unlike(`it is no document of the MSRC as known: ${error.message}`, error);
    throw error;
  }
}
