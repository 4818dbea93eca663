/** The table and its filters. */
export const LINES = `
.lines h2 { font-size: 1.25rem; scroll-margin-block-start: 1rem; }
.filters { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; padding-block: 0.75rem; position: sticky; inset-block-start: 0; z-index: 2; background: var(--page); }
.kinds { border: 1px solid var(--strong-line); border-radius: 7px; display: flex; flex-wrap: wrap; overflow: hidden; min-inline-size: 0; background: var(--surface); }
.kinds label { position: relative; cursor: pointer; }
.kinds label + label { border-inline-start: 1px solid var(--line); }
.kinds input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: inherit; }
.kinds label > span { display: block; padding: 0.28rem 0.75rem; }
.kinds .n { color: var(--soft); font-size: 0.8125rem; }
.kinds label:hover > span { background: var(--raised); }
.kinds input:checked + span { background: var(--accent); color: var(--surface); }
.kinds input:checked + span .n { color: inherit; }
.kinds input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: -4px; }
.kinds input:checked:focus-visible + span { outline-color: var(--surface); }
.kinds label:has(:disabled) { color: var(--soft); cursor: default; }
.search { flex: 1 1 22rem; }
.search input { width: 100%; }
.filters input[type='search'], .filters select { border: 1px solid var(--strong-line); border-radius: 7px; background: var(--surface); padding: 0.28rem 0.6rem; min-height: 2.1rem; }
.filters select { max-width: 12rem; text-overflow: ellipsis; }
.filters input::placeholder { color: var(--soft); opacity: 1; }
.chip { background: var(--accent-soft); border-color: var(--accent); color: var(--accent); max-width: 100%; }
#status { color: var(--soft); font-size: 0.8125rem; white-space: nowrap; margin-inline-start: auto; }
#lines { width: 100%; border-collapse: separate; border-spacing: 0; table-layout: fixed; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
#lines th { text-align: start; padding: 0; background: var(--surface); border-block-end: 1px solid var(--strong-line); font-weight: 560; }
#lines th:first-child { border-start-start-radius: 9px; }
#lines th:last-child { border-start-end-radius: 9px; }
#lines th button { all: unset; box-sizing: border-box; display: block; width: 100%; padding: 0.55rem 0.75rem; color: var(--soft); font-size: 0.8125rem; cursor: pointer; }
#lines th button:hover { color: var(--ink); }
#lines th button:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; border-radius: 6px; }
#lines th button::after { content: ''; display: inline-block; width: 1em; margin-inline-start: 0.35em; }
#lines th[aria-sort='ascending'] button, #lines th[aria-sort='descending'] button { color: var(--accent); }
#lines th[aria-sort='ascending'] button::after { content: '↑'; }
#lines th[aria-sort='descending'] button::after { content: '↓'; }
:root:not([data-live]) #lines th button { pointer-events: none; }
th.state { width: 11.5rem; }
th.resource { width: 24%; }
th.key { width: 15%; }
th.value { width: 22%; }
#lines td { padding: 0.7rem 0.75rem; vertical-align: top; border-block-end: 1px solid var(--line); }
#lines tbody:last-child tr:last-child td { border-block-end: 0; }
#lines td.space { padding: 0; border: 0; }
.badge { display: inline-block; border-radius: 5px; padding: 0.02rem 0.5rem; font-size: 0.8125rem; font-weight: 560; color: var(--soft); background: var(--raised); }
.badge.accent { color: var(--accent); background: var(--accent-soft); }
.badge.good { color: var(--good); background: var(--good-soft); }
.badge.caution { color: var(--caution); background: var(--caution-soft); }
.badge.bad { color: var(--bad); background: var(--bad-soft); }
td .severity { display: block; font-size: 0.8125rem; margin-block-start: 0.15rem; padding-inline-start: 0.5rem; }
td .name { display: block; font-weight: 560; unicode-bidi: plaintext; }
td .place, td .id { display: block; color: var(--soft); font-size: 0.8125rem; line-height: 1.45; }
td .id { font-size: 0.75rem; }
td .text { display: block; white-space: pre-wrap; unicode-bidi: plaintext; text-align: match-parent; font-size: 0.8125rem; line-height: 1.5; }
td.key .text { font-weight: 600; }
td .empty { color: var(--soft); }
td .rule { display: inline-block; margin-inline-end: 0.6em; font-size: 0.875rem; }
td .why, td .evidence { color: var(--soft); font-size: 0.8125rem; line-height: 1.45; }
td .evidence code { word-break: break-all; font-size: 0.75rem; }
td .why { unicode-bidi: plaintext; }
.still { margin-block-end: 1rem; }
.nothing { padding: 2rem; text-align: center; color: var(--soft); }
@media screen and (max-width: 52rem) {
  .filters { position: static; }
  .filters select { max-width: 100%; flex: 1 1 8rem; }
  .filters label:has(select) { flex: 1 1 8rem; display: flex; }
  #lines, #lines tbody, #lines td, #lines tr { display: block; }
  #lines thead { display: block; border-block-end: 1px solid var(--strong-line); }
  #lines thead tr { display: flex; flex-wrap: wrap; }
  #lines th { width: auto; border: 0; }
  #lines th button { padding: 0.5rem 0.6rem; }
  #lines td { border: 0; padding: 0.15rem 0.9rem; }
  #lines tbody tr { padding-block: 0.75rem; border-block-end: 1px solid var(--line); }
  #lines td:empty { display: none; }
  td.state .badge, td.state .severity { display: inline-block; margin: 0; }
}
@media screen and (min-width: 52.01rem) { #lines thead th { position: sticky; inset-block-start: var(--bar, 0); z-index: 1; } }
`;
