import type { Gap, Run } from '../model.ts';
import { doingOf } from './doing.ts';
import {
  againCommand,
  endedText,
  laterCommand,
  nextAfterFindings,
  nextAfterPlan,
  nextAfterRefusal,
} from './next.ts';
import type { Style } from './paint.ts';
import type { Asked } from './report.ts';
import { planOf } from './rows.ts';
import { atOrAbove, type Summary } from './summary.ts';
import { visible } from './visible.ts';
import { count, needlessWord, number } from './words.ts';

/** One thing that keeps a run from being a full success, to be said before anything else. */
export interface Alarm {
  readonly word: 'FAILED' | 'REFUSED' | 'INTERRUPTED' | 'PARTIAL' | 'INCOMPLETE' | 'STALE';
  readonly style: Style;
  readonly sentence: string;
}

/** Every alarm of a run, the gravest first; none where the run went as it should. */
export function alarms(run: Run, summary: Summary): Alarm[] {
  const of = (state: Parameters<Summary['states']['get']>[0]) => summary.states.get(state) ?? 0;
  const undone = of('failed') + of('in-doubt');
  const gaps = planOf(run)?.gaps.length ?? 0;
  const found: (Alarm | false)[] = [
    run.exit === 1 && alarm('FAILED', 'The run ended before anything was sent.'),
    run.exit === 3 && alarm('REFUSED', `${refusal(run)} Nothing was sent.`),
    (run.interrupted || run.exit === 130) && alarm('INTERRUPTED', interruption(of('not-sent'))),
    (undone > 0 || run.exit === 4) && alarm('PARTIAL', partly(run, undone, of('not-sent'), summary.removals)),
    (gaps > 0 || run.exit === 5) && alarm('INCOMPLETE', incompletely(gaps)),
    of('stale') > 0 &&
      alarm(
        'STALE',
        `${count(of('stale'), 'tag')} changed since the ${run.mode === 'undo' ? 'run' : 'plan'} and ${wereOrWas(of('stale'))} left alone.`,
      ),
  ];
  return found.filter((one) => one !== false);
}

function alarm(word: Alarm['word'], sentence: string): Alarm {
  return { word, sentence, style: word === 'INCOMPLETE' || word === 'STALE' ? 'caution' : 'bad' };
}

function refusal(run: Run): string {
  const limits = run.objections.length > 0 && `The plan is past ${count(run.objections.length, 'limit')}.`;
  const freeze = run.frozen.length > 0 && 'A freeze is on.';
  return [limits, freeze].filter((one) => one !== false).join(' ') || 'The plan may not be applied.';
}

function interruption(notSent: number): string {
  return notSent === 0
    ? 'The run was stopped before its end.'
    : `The run was stopped before its end; ${count(notSent, 'tag')} had not had ${notSent === 1 ? 'its' : 'their'} turn.`;
}

function partly(run: Run, undone: number, notSent: number, all: number): string {
  const rest = notSent === 0 ? '' : `; ${number(notSent)} ${wereOrWas(notSent)} never sent`;
  if (undone > 0)
    return `${number(undone)} of ${count(all, 'tag')} could not be ${doingOf(run).done}${rest}.`;
  return notSent === 0
    ? 'Not everything could be done or checked.'
    : `${number(notSent)} of ${count(all, 'tag')} ${wereOrWas(notSent)} never sent.`;
}

function incompletely(gaps: number): string {
  return gaps === 0
    ? 'Not everything could be read.'
    : `${count(gaps, 'thing')} could not be read; nothing is planned for what was not read.`;
}

function wereOrWas(n: number): string {
  return n === 1 ? 'was' : 'were';
}

/** What the exit code means here, and what to do next. */
export interface Verdict {
  readonly meaning: string;
  readonly next?: string;
}

/** The exit code in words. It is read from the run and never decided here. */
export function verdict(run: Run, summary: Summary, asked?: Asked): Verdict {
  switch (run.exit) {
    case 0:
      return succeeded(run, summary, asked);
    case 1:
      return { meaning: 'nothing was sent.', next: nextAfterTrouble(run) };
    case 2:
      return pending(run, summary, asked);
    case 3:
      return { meaning: 'refused, nothing was sent.', next: nextAfterRefusal(run, asked) };
    case 4:
      return {
        meaning: 'only partly done.',
        next: run.wrote
          ? nextAfterFailure(run, summary, asked)
          : 'mend what this report names and run again.',
      };
    case 5:
      return {
        meaning: 'incomplete, for something could not be read.',
        next: `${readsToMend(run.plan?.gaps, asked?.offline)} and run again.`,
      };
    case 6:
      return run.mode === 'undo'
        ? {
            meaning: 'stale, for live tags differ from the run.',
            next: 'look at what changed; it was left as it is.',
          }
        : {
            meaning: 'stale, for live tags differ from the plan.',
            next: 'plan again and look at what changed.',
          };
    case 130:
      return {
        meaning: 'interrupted.',
        next: run.wrote ? nextAfterStop(run, summary, asked) : 'nothing was sent; run again.',
      };
  }
}

