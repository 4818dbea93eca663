import { RESOURCE_TYPES } from '../../model.ts';
import { doingOf } from '../doing.ts';
import { prose } from '../layout.ts';
import { planOf, type RowState } from '../rows.ts';
import type { Tally } from '../summary.ts';
import { visible } from '../visible.ts';
import { count, number, stateWord } from '../words.ts';
import { type Page, table } from './page.ts';

/** The run in numbers: by state, by type, by rule, and what the traffic was. */
export function* summarySection(page: Page): Iterable<string> {
  const { run, summary } = page;
  if (run.plan !== undefined || summary.removals > 0) {
    yield page.heading('Summary');
    if (run.outcomes.length > 0) yield `${page.line([prose(stateLine(page), 'strong')], 2, 4)}\n`;
    yield* table(page, 1, typeRows(page));
    yield* ruleTable(page);
  }
  const head = run['journal-head'];
  // Noted elsewhere, it tells later whether the journal is still the one of this run.
  if (head !== undefined) yield `\n${page.line([prose(`journal head ${head}`, 'quiet')], 2, 4)}`;
  const { requests, retries, throttles, 'waited-ms': waited } = run.traffic;
  if (requests === 0) return;
  const line = `${count(requests, 'request')}, ${count(retries, 'retry', 'retries')}, ${count(throttles, 'throttle')}, ${number(waited / 1000)} s waited`;
  yield `\n${page.line([prose(line, 'quiet')], 2, 4)}`;
}

function typeRows({ run, summary }: Page): string[][] {
  const counts = run.plan?.counts['per-type'] ?? {};
  const rows = RESOURCE_TYPES.filter(
    (type) => counts[type] !== undefined || summary.types.get(type)?.removals,
  ).map((type) => [
    type,
    ...[counts[type]?.resources, counts[type]?.tags].map(cell),
    ...cells(summary.types.get(type)),
  ]);
  return [['type', 'resources', 'tags', doingOf(run).noun[1], 'kept', 'findings'], ...rows];
}

function* ruleTable(page: Page): Iterable<string> {
  const severities = new Map(planOf(page.run)?.rules.rules.map(({ id, severity }) => [id, severity]));
  const told = [...page.summary.rules].filter(([, one]) => one.removals + one.kept + one.findings > 0);
  const silent = page.summary.rules.size - told.length;
  if (told.length > 0) {
    const rows = told.map(([id, one]) => [visible(id), severities.get(id) ?? '', ...cells(one)]);
    yield '\n';
    yield* table(page, 2, [['rule', 'severity', 'removals', 'kept', 'findings'], ...rows]);
  }
  if (silent > 0) {
    const others = told.length > 0 ? 'other rule' : 'rule';
    yield page.line([prose(`${count(silent, others)} with nothing to say`, 'quiet')], 2, 4);
  }
}

function cells(tally: Tally | undefined): string[] {
  return [tally?.removals, tally?.kept, tally?.findings].map(cell);
}

function cell(n: number | undefined): string {
  return n === undefined || n === 0 ? '-' : number(n);
}

function stateLine({ run, summary }: Page): string {
  const order: readonly RowState[] = [
    'removed',
    'gone',
    'restored',
    'present',
    'stale',
    'failed',
    'in-doubt',
    'not-sent',
  ];
  return order
    .flatMap((state) => {
      const n = summary.states.get(state) ?? 0;
      return n === 0 ? [] : [`${number(n)} ${stateWord(state, run)}`];
    })
    .join(', ');
}
