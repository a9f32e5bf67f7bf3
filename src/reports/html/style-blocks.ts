// How the counts, the filters and the updates look.
export const blockStyle = `
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.625rem; list-style: none; margin-bottom: 1rem; }
.tile > a, .tile > button, .tile.zero { display: grid; width: 100%; height: 100%; padding: 0.75rem 0.875rem; border-radius: 0.625rem; border: 1px solid var(--line); background: var(--panel); color: var(--ink); font: inherit; text-align: left; text-decoration: none; }
.tile > a, .tile > button { border-top: 0.25rem solid var(--tone); cursor: pointer; }
.tile > a:hover, .tile > button:hover { background: var(--tone-ground); }
.tile > button[aria-pressed="true"] { background: var(--tone-ground); border-color: var(--tone); box-shadow: 0 0 0 1px var(--tone); }
.tile > button[aria-pressed="true"] .effect::after { content: " \\2713 shown"; font-weight: 600; }
.tile.zero { border-top-width: 0.25rem; background: none; color: var(--muted); }
.tile .number { font-size: 1.75rem; font-weight: 700; line-height: 1.15; color: var(--tone); }
.tile.zero .number { color: inherit; font-weight: 400; }
.tile .what { display: flex; align-items: center; gap: 0.4em; font-weight: 600; white-space: nowrap; }
.tile.zero .what { font-weight: 400; }
.tile .effect { font-size: 0.8125rem; color: var(--muted); }

.filters { flex-wrap: wrap; align-items: end; gap: 0.625rem 1rem; padding: 0.75rem 1rem; margin-bottom: 1.5rem; background: var(--panel); border: 1px solid var(--line); border-radius: 0.625rem; }
.filters p { display: grid; gap: 0.125rem; min-width: 0; }
.filters .find { flex: 1 1 16rem; }
.filters .buttons { display: flex; gap: 0.5rem; }
.filters label { font-size: 0.8125rem; color: var(--muted); }
.filters .shown { align-content: center; min-height: 2.25rem; margin-left: auto; font-weight: 600; }
input, select, .filters button, .again { max-width: 100%; min-height: 2.25rem; padding: 0.25rem 0.625rem; border: 1px solid var(--strong); border-radius: 0.375rem; background: var(--panel); color: var(--ink); font: inherit; }
input { width: 100%; }
.filters button, .again { cursor: pointer; }
.filters button:hover, .again:hover { background: var(--sunk); }
input::placeholder { color: var(--muted); opacity: 1; }
@media (min-width: 60rem) and (min-height: 38rem) {
  .filters { position: sticky; top: 0; z-index: 2; box-shadow: 0 0.5rem 1rem -0.75rem rgb(0 0 0 / 0.45); }
  .scripted-on { scroll-padding-top: 6rem; }
}

.group + .group { margin-top: 2rem; }
.meaning { margin: 0.375rem 0 0.75rem; color: var(--muted); }
.meaning strong { color: var(--ink); }
.block { padding: 1rem clamp(1rem, 2vw, 1.5rem); background: var(--panel); border: 1px solid var(--line); border-left: 0.375rem solid var(--tone); border-radius: 0.625rem; }
/* What is off the screen is not laid out, where there is much of it. */
.many .block { content-visibility: auto; contain-intrinsic-size: auto 14rem; }
.block + .block { margin-top: 0.75rem; }
.block > header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1.5rem; }
.block h4 { display: flex; align-items: center; gap: 0.4em; }
.block h4 .icon { color: var(--tone); }
.block .count { display: flex; align-items: center; gap: 0.5rem; font-weight: 600; }
.reason { margin-top: 0.375rem; max-width: 64rem; }
.reason::first-letter { text-transform: uppercase; }
.offered { margin-top: 0.25rem; color: var(--muted); max-width: 64rem; }
.offered::first-letter { text-transform: uppercase; }
.waiver { display: flex; gap: 0.5rem; margin-top: 0.5rem; padding: 0.5rem 0.75rem; border-radius: 0.375rem; color: var(--blue); background: var(--blue-ground); }
.waiver .icon { margin-top: 0.25em; }
.waiver .muted { color: inherit; }
.rows { margin-top: 0.625rem; font-size: 0.875rem; table-layout: fixed; }
.rows th:nth-child(1) { width: 9.5rem; }
.rows th:nth-child(3) { width: 24%; }
.rows th:nth-child(4) { width: 9rem; }
.rows th[scope="row"] { font-weight: 600; }
.rows th .muted { font-size: 0.8125rem; }
summary { cursor: pointer; padding: 0.375rem 0; font-weight: 600; color: var(--accent); }
details { margin-top: 0.5rem; }
.claims { list-style: none; display: grid; gap: 0.875rem; padding: 0.5rem 0 0.25rem; }
.claims > li { padding-left: 0.875rem; border-left: 2px solid var(--line); max-width: 64rem; }
.claims .aside strong { font-weight: 400; text-decoration: line-through; }
.facts { display: grid; gap: 0.125rem; margin-top: 0.25rem; font-size: 0.875rem; }
.facts > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0.75rem; }
.facts dt { color: var(--muted); }
.left { margin-top: 0.75rem; font-weight: 600; }
.none { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }

@media (max-width: 40rem) {
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem; }
  .tile > a, .tile > button, .tile.zero { grid-template-columns: auto 1fr; column-gap: 0.75rem; align-items: center; padding: 0.5rem 0.625rem; font-size: 0.875rem; }
  .tile .number { grid-row: span 2; min-width: 1.25rem; font-size: 1.5rem; }
  .rows thead { position: absolute; clip-path: inset(50%); }
  .rows, .rows tbody, .rows tr, .rows th, .rows td { display: block; }
  .rows tr { padding: 0.5rem 0; border-top: 1px solid var(--line); }
  .rows tbody th, .rows td { width: auto !important; border: 0; padding: 0; }
  .rows td:nth-last-child(-n + 2) { display: inline; color: var(--muted); font-size: 0.8125rem; }
  .rows td:last-child::before { content: "\\a0\\b7\\a0"; }
  .rows tbody th .note { display: inline; margin-left: 0.5em; }
  .facts > div { grid-template-columns: 1fr; gap: 0; margin-bottom: 0.25rem; }
}
`;
