// Offers as rows of data/ hold them: the products that share a set of architectures stand together.
import { groupBy } from '../group-by.ts';
import { type Architecture, architectures, type Offer } from '../types.ts';

export interface Together {
  products: string[];
  architectures: Architecture[];
}

/** A product of which one offer names no architecture counts as any. */
export function offersTogether(offers: readonly Offer[]): Together[] {
  const perProduct = groupBy(offers, ({ product }) => product).map((group) => {
    const said = new Set(group.map(({ architecture }) => architecture));
    return {
      product: group[0].product,
      architectures: said.has(null) ? [] : architectures.filter((each) => said.has(each)),
    };
  });
  return groupBy(perProduct, (each) => each.architectures.join()).map((group) => ({
    products: group.map(({ product }) => product).sort(),
    architectures: group[0].architectures,
  }));
}
