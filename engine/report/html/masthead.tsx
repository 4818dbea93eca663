import type { ComponentChildren } from 'preact';
import type { Run } from '../../model.ts';
import { planOf } from '../rows.ts';
import { organizationText } from '../title.ts';
import { visible } from '../visible.ts';
import { count, number } from '../words.ts';
import { FilterLink } from './filter-link.tsx';
import type { LineKind, Tone } from './line.ts';
import type { View } from './view.ts';

/** What happened, in one line large and one small, and the numbers of the run. */
export function Masthead({ view }: { view: View }) {
  const { run, verdict } = view;
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
      <p class="mode">{modeText(run)}</p>
      <h1>{headline(view)}</h1>
      <p class="organization">{capital(organizationText(run))}</p>
      <p class="verdict">
        <span class={`exit ${exitTone(run)}`}>Exit {run.exit}</span>
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
      <Numbers view={view} />
    </header>
  );
}

function modeText({ mode, of, started, wrote }: Run): string {
  const what = {
    'dry-run': 'Dry run, nothing was sent',
    apply: wrote ? 'Apply' : 'Apply, nothing was sent',
    undo: `Undo of ${visible(of ?? '')}`,
  }[mode];
  return `${what} · ${showTime(started)}`;
}

/** `2026-11-24 09:30:01 UTC`. */
export function showTime(instant: string): string {
  return visible(instant.replace(/^(\S{10})T(\d\d:\d\d:\d\d)\S*Z$/, '$1 $2 UTC'));
}

function headline({ run, summary: { removals, resources, done } }: View): string {
  const verb = run.mode === 'undo' ? 'put back' : 'removed';
  const on = `${run.mode === 'undo' ? 'on' : 'from'} ${count(resources, 'resource')}`;
  if (run.plan === undefined && run.restore === undefined) return 'No plan was made';
  if (removals === 0) return run.mode === 'undo' ? 'Nothing to put back' : 'Nothing to remove';
  if (run.outcomes.length === 0) return `${count(removals, 'tag')} would be ${verb} ${on}`;
  return done === removals
    ? `${count(removals, 'tag')} ${verb} ${on}`
    : `${number(done)} of ${count(removals, 'tag')} ${verb}`;
}

export function exitTone({ exit }: Run): Tone {
  return exit === 0 ? 'good' : exit === 2 ? 'accent' : exit === 5 || exit === 6 ? 'caution' : 'bad';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Prose in which backticks mark code. */
export function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>;
}

function Numbers({ view }: { view: View }) {
  const { run, summary, lines } = view;
  const of = (kind: LineKind) => lines.filter((line) => line.kind === kind).length;
  const [findings, counts] = [of('finding'), planOf(run)?.counts];
  return (
    <ul class="numbers">
      <Figure n={summary.removals} kind="removal" view={view}>
        {run.mode === 'undo' ? 'to put back' : summary.removals === 1 ? 'removal' : 'removals'}
      </Figure>
      <Figure n={summary.resources}>{summary.resources === 1 ? 'resource' : 'resources'} touched</Figure>
      {counts !== undefined && (
        <>
          <Figure n={of('kept')} kind="kept" view={view}>
            kept though claimed
          </Figure>
          <Figure n={findings} kind="finding" view={view}>
            {findings === 1 ? 'finding' : 'findings'}
          </Figure>
          <Figure n={of('gap')} kind="gap" view={view} bad>
            could not be read
          </Figure>
          <Figure n={counts.tags}>tags read on {count(counts.resources, 'resource')}</Figure>
        </>
      )}
    </ul>
  );
}

interface FigureProps {
  readonly n: number;
  readonly kind?: LineKind;
  readonly view?: View;
  readonly bad?: boolean;
  readonly children: ComponentChildren;
}

function Figure({ n, kind, view, bad = false, children }: FigureProps) {
  const inside = (
    <>
      <span class={bad && n > 0 ? 'figure bad' : 'figure'}>{number(n)}</span>{' '}
      <span class="what">{children}</span>
    </>
  );
  return (
    <li>
      {view?.table === true && n > 0 && kind !== undefined ? (
        <FilterLink view={view} query={{ kind }}>
          {inside}
        </FilterLink>
      ) : (
        inside
      )}
    </li>
  );
}
