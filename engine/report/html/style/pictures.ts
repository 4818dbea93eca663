/** Bars, the tree and the time line of waivers. */
export const PICTURES = `
.pictures { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.25rem; }
.pictures > section, .waivers { margin: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.5rem; }
.pictures > .by-rule, .pictures > .by-sum { grid-column: 1 / -1; }
.sums { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.sums th, .sums td { padding: 0.35rem 0.3rem; text-align: end; white-space: nowrap; border-block-end: 1px solid var(--line); }
.sums thead th { color: var(--soft); font-weight: 400; font-size: 0.8125rem; }
.sums th[scope='row'] { text-align: start; padding-inline-start: 0; font-weight: 560; }
.sums tbody tr:last-child > * { border-block-end: 0; }
.pictures > .by-type:first-child { grid-column: 1 / -1; }
.waivers { margin-block-start: 1.25rem; }
@media screen and (max-width: 52rem) { .pictures { grid-template-columns: minmax(0, 1fr); } .pictures > section, .waivers { padding: 1rem; } }
.next-picture { margin-block: 1.5rem 0.6rem; }
.legend { color: var(--soft); font-size: 0.8125rem; margin-block: -0.6rem 0.9rem; }
.swatch { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 2px; margin-inline-end: 0.25em; }
.swatch + .swatch { margin-inline-start: 0.75em; }
.legend .kept { margin-inline-start: 0.75em; }
.swatch.removals { background: var(--accent); }
.swatch.kept { background: var(--strong-line); }
.bars { display: grid; gap: 0.2rem; margin-inline: -0.6rem; }
.bars .row { display: grid; gap: 0.2rem; padding: 0.45rem 0.6rem; border-radius: 7px; color: inherit; text-decoration: none; }
.bars .row:hover { background: var(--raised); }
.bars .row[aria-current] { background: var(--accent-soft); }
.by-rule .row { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 0.2rem 2rem; }
.by-rule .about, .by-rule .amount { display: grid; align-content: start; gap: 0.2rem; }
.by-rule .bar { margin-block-start: 0.4rem; }
.by-rule .under { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; color: var(--soft); font-size: 0.8125rem; line-height: 1.4; }
.bars .head { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; }
.bars .said { color: var(--soft); font-size: 0.8125rem; text-align: end; flex: none; max-width: 60%; }
.bars .quiet { font-size: 0.8125rem; line-height: 1.4; }
.bar { display: block; border-radius: 2px; background: var(--raised); }
.bars .row:hover .bar, .bars .row[aria-current] .bar { background: var(--line); }
.bar .removals { fill: var(--accent); }
.bar .kept { fill: var(--strong-line); }
.severity.error { color: var(--bad); }
.severity.warning { color: var(--caution); }
.severity.info, .severity.settled { color: var(--soft); }
.by-rule details { margin-block-start: 1rem; font-size: 0.8125rem; }
.silent { columns: 18rem; margin-block-start: 0.6rem; }
.tree { display: block; overflow: visible; }
.tree .box { fill: var(--accent-soft); stroke: var(--surface); stroke-width: 2; }
.tree .depth-0 { fill: var(--raised); }
.tree .depth-2 { fill: color-mix(in oklab, var(--accent-soft) 88%, var(--accent)); }
.tree .depth-3, .tree .depth-4, .tree .depth-5 { fill: color-mix(in oklab, var(--accent-soft) 76%, var(--accent)); }
.tree text { fill: var(--ink); font-size: 0.8125rem; font-family: var(--sans); }
.tree text.small { font-size: 0.6875rem; }
.tree .count { fill: var(--ink); font-weight: 620; }
.tree a:hover .box { stroke: var(--accent); }
.tree a { outline: none; }
.tree a:focus-visible .box, .tree a[aria-current] .box { stroke: var(--accent); stroke-width: 3; }
.tree-list { display: none; list-style: none; margin: 0; padding: 0; font-size: 0.875rem; }
.tree-list a { display: flex; justify-content: space-between; gap: 1rem; padding-block: 0.3rem; color: inherit; text-decoration: none; border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
.tree-list .depth-1 { padding-inline-start: 0.75rem; }
.tree-list .depth-2 { padding-inline-start: 1.5rem; }
.tree-list .depth-3 { padding-inline-start: 2.25rem; }
.tree-list .depth-4, .tree-list .depth-5 { padding-inline-start: 3rem; }
.tree-list a[aria-current] { background: var(--accent-soft); }
@media screen and (max-width: 37.5rem) { .tree, .of-picture, .axis text:nth-child(even) { display: none; } .tree-list { display: block; } }
.by-place .quiet { font-size: 0.8125rem; margin-block-start: 0.9rem; }
.waiver { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 0.25rem 2rem; padding-block: 0.7rem; border-block-start: 1px solid var(--line); }
.waiver.axis-row { border: 0; padding: 0; }
.axis-row .axis { grid-column: 2; }
.axis { overflow: visible; display: block; }
.axis text { fill: var(--soft); font-size: 0.75rem; font-family: var(--sans); }
.waiver .about { display: grid; justify-items: start; }
.waiver .quiet, .until { font-size: 0.8125rem; }
.span svg { display: block; overflow: visible; }
.tick { stroke: var(--line); }
.today { stroke: var(--ink); stroke-width: 1.5; }
.life { fill: var(--accent); }
.life.ending { fill: var(--caution); }
.life.expired { fill: var(--bad); }
.until.ending { color: var(--caution); }
.until.expired { color: var(--bad); }
@media screen and (max-width: 52rem) { .tree text { font-size: 0.75rem; } .by-rule .row, .waiver { grid-template-columns: minmax(0, 1fr); } .axis-row .axis { grid-column: 1; } }
`;
