// Updates of which the same is to be said, put together: the reason and the evidence stand once, above all that they concern.
import { type CheckedUpdate, type Status, statuses } from '../../types.ts';

export interface Block {
  id: string;
  status: Status;
  /** Null: too many different ones, so that each row bears its own reason and no evidence. */
  common: CheckedUpdate | null;
  updates: CheckedUpdate[];
}

export interface StatusGroup {
  status: Status;
  count: number;
  /** Of these, the ones that are waived, and the others that failed in the baseline as well. */
  waived: number;
  known: number;
  blocks: Block[];
  /** Updates that are counted and not shown. */
  left: number;
}

/** What keeps the page usable, and its size bounded, for 10,000 updates: the most severe come first. */
export const limits = { blocks: 300, rows: 10_000 };

/** @param updates sorted by severity */
export function statusGroups(updates: readonly CheckedUpdate[], most = limits): StatusGroup[] {
  const shown = updates.slice(0, most.rows);
  const blocks = blocksOf(shown, most.blocks);
  return statuses.flatMap((status) => {
    const own = updates.filter((each) => each.status === status);
    const count = own.length;
    const waived = own.filter(({ waiver }) => waiver !== null).length;
    const known = own.filter((each) => each.waiver === null && each.known).length;
    const left = count - shown.filter((each) => each.status === status).length;
    return count === 0
      ? []
      : [{ status, count, waived, known, left, blocks: blocks.filter((block) => block.status === status) }];
  });
}

function blocksOf(updates: readonly CheckedUpdate[], most: number): Block[] {
  const blocks = new Map<string, Block>();
  for (const update of updates) {
    const own = keyOf(update);
    const isFull = blocks.size >= most && !blocks.has(own);
    const key = isFull ? update.status : own;
    const block = blocks.get(key) ?? {
      ...{ id: `u${blocks.size + 1}`, status: update.status, updates: [] },
      common: isFull ? null : update,
    };
    block.updates.push(update);
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

/** All that is said above the rows. */
function keyOf(update: CheckedUpdate): string {
  const { status, reason, restarts, waiver, known, conflicts, inheritedPath, evidence } = update;
  const claims = evidence.map((each) => [
    each.finding,
    each.setAside,
    each.condition,
    each.conditionState,
    each.applicability,
    each.applicabilityState,
    each.inherited,
    each.restarts,
  ]);
  return JSON.stringify([status, reason, restarts, waiver, known, conflicts, inheritedPath, claims]);
}
