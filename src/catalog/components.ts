// The strongly connected parts of a graph: Tarjan's algorithm, without recursion, because chains are ten thousand steps long.

/**
 * @param steps from and to
 * @returns a function that names the part of a node; nodes of one part reach each other
 */
export function components<K>(steps: Iterable<readonly [K, K]>): (node: K) => number {
  const ids = new Map<K, number>();
  const idOf = (node: K): number => {
    const id = ids.get(node) ?? ids.size;
    if (id === ids.size) ids.set(node, id);
    return id;
  };
  const next: number[][] = [];
  for (const [from, to] of steps) {
    const [a, b] = [idOf(from), idOf(to)];
    const list = next[a];
    if (list) list.push(b);
    else next[a] = [b];
  }
  const part = partsOf(next, ids.size);
  return (node) => part[ids.get(node) ?? -1] ?? -1;
}

/** https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm */
function partsOf(next: readonly (number[] | undefined)[], count: number): Int32Array {
  const part = new Int32Array(count).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const at = new Int32Array(count);
  const stack: number[] = [];
  let visited = 0;
  let parts = 0;
  for (let root = 0; root < count; root += 1) {
    if ((order[root] ?? 0) >= 0) continue;
    const path = [root];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (order[node] === -1) {
        order[node] = low[node] = visited++;
        stack.push(node);
      }
      const step = at[node] ?? 0;
      at[node] = step + 1;
      const to = next[node]?.[step];
      if (to === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
        if (low[node] !== order[node]) continue;
        for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
          part[member] = parts;
          if (member === node) break;
        }
        parts += 1;
      } else if (order[to] === -1) path.push(to);
      else if (part[to] === -1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
    }
  }
  return part;
}
