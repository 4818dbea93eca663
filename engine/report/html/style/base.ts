/**
 * Colours and type. Each colour is a pair, light and dark, of at least 4.5:1 (text) against the surfaces it stands on;
 * the reader's system chooses, and the button of the page outranks it by `color-scheme`.
 */
export const BASE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f6f3, #121517);
  --surface: light-dark(#ffffff, #1a1e21);
  --raised: light-dark(#f3f4f2, #22272b);
  --ink: light-dark(#1d2226, #e6e8ea);
  --soft: light-dark(#5a636b, #a0a9b1);
  --line: light-dark(#e2e4e1, #2e353a);
  --strong-line: light-dark(#c4c9c6, #454e55);
  --accent: light-dark(#0d6570, #6cc5cd);
  --accent-soft: light-dark(#e2f0f0, #17353a);
  --good: light-dark(#1b6e43, #74c99a);
  --good-soft: light-dark(#e4f3ea, #173527);
  --caution: light-dark(#835400, #e3b465);
  --caution-soft: light-dark(#faf0dc, #3a2d13);
  --bad: light-dark(#a92a20, #ff978c);
  --bad-soft: light-dark(#fbe9e7, #45201c);
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei',
    'Noto Sans CJK SC', sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'Noto Sans Mono', 'DejaVu Sans Mono', 'PingFang SC',
    'Microsoft YaHei', 'Noto Sans CJK SC', monospace;
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
:root:not([data-live]) .live, :root[data-live] .still { display: none; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 400 0.9375rem/1.55 var(--sans);
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
.masthead, main, footer { max-width: 76rem; margin-inline: auto; padding-inline: clamp(1rem, 3.5vw, 2.5rem); }
h1, h2, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
h1 { font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.5rem); line-height: 1.15; font-weight: 620; letter-spacing: -0.02em; text-wrap: balance; }
h2 { font-size: 1.0625rem; line-height: 1.3; font-weight: 620; letter-spacing: -0.005em; margin-block-end: 1rem; }
h2:focus { outline: none; }
code { font-family: var(--mono); font-size: 0.9em; font-variant-ligatures: none; }
code .flag { white-space: nowrap; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
ul.plain { list-style: none; }
.quiet { color: var(--soft); }
.label { font-weight: 560; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; color: var(--soft); width: fit-content; }
summary:hover { color: var(--ink); }
time { white-space: nowrap; }
section { margin-block-start: 3rem; }
`;
