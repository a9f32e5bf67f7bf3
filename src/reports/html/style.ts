// How the page looks. Colours that carry meaning are named by it; each pair of text and ground keeps 4.5 to 1 in both schemes.
import { blockStyle } from './style-blocks.ts';
import { partStyle } from './style-parts.ts';
import { printStyle } from './style-print.ts';

const tokens = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --panel: #ffffff; --sunk: #eef0f3; --ink: #16191d; --muted: #555d68; --line: #d5d9e0; --strong: #868e9a;
  --accent: #1a4fc4; --focus: #1a4fc4;
  --red: #ad1f17; --red-ground: #fcebe9; --orange: #8f4400; --orange-ground: #fff0e0; --yellow: #705200; --yellow-ground: #fbf2d0;
  --grey: #46505e; --grey-ground: #e9ecf1; --blue: #1f567a; --blue-ground: #e5f0f7; --green: #116335; --green-ground: #e2f3e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1114; --panel: #181b1f; --sunk: #121417; --ink: #e8eaed; --muted: #a6adb7; --line: #30353d; --strong: #79818d;
    --accent: #8fb5ff; --focus: #a9c6ff;
    --red: #ff9f96; --red-ground: #3a1917; --orange: #ffb574; --orange-ground: #38230f; --yellow: #ecd06a; --yellow-ground: #312910;
    --grey: #b9c1cd; --grey-ground: #272c33; --blue: #92c8e8; --blue-ground: #152a37; --green: #84dca5; --green-ground: #12301f;
  }
}
.v-bad, .s-multi-restart, .t-break, .bad { --tone: var(--red); --tone-ground: var(--red-ground); }
.s-conditional { --tone: var(--orange); --tone-ground: var(--orange-ground); }
.v-warn, .s-suspected, .t-risk, .t-unclear, .warn { --tone: var(--yellow); --tone-ground: var(--yellow-ground); }
.v-none, .s-no-data { --tone: var(--grey); --tone-ground: var(--grey-ground); }
.s-no-finding, .s-waived, .t-updates, .t-wait, .t-retry { --tone: var(--blue); --tone-ground: var(--blue-ground); }
.t-step, .t-variable, .t-restart { --tone: var(--muted); --tone-ground: var(--panel); }
.v-good, .s-clear, .t-end, .good { --tone: var(--green); --tone-ground: var(--green-ground); }
`;

const base = `
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 82rem; padding: 0 clamp(1rem, 3vw, 2.5rem) 3rem; background: var(--ground); color: var(--ink);
  font: 400 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.375rem; margin: 2.75rem 0 0.75rem; }
h3 { font-size: 1.0625rem; }
h4 { font-size: 1rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
code { font: 0.875em/1.4 ui-monospace, "Cascadia Mono", Consolas, Menlo, monospace; background: var(--sunk); padding: 0.1em 0.3em; border-radius: 0.25rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 0.25rem; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.muted { color: var(--muted); font-weight: 400; }
.hear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sprite { position: absolute; }
.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.skip { position: absolute; left: 1rem; top: -5rem; z-index: 3; padding: 0.5rem 1rem; background: var(--panel); }
.skip:focus { top: 0.5rem; }
.scripted { display: none; }
.scripted-on .scripted { display: flex; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 0.625rem; padding: 1.25rem clamp(1rem, 2vw, 1.5rem); }
.panel > h2 { margin-top: 0; }
main > .panel { margin-top: 2.25rem; }
.note { display: block; color: var(--muted); font-size: 0.8125rem; font-weight: 400; }
.badge { display: inline-flex; align-items: center; gap: 0.35em; padding: 0.1em 0.55em; border-radius: 1em; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; color: var(--tone, var(--grey)); background: var(--tone-ground, var(--grey-ground)); }
.tag { display: inline-block; padding: 0 0.45em; border: 1px solid var(--line); border-radius: 0.25rem; font-size: 0.8125rem; color: var(--muted); white-space: nowrap; }
footer { margin-top: 2.75rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.8125rem; }
footer dl { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; margin-top: 0.25rem; }
footer dl div { display: flex; gap: 0.5em; }
footer dt { white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

export const style = `${tokens}${base}${partStyle}${blockStyle}${printStyle}`;