/** What to do about gaps: an inventory file is never mended, but taken anew. */
export function readsToMend(
  gaps: readonly Gap[] = [],
  offline = gaps.some(({ kind }) => kind === 'need'),
): string {
  return offline
    ? 'save a whole inventory (`reconcile snapshot -o FILE`)'
    : 'mend the reads that failed (`reconcile doctor` checks them)';
}

function nextAfterStop(run: Run, summary: Summary, asked: Asked | undefined): string {
  return asked?.ended === true
    ? `${endedText(summary)}.`
    : `\`${againCommand(run, asked)}\` goes on where it stopped.`;
}

/** Where nothing is broken there is nothing to mend: what the run was to do is done, or another does it. */
const NOTHING_BROKEN: ReadonlySet<string> = new Set([
  'lock-held',
  'nothing-to-resume',
  'nothing-to-undo',
  'plan-applied',
  'run-finished',
  'run-signed',
  'run-undone',
]);

function nextAfterTrouble({ problems }: Run): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ code }) => NOTHING_BROKEN.has(code))
    ? 'the hint of the error says what can be done.'
    : 'mend what this report names and run again.';
}

function nextAfterFailure(run: Run, summary: Summary, asked: Asked | undefined): string {
  const { states } = summary;
  if (asked?.ended === true) return `${endedText(summary)}.`;
  const resume = `\`${againCommand(run, asked)}\` tries the rest again`;
  const hasRemoved = states.has('removed') || states.has('in-doubt');
  return run.mode === 'undo' || !hasRemoved
    ? `${resume}.`
    : `${resume}, \`${laterCommand('undo', run, asked)}\` puts back what was removed.`;
}

function succeeded(run: Run, summary: Summary, asked: Asked | undefined): Verdict {
  const { removals, states } = summary;
  const { verb, done } = doingOf(run);
  if (removals === 0) return { meaning: run.mode === 'undo' ? `nothing to ${verb}.` : nothingFound(run) };
  if (run.outcomes.length > 0) return { meaning: outcomeText(run, summary) };
  const planned = states.get('planned') ?? 0;
  const rest = needlessText(run, removals - planned, planned === 0, 'are');
  if (planned === 0) return { meaning: `nothing would be ${done}: ${rest}.` };
  const lets = run.mode === 'undo' ? '' : `, which \`--fail-on ${run['fail-on']}\` lets pass`;
  const said = run.declined ? 'you said no; ' : '';
  const tags = `${count(planned, 'tag')} would be ${done}${lets}`;
  return {
    meaning: `${said}${tags}${rest === '' ? '' : `; ${rest}`}.`,
    next: nextAfterPlan(run, asked),
  };
}

/** A run that was narrowed knows nothing of the rest of the organization. */
function nothingFound({ plan }: Run): string {
  const { only = [] } = plan ?? {};
  return only.length === 0
    ? 'the organization obeys the rules; nothing to do.'
    : `within ${only.map(visible).join(', ')} nothing is to do; the rest was not judged.`;
}

/** What was done, apart from what needed no doing. */
function outcomeText(run: Run, { done, acted }: Summary): string {
  const word = doingOf(run).done;
  const needless = done - acted;
  if (acted === 0) return `nothing was ${word}: ${needlessText(run, needless, true, 'were')}.`;
  const rest = needlessText(run, needless, false, 'were');
  return `${count(acted, 'tag')} ${word} and verified${rest === '' ? '' : `; ${rest}`}.`;
}

/** `2 were gone already`; empty for none. */
function needlessText(run: Run, n: number, alone: boolean, many: 'are' | 'were'): string {
  if (n === 0) return '';
  const be = n === 1 ? { are: 'is', were: 'was' }[many] : many;
  return `${alone ? count(n, 'tag') : number(n)} ${be} ${needlessWord(run)}`;
}

function pending(run: Run, summary: Summary, asked: Asked | undefined): Verdict {
  const findings = atOrAbove(summary.findings, run['fail-on']);
  const standing =
    findings === 0
      ? undefined
      : `${count(findings, 'finding')}${ofSeverity(run)} ${findings === 1 ? 'stands' : 'stand'}`;
  const open = run.outcomes.length === 0 ? atOrAbove(summary.severities, run['fail-on']) : 0;
  const waiting = open === 0 ? undefined : pendingText(run, open, summary.removals);
  const meaning = [run.declined ? 'you said no' : undefined, waiting, standing].filter(
    (one) => one !== undefined,
  );
  return {
    meaning: `${meaning.join(' and ') || 'something is pending'}.`,
    next: open === 0 ? nextAfterFindings(run) : nextAfterPlan(run, asked),
  };
}

/** How many removals wait, of which the gate may count a part. */
function pendingText(run: Run, open: number, all: number): string {
  const [some, part] = open === all ? [ofSeverity(run), ''] : ['', ` (${number(open)}${ofSeverity(run)})`];
  return `${count(all, 'removal')}${some} ${all === 1 ? 'is' : 'are'} pending${part}`;
}

function ofSeverity(run: Run): string {
  const bound = run['fail-on'];
  return bound === 'info' ? '' : ` of severity ${bound}${bound === 'error' ? '' : ' or above'}`;
}
