import type { Place, Run, Severity } from '../model.ts';
import { doingOf } from './doing.ts';
import { leftByUndo } from './left-by-undo.ts';
import { BACK, howToAllow, wayBack } from './next.ts';
import type { Asked, ReportOptions } from './report.ts';
import { grouped, planOf, rowsOf } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { summarize } from './summary.ts';
import { emulated, givenOf, title } from './title.ts';
import { type Alarm, alarms, verdict } from './verdict.ts';
import { showKey, showResource, showValue, visible } from './visible.ts';
import { count, freezeText, gapText, objectionText, stateWord } from './words.ts';
import { commandLine, type Level, placeProperties } from './workflow.ts';

/** GitHub shows at most ten annotations of a level for each step and drops the rest unseen. */
const MOST_OF_A_LEVEL = 10;
/** Lines of one annotation. */
const MOST_LINES = 10;

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  Level
>;

/** One annotation before it is a command. */
export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly place?: Place;
  readonly lines: readonly string[];
}

/** Workflow commands for GitHub Actions: annotations, the gravest first, then the whole list in a folded group. */
export function* github(run: Run, options: ReportOptions): Iterable<string> {
  const summary = summarize(run);
  const heard = alarms(run, summary);
  for (const { word, sentence } of heard) yield `${word}  ${sentence}\n`;
  yield `${title(run)}${emulated(run) ? ' (EMULATED, not the cloud)' : ''}\n`;
  for (const { sentence } of givenOf(run)) yield `${sentence}\n`;
  yield* annotations([...troubles(run, heard, options.asked), ...violations(standingOf(run))]);
  if (options.summaryOnly !== true) yield* removalGroup(run, options);
  const back = wayBack(run, summary, options.asked);
  if (back !== undefined) yield `${BACK}${back.said}\n`;
  const { meaning, next } = verdict(run, summary, options.asked);
  yield `Exit ${run.exit}: ${meaning}${next === undefined ? '' : ` Next: ${next}`}\n`;
}

/** Annotations as commands, as many of a level as GitHub shows; the rest is counted. */
export function* annotations(all: readonly Annotation[]): Iterable<string> {
  const shown = new Map<Level, number>();
  for (const one of all) {
    const before = shown.get(one.level) ?? 0;
    shown.set(one.level, before + 1);
    if (before < MOST_OF_A_LEVEL) yield command(one);
  }
  const dropped = [...shown.values()].reduce((sum, n) => sum + Math.max(0, n - MOST_OF_A_LEVEL), 0);
  if (dropped > 0)
    yield `${count(dropped, 'annotation')} more than GitHub shows; the json report has everything\n`;
}

function command({ level, title: head, place, lines }: Annotation): string {
  const kept = lines.slice(0, MOST_LINES);
  const more = lines.length - kept.length;
  if (more > 0) kept.push(`… and ${count(more, 'more', 'more')}`);
  return commandLine(level, { title: head, ...placeProperties(place) }, kept.join('\n'));
}

function* troubles(run: Run, heard: readonly Alarm[], asked?: Asked): Iterable<Annotation> {
  for (const { word, sentence } of heard) {
    yield { level: 'error', title: `reconcile: ${word.toLowerCase()}`, lines: [sentence] };
  }
  for (const { severity, code, message, hint, place } of run.problems) {
    const lines = [message, ...(hint === undefined ? [] : [hint])].map(visible);
    yield { level: severity, title: visible(code), ...(place !== undefined && { place }), lines };
  }
  if (run.objections.length > 0) {
    const lines = run.objections.map((one) => `${objectionText(one)}; ${howToAllow([one], asked)}`);
    yield { level: 'error', title: 'past its limits', lines };
  }
  // Where nothing is to be done a freeze stops nothing.
  if (run.exit === 3 && run.frozen.length > 0)
    yield { level: 'error', title: 'frozen', lines: run.frozen.map(freezeText) };
  const left = leftByUndo(run);
  if (left.length > 0)
    yield { level: 'error', title: `not ${doingOf(run).done}: ${left.length}`, lines: left };
  const gaps = planOf(run)?.gaps ?? [];
  if (gaps.length > 0) yield { level: 'error', title: `not read: ${gaps.length}`, lines: gaps.map(gapText) };
}

/** One annotation for each rule and severity, at the rule's line: a rule that hits a thousand tags takes one of ten. */
export function* violations(all: readonly Standing[]): Iterable<Annotation> {
  const standing = all.filter((one) => one.waiver === undefined);
  for (const group of grouped(standing, (one) => `${one.severity} ${one.rule}`).values()) {
    const first: Standing | undefined = group[0];
    if (first === undefined) continue;
    yield {
      level: LEVELS[first.severity],
      title: `${visible(first.rule)}: ${count(group.length, 'violation')}`,
      ...(first.place !== undefined && { place: first.place }),
      lines: group.map((one) => one.message),
    };
  }
}

function* removalGroup(run: Run, { maxRows = Number.POSITIVE_INFINITY }: ReportOptions): Iterable<string> {
  let shown = 0;
  let left = 0;
  const { mark } = doingOf(run);
  for (const { resource, key, value, state, because } of rowsOf(run)) {
    if (shown === 0)
      yield commandLine('group', {}, run.mode === 'undo' ? 'All tags of the undo' : 'All tags of the plan');
    if (shown >= maxRows) left++;
    else {
      const rules = because.length === 0 ? '' : `  because ${because.map(visible).join(', ')}`;
      yield `${mark} ${stateWord(state, run)}  ${showResource(resource)}  ${showKey(key)} = ${showValue(value)}${rules}\n`;
    }
    shown++;
  }
  if (left > 0) yield `… and ${count(left, 'more', 'more')}\n`;
  if (shown > 0) yield commandLine('endgroup', {}, '');
}
