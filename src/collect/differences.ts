// What a reading would change, in words: added, changed, gone.

export interface Differences {
  added: string[];
  changed: string[];
  gone: string[];
}

/** A fact: how people call it, and all that it says, as text. */
export interface Said {
  name: string;
  text: string;
}

export const isEmpty = ({ added, changed, gone }: Differences): boolean =>
  added.length + changed.length + gone.length === 0;

/** @param before,after facts by what identifies them */
export function differences(before: ReadonlyMap<string, Said>, after: ReadonlyMap<string, Said>): Differences {
  const names = (all: readonly (readonly [string, Said])[]): string[] => all.map(([, { name }]) => name);
  const isChanged = ([key, { text }]: readonly [string, Said]): boolean => {
    const old = before.get(key);
    return old !== undefined && old.text !== text;
  };
  return {
    added: names([...after].filter(([key]) => !before.has(key))),
    changed: names([...after].filter(isChanged)),
    gone: names([...before].filter(([key]) => !after.has(key))),
  };
}
