// A row for each update, and what it can be filtered by.
import type { CheckedUpdate } from '../../types.ts';
import type { FullReport } from '../types.ts';
import { nameOf } from '../words.ts';
import { h, type Markup, shortened } from './markup.ts';

/** The values of the filters; rows name them by their places in these lists. */
export interface Choices {
  products: string[];
  architectures: string[];
  inputs: string[];
}

const unstated = 'not stated';

export function choicesOf({ updates, inputs }: FullReport): Choices {
  const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
  return {
    products: sorted(updates.flatMap(productsOf)),
    architectures: sorted(updates.map(architectureOf)),
    inputs: inputs.map(({ name }) => name),
  };
}

const productsOf = ({ products }: CheckedUpdate): string[] => (products.length === 0 ? [unstated] : products);
const architectureOf = ({ architecture }: CheckedUpdate): string => architecture ?? unstated;

const mostProducts = 6;
const mostTitle = 300;

export function updateRow(update: CheckedUpdate, mark: string, withReason: boolean, choices: Choices): Markup {
  const { title, bulletin, products, architecture, where, input, updateId, reason } = update;
  const places = productsOf(update).map((product) => choices.products.indexOf(product));
  const more = products.length - mostProducts;
  const on = [...products.slice(0, mostProducts), ...(more > 0 ? [`${more} more products`] : [])].join(', ');
  const file =
    choices.inputs.length < 2 ? null : h`<span class="muted"> in ${shortened(choices.inputs[input] ?? '', 120)}</span>`;
  const notes = [mark, update.kb !== null && updateId !== null ? updateId : ''].filter((note) => note !== '');
  return h`<tr data-p="${places.join(' ')}" data-a="${choices.architectures.indexOf(architectureOf(update))}" data-i="${input}"><th scope="row">${nameOf(update)}${bulletin === null ? null : h` <span class="note">${bulletin}</span>`}</th><td>${
    title === null ? h`<span class="muted">no title</span>` : shortened(title, mostTitle)
  }${withReason ? h` <span class="note">${reason}</span>` : null}${notes.map((note) => h` <span class="note">${note}</span>`)}</td><td>${[on, architecture].filter(Boolean).join(', ')}</td><td>${where}${file}</td></tr>
`;
}
