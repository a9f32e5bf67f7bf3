// How the page is printed: all of it, unfolded and unfiltered, dark on white, no controls.
export const printStyle = `
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --panel: #fff; --sunk: #f1f2f4; --ink: #000; --muted: #444b55; --line: #c3c8d0; --strong: #767e8a; --accent: #123a94;
    --red: #ad1f17; --red-ground: #fcebe9; --orange: #8f4400; --orange-ground: #fff0e0; --yellow: #705200; --yellow-ground: #fbf2d0;
    --grey: #46505e; --grey-ground: #e9ecf1; --blue: #1f567a; --blue-ground: #e5f0f7; --green: #116335; --green-ground: #e2f3e8;
  }
  @page { margin: 14mm 14mm 16mm; @bottom-left { content: "rebootgate report"; font: 8pt sans-serif; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
  body { max-width: none; padding: 0; font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .top nav, .skip, .filters, .scripted-on .scripted, .none, .list summary, .long > summary { display: none !important; }
  summary { list-style: none; color: inherit; break-after: avoid; }
  .block[hidden], .group[hidden] { display: block !important; }
  tr[hidden] { display: table-row !important; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .many .block { content-visibility: visible; }
  .verdict { grid-template-columns: 1fr; break-inside: avoid; }
  .checked { padding-left: 0; border-left: 0; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(24mm, 1fr)); gap: 1.5mm; break-inside: avoid; }
  .tile > a, .tile > button, .tile.zero { padding: 1.5mm; font-size: 7.5pt; }
  .panel { border: 0; padding: 0; }
  .sequence, .block { border: 0; border-left: 1.2mm solid var(--tone); border-radius: 0; padding: 1mm 0 1mm 4mm; }
  .claims, .facts, .tiles + .group, .open { display: block; }
  .claims > li { margin-bottom: 2mm; }
  .rows, .list, .facts, .open dd { font-size: 8.5pt; }
  .note, .tag, .badge, .legend, footer { font-size: 7.5pt; }
  footer { margin-top: 5mm; break-before: avoid; }
  .rows th:nth-child(1) { width: 24mm; }
  .rows th:nth-child(4) { width: 26mm; }
  .tile .number { font-size: 14pt; }
  h2 { margin-top: 7mm; }
  h1, h2, h3, h4, caption, .meaning, .block > header, .reason { break-after: avoid; }
  tr, .meaning, .reason, .waiver, .claims > li, .timeline li, .open > div, .facts > div, .badge { break-inside: avoid; }
  thead, tbody tr:first-child { break-before: avoid; }
  a { color: inherit; }
  a.url { text-decoration: none; }
}
`;
