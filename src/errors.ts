// Errors by who must act. Anything that is none of these is a bug of ours.

/** The caller must act: a bad option, an input that cannot be read. Exit code 2. */
export class UserError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UserError';
    this.hint = hint;
  }
}

/** The catalog cannot be used or written: missing, damaged, of another version. Exit code 3. */
export class CatalogError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CatalogError';
    this.hint = hint;
  }
}

/** The outside world failed: a page changed, a file that cannot be written. Exit code 3. */
export class SourceError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SourceError';
    this.hint = hint;
  }
}

/** A page that lost a part on the way; asked for again, it may be whole. `facts` are those of the part that is there. */
export class IncompletePageError extends SourceError {
  readonly facts: readonly unknown[];
  constructor(message: string, hint: string, facts: readonly unknown[] = [], cause?: unknown) {
    super(message, hint, cause);
    this.name = 'IncompletePageError';
    this.facts = facts;
  }
}
