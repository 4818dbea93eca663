/** Banner, masthead, trouble, facts and limits. */
export const HEAD = `
.rehearsal { background: var(--caution-soft); color: var(--caution); padding: 0.6rem clamp(1rem, 3.5vw, 2.5rem); text-align: center; border-block-end: 1px solid var(--line); }
.top { display: flex; justify-content: space-between; align-items: center; padding-block: 1.25rem; }
.brand { font-weight: 640; letter-spacing: -0.01em; }
.brand::before { content: ''; display: inline-block; width: 0.62em; height: 0.62em; margin-inline-end: 0.5em; border-radius: 2px; background: var(--accent); }
.buttons { display: flex; gap: 0.5rem; }
button { border: 1px solid var(--strong-line); background: var(--surface); border-radius: 6px; padding: 0.25rem 0.75rem; cursor: pointer; }
button:hover { border-color: var(--soft); }
.masthead { padding-block-end: 0.5rem; }
.mode { color: var(--soft); margin-block: clamp(1rem, 4vw, 2.5rem) 0.5rem; }
.organization { color: var(--soft); margin-block-start: 0.6rem; }
.verdict { display: flex; gap: 0.75rem; align-items: baseline; margin-block-start: 1.25rem; max-width: 60rem; }
.next { color: var(--soft); }
.back { color: var(--soft); margin-block-start: 0.5rem; max-width: 60rem; }
.back code { overflow-wrap: anywhere; }
.exit { flex: none; font-weight: 620; border-radius: 5px; padding: 0.1rem 0.55rem; white-space: nowrap; }
.exit.good { color: var(--good); background: var(--good-soft); }
.exit.accent { color: var(--accent); background: var(--accent-soft); }
.exit.caution { color: var(--caution); background: var(--caution-soft); }
.exit.bad { color: var(--bad); background: var(--bad-soft); }
.numbers { list-style: none; display: flex; flex-wrap: wrap; margin-block-start: 2.25rem; border: 1px solid var(--line); border-radius: 10px; background: var(--line); gap: 1px; overflow: hidden; }
.numbers li { background: var(--surface); display: flex; flex: 1 1 8.5rem; }
.numbers li, .numbers a { color: inherit; text-decoration: none; }
.numbers a { flex: 1; }
.numbers li > :only-child, .numbers li:not(:has(a)) { padding: 0.9rem 1.1rem; }
.numbers li:not(:has(a)), .numbers a { display: flex; flex-direction: column; }
.numbers a:hover { background: var(--accent-soft); }
.numbers a:focus-visible { outline-offset: -2px; }
.figure { font-size: 1.75rem; line-height: 1.2; font-weight: 560; letter-spacing: -0.02em; }
.figure.bad { color: var(--bad); }
.what { color: var(--soft); font-size: 0.8125rem; line-height: 1.35; }
.trouble { border: 1px solid var(--line); border-inline-start: 4px solid var(--bad); border-radius: 8px; background: var(--surface); padding: 1.25rem 1.5rem; display: grid; gap: 0.6rem; margin-block-start: 2rem; }
.trouble h2 { margin: 0; }
.trouble ul.plain { display: grid; gap: 0.4rem; }
.trouble ul:empty { display: none; }
.alarm.bad strong { color: var(--bad); }
.alarm.caution strong { color: var(--caution); }
.problem { border-block-start: 1px solid var(--line); padding-block-start: 0.6rem; }
.problem .code { color: var(--bad); font-weight: 600; }
.problem.warning .code { color: var(--caution); }
.facts dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1.1rem 2rem; }
.facts dt { color: var(--soft); font-size: 0.8125rem; }
.hashes { margin-block-start: 1.25rem; padding-block-start: 1.1rem; border-block-start: 1px solid var(--line); display: grid; gap: 0.75rem; }
.hashes .label { color: var(--soft); font-weight: 400; font-size: 0.8125rem; margin-inline-end: 0.75rem; }
.hash { display: inline-block; margin-inline-end: 1.25rem; }
.hash code { color: var(--soft); }
.hash .changed { color: var(--caution); }
.facts dl.digests { display: grid; grid-template-columns: 1fr; gap: 0.5rem; margin-block-start: 0.9rem; }
.meters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1.25rem 2rem; }
.meter { display: grid; grid-template-columns: 1fr auto; gap: 0.3rem 1rem; align-items: baseline; }
.meter svg { grid-row: 2; grid-column: 1 / -1; }
.meter .said { color: var(--soft); font-size: 0.8125rem; }
.meter .track { fill: var(--line); }
.meter .used { fill: var(--accent); }
.meter.past .used { fill: var(--bad); }
.meter.past .said, .meter.past .said strong { color: var(--bad); }
.limits > .quiet { margin-block-start: 0.9rem; }
footer { color: var(--soft); font-size: 0.8125rem; padding-block: 3rem; }
`;
