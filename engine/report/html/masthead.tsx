import type { ComponentChildren } from 'preact';
import type { ExitCode, Run } from '../../model.ts';
import { doingOf } from '../doing.ts';
import { BACK } from '../next.ts';
import { planOf } from '../rows.ts';
import { isSavedPlan, organizationText, undoText } from '../title.ts';
import type { Verdict } from '../verdict.ts';
import { visible } from '../visible.ts';
import { capital, count, needlessWord, number } from '../words.ts';
import { FilterLink } from './filter-link.tsx';
import type { LineKind, Tone } from './line.ts';
import { Marked } from './marked.tsx';
import type { View } from './view.ts';

/** What happened, in one line large and one small, and the numbers of the run. */
export function Masthead({ view }: { view: View }) {
  const { run, verdict, back } = view;
  return (
    <Head
      mode={modeText(run)}
      headline={headline(view)}
      organization={organizationText(run)}
      exit={run.exit}
      verdict={verdict}
      {...(back !== undefined && { back })}
    >
      <Numbers view={view} />
    </Head>
  );
}

interface HeadProps {
  readonly mode: string;
  readonly headline: string;
  readonly organization: string;
  readonly exit: ExitCode;
  readonly verdict: Verdict;
  /** How to put back what was removed, with its command in backticks. */
  readonly back?: string;
  readonly children: ComponentChildren;
}

/** The top of a page: what it is about, what came of it, and its numbers below. */
export function Head({ mode, headline, organization, exit, verdict, back, children }: HeadProps) {
  return (
    <header class="masthead">
      <div class="top">
        <p class="brand">reconcile</p>
        <div class="buttons live">
          <button type="button" id="print">
            Print
          </button>
          <button type="button" id="theme">
            Dark
          </button>
        </div>
      </div>
      <p class="mode">{mode}</p>
      <h1>{headline}</h1>
      <p class="organization">{capital(organization)}</p>
      <p class="verdict">
        <span class={`exit ${exitTone(exit)}`}>Exit {exit}</span>
        <span>
          <Marked text={capital(verdict.meaning)} />
          {verdict.next !== undefined && (
            <span class="next">
              {' '}
              <Marked text={capital(verdict.next)} />
            </span>
          )}
        </span>
      </p>
      {back !== undefined && (
        <p class="back">
          {BACK}
          <Marked text={back} />
        </p>
      )}
      {children}
    </header>
  );
}

function modeText(run: Run): string {
  const { mode, started, wrote } = run;
  if (isSavedPlan(run)) return `Saved plan · made ${showTime(started)}`;
  const what = {
    'dry-run': 'Dry run, nothing was sent',
    apply: wrote ? 'Apply' : 'Apply, nothing was sent',
    undo: undoText(run),
  }[mode];
  return `${what} · ${showTime(started)}`;
}

/** `2026-11-24 09:30:01 UTC`. */
export function showTime(instant: string): string {
  return visible(instant.replace(/^(\S{10})T(\d\d:\d\d:\d\d)\S*Z$/, '$1 $2 UTC'));
}

function headline({ run, summary }: View): string {
  const { removals, resources, acted } = summary;
  const { verb, done, at } = doingOf(run);
  const on = `${at} ${count(resources, 'resource')}`;
  if (run.plan === undefined && run.restore === undefined) return 'No plan was made';
  if (removals === 0) return `Nothing to ${verb}`;
  if (run.outcomes.length === 0) {
    const pending = summary.states.get('planned') ?? 0;
    const which =
      pending === removals ? count(removals, 'tag') : `${number(pending)} of ${count(removals, 'tag')}`;
    return `${which} would be ${done} ${on}`;
  }
  if (acted === removals) return `${count(removals, 'tag')} ${done} ${on}`;
  const needless = summary.done - acted;
  if (needless === removals) return `Nothing ${done}: ${count(needless, 'tag')} ${needlessWord(run)}`;
  const rest = needless === 0 ? '' : `, ${number(needless)} ${needlessWord(run)}`;
  return `${number(acted)} of ${count(removals, 'tag')} ${done}${rest}`;
}

function exitTone(exit: ExitCode): Tone {
  return exit === 0 ? 'good' : exit === 2 ? 'accent' : exit === 5 || exit === 6 ? 'caution' : 'bad';
}

function Numbers({ view }: { view: View }) {
  const { run, summary, lines } = view;
  const of = (kind: LineKind) => lines.filter((line) => line.kind === kind).length;
  const [findings, counts] = [of('finding'), planOf(run)?.counts];
  return (
    <ul class="numbers">
      <Figure n={summary.removals} query={{ kind: 'removal' }} view={view}>
        {doingOf(run).noun[summary.removals === 1 ? 0 : 1]}
      </Figure>
      <Figure n={summary.resources}>{summary.resources === 1 ? 'resource' : 'resources'} touched</Figure>
      {counts !== undefined && (
        <>
          <Figure n={of('kept')} query={{ kind: 'kept' }} view={view}>
            kept though claimed
          </Figure>
          <Figure n={findings} query={{ kind: 'finding' }} view={view}>
            {findings === 1 ? 'finding' : 'findings'}
          </Figure>
          <Figure n={of('gap')} query={{ kind: 'gap' }} view={view} bad>
            could not be read
          </Figure>
          <Figure n={counts.tags}>tags read on {count(counts.resources, 'resource')}, _sys_* left out</Figure>
        </>
      )}
    </ul>
  );
}

interface FigureProps {
  readonly n: number;
  /** What the table is narrowed to by a click. */
  readonly query?: Readonly<Record<string, string>>;
  readonly view?: Pick<View, 'table'>;
  readonly bad?: boolean;
  readonly children: ComponentChildren;
}

export function Figure({ n, query, view, bad = false, children }: FigureProps) {
  const inside = (
    <>
      <span class={bad && n > 0 ? 'figure bad' : 'figure'}>{number(n)}</span>{' '}
      <span class="what">{children}</span>
    </>
  );
  return (
    <li>
      {view?.table === true && n > 0 && query !== undefined ? (
        <FilterLink view={view} query={query}>
          {inside}
        </FilterLink>
      ) : (
        inside
      )}
    </li>
  );
}
