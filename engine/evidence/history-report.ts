import { exact, prose, type Span, wrap } from '../report/layout.ts';
import { painter } from '../report/paint.ts';
import { streamJson } from '../report/stream.ts';
import { showKey, showResource, visible } from '../report/visible.ts';
import { count } from '../report/words.ts';
import type { History, Repeat, RuleHistory, WaiverDebt, WaiverState } from './history.ts';
import type { EvidenceLook } from './report.ts';

/** A format: what past runs add up to, as text in chunks. The same input gives the same bytes. */
export type HistoryReport = (histories: readonly History[], look: EvidenceLook) => Iterable<string>;

/** Every format, by the name that `--report` takes. */
export const HISTORY_REPORTS = { text, json } as const satisfies Record<string, HistoryReport>;

export type HistoryReportName = keyof typeof HISTORY_REPORTS;

function json(histories: readonly History[]): Iterable<string> {
  return streamJson({ version: 1, histories }, 3);
}

function* text(histories: readonly History[], { color, width }: EvidenceLook): Iterable<string> {
  const paint = painter(color);
  if (histories.length === 0) yield 'no runs yet\n';
  for (const [i, history] of histories.entries()) {
    if (i > 0) yield '\n';
    for (const { indent, spans } of page(history)) yield wrap(spans, width, indent, indent + 4, paint);
  }
}

interface Line {
  readonly indent: number;
  readonly spans: readonly Span[];
}

function line(indent: number, ...spans: Span[]): Line {
  return { indent, spans };
}

function* page({ organization, origin, runs, rules, repeats, waivers }: History): Iterable<Line> {
  yield line(
    0,
    exact(visible(`${organization} at ${origin}`), 'strong'),
    prose(`  ${count(runs.length, 'run')}`),
  );
  yield line(0);
  yield line(0, prose('Removals by rule', 'heading'));
  if (rules.length === 0) yield line(2, prose('none'));
  for (const rule of rules) yield* ruleLines(rule);
  yield line(0);
  yield line(0, prose('Removed again after coming back', 'heading'));
  if (repeats.length === 0) yield line(2, prose('none'));
  for (const repeat of repeats) yield repeatLine(repeat);
  if (waivers !== undefined) yield* waiverLines(waivers);
}

function* ruleLines({ rule, removed, undone, runs }: RuleHistory): Iterable<Line> {
  const sum = `${count(removed, 'tag')} in ${count(runs.length, 'run')}${backText(undone)}`;
  yield line(2, exact(visible(rule), 'name'), prose(`  ${sum}`));
  for (const { run, day, removed: tags, undone: back } of runs) {
    const spans = [prose(`${day}  ${String(tags).padStart(6)}  `), exact(visible(run), 'quiet')];
    yield line(4, ...spans, prose(backText(back)));
  }
}

function backText(undone: number): string {
  return undone === 0 ? '' : `, ${count(undone, 'tag')} put back by an undo`;
}

function repeatLine({ resource, key, runs }: Repeat): Line {
  return line(
    2,
    exact(showKey(key), 'name'),
    prose(' of '),
    exact(showResource(resource)),
    prose(`  ${runs.length} times: `),
    exact(visible(runs.join(', ')), 'quiet'),
  );
}

function* waiverLines({ run, day, waivers }: WaiverDebt): Iterable<Line> {
  const expired = waivers.filter((one) => one.state === 'expired').length;
  yield line(0);
  yield line(0, prose('Waivers', 'heading'), prose(` of run ${visible(run)}, judged on ${day}`, 'quiet'));
  yield line(2, prose(`${waivers.length - expired} in force, ${expired} expired`));
  for (const waiver of waivers) yield waiverLine(waiver);
}

function waiverLine(waiver: WaiverState): Line {
  const { rule, reason, expires, state, days, covers, ticket } = waiver;
  const past = state === 'expired';
  const when = past ? `expired ${count(-days, 'day')} before` : `${count(days, 'day')} left`;
  const about = `${reason} (approved by ${waiver['approved-by']}${ticket === undefined ? '' : `, ${ticket}`})`;
  return line(
    2,
    prose(`${expires}  `, past ? 'bad' : 'good'),
    prose(`${when}, covers ${count(covers, 'tag')}  `),
    exact(visible(rule), 'name'),
    prose(`  ${visible(about)}`),
  );
}
