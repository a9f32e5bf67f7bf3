// Values in groups, in the order in which they come.

/** Groups in the order in which their first element comes; none of them is empty. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** The same as a map by key. */
export function mapBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  return new Map(groupBy(items, keyOf).map((group) => [keyOf(group[0]), group]));
}
