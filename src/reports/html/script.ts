// What the page does with script: filter, search, unfold. All that it shows stands in the markup already.
// It is text, because it runs in the browser of whoever opens the report; nothing is put into it.
export const script = String.raw`
(() => {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const all = (query, within) => [...(within || document).querySelectorAll(query)];
  document.documentElement.classList.add('scripted-on');

  const folds = all('details');
  let before = [];
  addEventListener('beforeprint', () => {
    before = folds.filter((each) => !each.open);
    for (const each of before) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of before) each.open = false;
    before = [];
  });

  const search = byId('q');
  if (!search) return;
  const blocks = all('.block').map((element) => ({
    element,
    status: element.dataset.s,
    waived: 'w' in element.dataset,
    long: element.querySelector('details.long'),
    rows: all('.rows tbody tr', element).map((row) => ({ element: row, text: null })),
    text: null,
  }));
  const total = blocks.reduce((sum, { rows }) => sum + rows.length, 0);
  const groups = all('.group');
  const selects = all('.filters select');
  const shown = byId('shown');
  const none = byId('none');
  const whole = shown.textContent;
  const fold = byId('fold');

  // The tiles lead to their updates where there is no script; here they are buttons.
  const tiles = all('#tiles a').map((link) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.dataset.filter = link.dataset.filter;
    button.append(...link.childNodes);
    link.replaceWith(button);
    return button;
  });

  const lower = (element) => element.textContent.toLowerCase();
  const textOf = (block) => {
    if (block.text === null) {
      const parts = all(':scope > header, :scope > p, :scope > .evidence', block.element);
      block.text = block.status + ' ' + parts.map(lower).join(' ');
    }
    return block.text;
  };
  const matches = (row, block, words, wanted) => {
    for (const [key, value] of wanted) {
      if (!(row.element.dataset[key] || '').split(' ').includes(value)) return false;
    }
    if (words.length === 0) return true;
    row.text = row.text || lower(row.element);
    return words.every((word) => row.text.includes(word) || textOf(block).includes(word));
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter(({ value }) => value !== '').map(({ id, value }) => [id, value]);
    const pressed = tiles.filter((tile) => tile.getAttribute('aria-pressed') === 'true').map((tile) => tile.dataset.filter);
    const isWhole = words.length + wanted.length + pressed.length === 0;
    let count = 0;
    for (const block of blocks) {
      const isWanted = pressed.length === 0 || pressed.includes(block.status) || (block.waived && pressed.includes('waived'));
      let own = 0;
      for (const row of block.rows) {
        const isShown = isWanted && matches(row, block, words, wanted);
        if (row.element.hidden === isShown) row.element.hidden = !isShown;
        if (isShown) own += 1;
      }
      block.element.hidden = own === 0;
      if (block.long && !isWhole && own > 0 && own <= 100) block.long.open = true;
      count += own;
    }
    for (const group of groups) group.hidden = !group.querySelector('.block:not([hidden])');
    none.hidden = count > 0;
    shown.textContent = isWhole ? whole : count.toLocaleString('en-US') + ' of ' + total.toLocaleString('en-US') + ' updates shown';
  };

  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  for (const select of selects) select.addEventListener('change', apply);
  for (const tile of tiles) {
    tile.addEventListener('click', () => {
      tile.setAttribute('aria-pressed', String(tile.getAttribute('aria-pressed') !== 'true'));
      apply();
    });
  }
  for (const button of all('.again')) {
    button.addEventListener('click', () => {
      search.value = '';
      for (const select of selects) select.value = '';
      for (const tile of tiles) tile.setAttribute('aria-pressed', 'false');
      apply();
      search.focus();
    });
  }
  fold.addEventListener('click', () => {
    const open = fold.getAttribute('aria-pressed') !== 'true';
    fold.setAttribute('aria-pressed', String(open));
    for (const each of folds) each.open = open;
  });
})();
`;
