/**
 * On paper: always light, no controls, every row, rows never torn, column titles on every page. Chromium repeats no
 * head that holds a button, so that paper has titles of its own.
 */
export const PRINT = `
.paper { display: none; }
@page { margin: 14mm 12mm 16mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #5a636b; } }
@media print {
  :root, :root[data-theme] { color-scheme: light; font-size: 12px; }
  body { background: none; }
  .live, .live.filters, .nothing { display: none !important; }
  .masthead, main, footer { max-width: none; padding-inline: 0; }
  .rehearsal { border: 1px solid; }
  .numbers { display: grid; grid-template-columns: repeat(6, 1fr); }
  a { color: inherit; text-decoration: none; }
  section { margin-block-start: 1.5rem; }
  .pictures { display: block; }
  .pictures > section, .waivers { border: 0; padding: 0; margin-block-start: 1.5rem; break-inside: avoid; }
  .pictures > .by-rule, .waivers { break-inside: auto; }
  .bars li, .waiver, .meter, .facts dl > div { break-inside: avoid; }
  h2 { break-after: avoid; }
  .lines { break-before: page; }
  #lines { border: 0; border-radius: 0; }
  #lines thead { display: table-header-group; break-inside: avoid; }
  th.state { width: 7.5rem; }
  #lines thead th { position: static; padding: 0.35rem 0.5rem; }
  #lines thead th button { display: none; }
  .paper { display: inline; }
  #lines tr { break-inside: avoid; }
  #lines td { padding: 0.35rem 0.5rem; }
  .mode { margin-block-start: 0.5rem; }
  .top { padding-block: 0.75rem; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
