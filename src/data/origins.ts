// Copies and what they were copied from: each chain leads to an original in the end. Linear, however long the chains are. Pure.

/** `missing`: there is no such finding. `circle`: following the copies leads back to this one. */
export type Origin = { is: 'original' } | { is: 'missing'; id: string } | { is: 'circle'; id: string };

const original: Origin = { is: 'original' };

/**
 * @param copies each finding, and what it is a copy of
 * @returns where a finding leads; only its own step may be missing, that of another is the other's problem
 */
export function originsOf(copies: ReadonlyMap<string, string | null>): (id: string) => Origin {
  const circles = new Map<string, string | null>();
  return (id) => {
    const from = copies.get(id) ?? null;
    if (from === null) return original;
    if (!copies.has(from)) return { is: 'missing', id: from };
    const back = circleFrom(id, copies, circles);
    return back === null ? original : { is: 'circle', id: back };
  };
}

/** @param circles what is known by now: the finding at which the way from one leads back into itself; null: at none */
function circleFrom(
  id: string,
  copies: ReadonlyMap<string, string | null>,
  circles: Map<string, string | null>,
): string | null {
  const way = new Set<string>();
  let at: string | null = id;
  while (at !== null && !way.has(at) && !circles.has(at)) {
    way.add(at);
    at = copies.get(at) ?? null;
  }
  const isNew = at !== null && way.has(at);
  const entry = isNew ? at : at === null ? null : (circles.get(at) ?? null);
  let isInside = false;
  for (const each of way) {
    isInside ||= isNew && each === at;
    circles.set(each, isInside ? each : entry);
  }
  return circles.get(id) ?? null;
}
