// What a reading would change, in words: added, changed, gone.

export interface Differences {
  added: string[];
  changed: string[];
  gone: string[];
}

export const isEmpty = ({ added, changed, gone }: Differences): boolean =>
  added.length + changed.length + gone.length === 0;

/** Compares by what identifies a fact; `lines` are the facts as text. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Differences {
  return {
    added: [...after.keys()].filter((key) => !before.has(key)),
    changed: [...after].filter(([key, line]) => before.has(key) && before.get(key) !== line).map(([key]) => key),
    gone: [...before.keys()].filter((key) => !after.has(key)),
  };
}
