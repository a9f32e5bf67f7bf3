// What a check would say of an update that is known by its number alone: for query and explain. Pure.
import type { CheckedUpdate, Item, Policy } from '../types.ts';
import { checkItem } from './item.ts';
import type { KnowledgeIndex } from './index.ts';

export function itemNamed(kb: string | null, updateId: string | null): Item {
  return {
    ...{
      kb,
      alsoKbs: [],
      updateId,
      ciId: null,
      title: null,
      bulletin: null,
      categories: [],
      released: null,
      revised: null,
    },
    ...{ superseded: false, expired: false, where: '', line: null },
  };
}

export function checkNamed(
  index: KnowledgeIndex,
  kb: string | null,
  updateId: string | null,
  policy: Policy,
): CheckedUpdate {
  return checkItem(index, itemNamed(kb, updateId), policy);
}
