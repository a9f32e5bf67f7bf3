// The strongly connected parts of a graph: Tarjan's algorithm, without recursion, because chains are ten thousand steps long.

export interface Components<K> {
  /** Nodes of one part reach each other. */
  partOf(node: K): number;
  /** Whether any part has more than one node. */
  circular: boolean;
}

/** @param steps the nodes of all steps in one list: from, to, from, to ... */
export function components<K>(steps: readonly K[]): Components<K> {
  const ids = new Map<K, number>();
  const idAt = (index: number): number => {
    const node = steps[index];
    if (node === undefined) throw new RangeError('a step leads nowhere');
    const id = ids.get(node) ?? ids.size;
    if (id === ids.size) ids.set(node, id);
    return id;
  };
  const next: number[][] = [];
  for (let index = 0; index < steps.length; index += 2) {
    const from = idAt(index);
    const to = idAt(index + 1);
    const list = next[from];
    if (list) list.push(to);
    else next[from] = [to];
  }
  const { part, parts } = partsOf(next, ids.size);
  return { partOf: (node) => part[ids.get(node) ?? -1] ?? -1, circular: parts < ids.size };
}

/** https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm */
function partsOf(next: readonly (number[] | undefined)[], count: number): { part: Int32Array; parts: number } {
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
  return { part, parts };
}
