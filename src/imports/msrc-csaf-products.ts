// The products of a CSAF document by id: the name of the product itself, without the version that its branch adds.
// https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property
import { at, listAt, textAt, textsOf } from './msrc-json.ts';

export interface CsafProducts {
  /** The names of products by id; ids that the tree does not name are left out. */
  named(productIds: readonly unknown[], groupIds: readonly unknown[]): string[];
}

export function csafProducts(tree: unknown): CsafProducts {
  const names = new Map([...inBranches(tree), ...inLists(tree)]);
  const groups = new Map(
    listAt(tree, 'product_groups').map((group) => [textAt(group, 'group_id'), textsOf(listAt(group, 'product_ids'))]),
  );
  return {
    named(productIds, groupIds) {
      const inGroups = textsOf(groupIds).flatMap((id) => groups.get(id) ?? []);
      const ids = new Set([...textsOf(productIds), ...inGroups]);
      return [...ids].flatMap((id) => names.get(id) ?? []);
    },
  };
}

/** "Windows Server 2022 <10.0.20348.3807" is a version of the branch "Windows Server 2022". A stack, since nesting has no limit. */
function* inBranches(tree: unknown): Generator<[string, string]> {
  const open = listAt(tree, 'branches').map((branch) => ({ branch, product: '' }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { branch } = next;
    const isProduct = textAt(branch, 'category') === 'product_name';
    const product = isProduct ? textAt(branch, 'name') : next.product;
    yield* named(at(branch, 'product'), product);
    for (const inner of listAt(branch, 'branches')) open.push({ branch: inner, product });
  }
}

function* inLists(tree: unknown): Generator<[string, string]> {
  for (const product of listAt(tree, 'full_product_names')) yield* named(product, '');
  for (const relationship of listAt(tree, 'relationships')) yield* named(at(relationship, 'full_product_name'), '');
}

function* named(product: unknown, instead: string): Generator<[string, string]> {
  const id = textAt(product, 'product_id');
  const name = instead || textAt(product, 'name');
  if (id !== '' && name !== '') yield [id, name];
}
