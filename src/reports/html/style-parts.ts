// How the top of the page, the charts and the smaller sections look.
export const partStyle = `
.top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 2rem; padding: 1rem 0; }
.brand { font-weight: 700; }
.top ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; }
.top nav a { display: inline-block; padding: 0.25rem 0; font-size: 0.875rem; text-decoration: none; }
.top nav a:hover { text-decoration: underline; }

.verdict { display: grid; gap: 1.25rem 2.5rem; padding: clamp(1.25rem, 3vw, 2rem); border-radius: 0.75rem; background: var(--tone-ground); border: 1px solid var(--tone); border-left-width: 0.5rem; }
.verdict .word { display: flex; align-items: center; gap: 0.35em; color: var(--tone); font-size: clamp(1.75rem, 5vw, 2.75rem); line-height: 1.1; letter-spacing: -0.01em; text-wrap: wrap; }
.verdict .word.long { font-size: clamp(1.375rem, 4vw, 2rem); }
.verdict .sentence { display: block; margin-top: 0.75rem; font-size: clamp(1.0625rem, 2vw, 1.25rem); font-weight: 600; line-height: 1.4; text-wrap: pretty; }
.verdict .sentence::first-letter { text-transform: uppercase; }
.verdict .scope { margin-top: 0.625rem; max-width: 48rem; }
.checked { display: grid; align-content: start; gap: 0.5rem; font-size: 0.875rem; }
.checked div { display: grid; grid-template-columns: 7rem 1fr; gap: 0.75rem; }
.checked dt { font-weight: 600; }
.checked ul { list-style: none; }
.checked .muted { color: inherit; }
@media (min-width: 64rem) { .verdict { grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); } .checked { padding-left: 2rem; border-left: 1px solid var(--tone); } }

.advice ul { padding-left: 1.25rem; max-width: 60rem; }
.advice li + li { margin-top: 0.5rem; }
.advice ul + ul { margin-top: 0.5rem; }
.advice ::marker { color: var(--muted); }

.marks { vertical-align: -0.125rem; flex: none; }
.marks rect { stroke-width: 1.5; }
.r-first { fill: var(--strong); stroke: var(--strong); }
.r-more { fill: var(--red); stroke: var(--red); }
.r-maybe { fill: none; stroke: var(--red); stroke-dasharray: 3 2.5; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-bottom: 0.75rem; font-size: 0.8125rem; color: var(--muted); }

table { border-collapse: collapse; width: 100%; text-align: left; }
th, td { padding: 0.5rem 1rem 0.5rem 0; vertical-align: top; border-top: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--muted); font-size: 0.8125rem; font-weight: 600; padding-block: 0.25rem; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.75rem; max-width: 60rem; }
.list { table-layout: fixed; }
.list th:nth-child(1) { width: 55%; }
.waivers th:nth-child(1) { width: 22%; }
.waivers th:nth-child(2) { width: 45%; }
.list details { margin: 0; }
.list summary { padding: 0; font-size: 0.8125rem; font-weight: 400; }
.chart th[scope="row"] { white-space: nowrap; }
.chart .said { margin-left: 0.5rem; }

.sequence + .sequence, main > section > .panel + .panel { margin-top: 1rem; }
.sequence { border-left: 0.375rem solid var(--tone); }
.panel h4 { margin: 1rem 0 0.25rem; display: flex; align-items: center; gap: 0.4em; }
.panel > h3, .panel > * + h3 { margin-top: 1rem; }
.panel article ul, .panel > ul { padding-left: 1.25rem; }
.predicted { margin-top: 0.5rem; max-width: 60rem; }
.timeline { list-style: none; margin-top: 1.25rem; max-width: 60rem; }
.timeline li { position: relative; display: grid; grid-template-columns: 1.75rem minmax(0, 1fr); gap: 0.75rem; padding-bottom: 0.875rem; }
.timeline li:not(:last-child)::before { content: ""; position: absolute; left: 0.8125rem; top: 1.75rem; bottom: 0; width: 2px; background: var(--line); }
.timeline .node { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; font-size: 0.875rem; border: 2px solid var(--tone); background: var(--tone-ground); color: var(--tone); }
.timeline .step { font-weight: 600; }
.timeline .tag { color: var(--tone); border-color: currentColor; }
.timeline .t-break > div { padding: 0.625rem 0.875rem; border-radius: 0.5rem; background: var(--tone-ground); }
.timeline .t-break .tag { font-weight: 700; }

.open { margin-top: 0.75rem; }
.open > div { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.open dt { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; justify-content: space-between; font-weight: 600; }
.open dd { margin-top: 0.375rem; font-size: 0.875rem; }
.open ul { list-style: none; }
.open li { margin-bottom: 0.25rem; }

@media (max-width: 40rem) {
  .list thead, .chart thead { position: absolute; clip-path: inset(50%); }
  .list, .list tbody, .list tr, .list th, .list td, .list caption, .chart, .chart tbody, .chart tr, .chart th { display: block; width: auto; padding-right: 0; }
  .list tbody th:nth-child(1) { width: auto; }
  .list td { border-top: 0; padding: 0 0 0.125rem; display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.75rem; }
  .list td::before { content: attr(data-label); min-width: 4rem; color: var(--muted); font-size: 0.8125rem; }
  .list tr { padding-bottom: 0.5rem; }
  .checked div { grid-template-columns: 1fr; gap: 0; }
  .chart td { display: inline-block; border: 0; padding-top: 0; }
}
`;
