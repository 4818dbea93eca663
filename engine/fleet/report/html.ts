import { REPORTS, type ReportOptions } from '../../report/index.ts';
import type { FleetRun } from '../result.ts';
import { COLUMNS, cellsOf, emulatedText, fleetTitle, totalLine } from './rows.ts';

/** One page: a table of all organizations, and the page of each, whole, in a frame of its own that opens on demand. */
export function* html(run: FleetRun, options: ReportOptions): Iterable<string> {
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${inert(fleetTitle(run))}</title>`;
  yield `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>\n`;
  yield `<h1>${inert(fleetTitle(run))}</h1>\n<p><strong>Exit ${run.exit}</strong>: ${inert(totalLine(run))}</p>\n`;
  const rehearsed = emulatedText(run);
  if (rehearsed !== undefined) yield `<p><strong>EMULATED</strong> ${inert(rehearsed)}</p>\n`;
  yield `<table><thead>${row('th', COLUMNS)}</thead><tbody>\n`;
  for (const one of run.organizations) yield row('td', cellsOf(one, run));
  yield '</tbody></table>\n';
  for (const { name, exit, run: one } of options.summaryOnly === true ? [] : run.organizations) {
    if (one === undefined) continue;
    yield `<details id="${name}"><summary>${name}: exit ${exit}</summary>\n<iframe title="${name}" loading="lazy" srcdoc="`;
    for (const chunk of REPORTS.html(one, options)) yield inert(chunk);
    yield '"></iframe></details>\n';
  }
  yield `<p>run ${inert(run.id)}, ${inert(run.tool)}</p>\n</body></html>\n`;
}

const STYLE =
  ':root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}' +
  'th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #8886}summary{padding:.5rem 0;cursor:pointer}' +
  'iframe{width:100%;height:80vh;border:1px solid #8886}';

function row(element: 'th' | 'td', cells: readonly string[]): string {
  const scope = element === 'th' ? ' scope="col"' : '';
  return `<tr>${cells.map((cell) => `<${element}${scope}>${inert(cell)}</${element}>`).join('')}</tr>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function inert(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
