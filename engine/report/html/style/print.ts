/** On paper: always light, no controls, every row, rows never torn, column titles on every page. */
export const PRINT = `
@page { margin: 14mm 12mm 16mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #5a636b; } }
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  body { background: none; font-size: 9.5pt; }
  .live, .live.filters, .nothing { display: none !important; }
  .masthead, main, footer { max-width: none; padding-inline: 0; }
  .rehearsal { border: 1px solid; }
  .numbers { grid-template-columns: repeat(6, 1fr); }
  a { color: inherit; text-decoration: none; }
  section { margin-block-start: 1.5rem; }
  .pictures { display: block; }
  .pictures > section, .waivers { border: 0; padding: 0; margin-block-start: 1.5rem; break-inside: avoid; }
  .pictures > .by-rule, .waivers { break-inside: auto; }
  .bars li, .waiver, .meter, .facts dl > div { break-inside: avoid; }
  h2 { break-after: avoid; }
  .lines { break-before: page; }
  #lines { border: 0; border-radius: 0; font-size: 8.5pt; }
  #lines thead { display: table-header-group; }
  #lines thead th { position: static; }
  #lines tr { break-inside: avoid; }
  #lines td { padding: 0.35rem 0.5rem; }
  th.state { width: 8rem; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
