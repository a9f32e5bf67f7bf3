// The drawings of the page: one shape for each status and outcome, so that nothing depends on colour.
import { Markup } from './markup.ts';

/** Paths on a grid of 16 x 16, stroked in the colour of the text around. */
const drawings: Record<string, string> = {
  // Two arrows of a circle: it comes round again.
  'multi-restart': 'M13 6.5A5.3 5.3 0 0 0 3.4 5.2M3 9.5a5.3 5.3 0 0 0 9.6 1.3M3.2 2.3v3h3M12.8 13.7v-3h-3',
  conditional: 'M8 1.8l6.2 6.2L8 14.2 1.8 8zM6.4 6.7a1.6 1.6 0 1 1 2.2 1.5c-.4.2-.6.5-.6.9M8 11v.1',
  suspected: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.1',
  'no-data':
    'M3.2 3.2a6.8 6.8 0 0 0 0 9.6M12.8 3.2a6.8 6.8 0 0 1 0 9.6M6.3 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.6-.9 1.2M8 11.3v.1',
  'no-finding': 'M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7M5 8h6',
  clear: 'M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7M5 8.2l2.1 2.1L11 6.2',
  waived: 'M3 14.2V2.2M3 3c3-1.6 5.5 1.6 10 0v6c-4.5 1.6-7-1.6-10 0',
  bad: 'M5.2 1.7h5.6l3.5 3.5v5.6l-3.5 3.5H5.2l-3.5-3.5V5.2zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  warn: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.1',
  good: 'M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7M5 8.2l2.1 2.1L11 6.2',
  step: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  variable:
    'M6 3C4 3 4.5 5 4.5 6S4 8 3 8c1 0 1.5 1 1.5 2S4 13 6 13M10 3c2 0 1.5 2 1.5 3s.5 2 1.5 2c-1 0-1.5 1-1.5 2s.5 3-1.5 3',
  updates: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.2h10',
  restart: 'M12.8 5.2A5.5 5.5 0 1 0 13.5 8M13 2.3v3h-3',
  wait: 'M8 1.9a6.1 6.1 0 1 0 0 12.2A6.1 6.1 0 0 0 8 1.9M8 4.7V8l2.3 1.7',
  retry: 'M12.8 5.2A5.5 5.5 0 1 0 13.5 8M13 2.3v3h-3',
  break: 'M4 4l8 8M12 4l-8 8',
  end: 'M3.5 8.3l3 3L12.7 5',
};

export function iconSprite(): Markup {
  const symbols = Object.entries(drawings).map(
    ([name, path]) => `<symbol id="i-${name}" viewBox="0 0 16 16"><path d="${path}"/></symbol>`,
  );
  return new Markup(
    `<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">\n${symbols.join('\n')}\n</svg>`,
  );
}
