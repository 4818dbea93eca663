import type { Gap, Run } from '../../model.ts';
import { howToAllow } from '../next.ts';
import type { Asked } from '../report.ts';
import { planOf } from '../rows.ts';
import type { Alarm } from '../verdict.ts';
import { visible } from '../visible.ts';
import { count, gapText, objectionText } from '../words.ts';
import { Marked } from './marked.tsx';
import type { View } from './view.ts';

/** Gaps named before the table takes over. */
const FEW = 5;

/** Everything that keeps the run from being a full success; nothing where there is nothing. */
export function Trouble({ view: { run, alarms, asked } }: { view: View }) {
  const gaps = planOf(run)?.gaps ?? [];
  if (alarms.length + run.problems.length + run.objections.length + run.frozen.length === 0) return null;
  return (
    <section class="trouble" aria-labelledby="trouble">
      <h2 id="trouble">What to look at first</h2>
      <Alarms alarms={alarms} />
      <Objections objections={run.objections} {...(asked && { asked })} />
      <ul class="plain">
        {run.frozen.map(({ from, until, why }, i) => (
          <li key={i}>
            Freeze from <time>{visible(from)}</time> until <time>{visible(until)}</time>:{' '}
            <bdi>{visible(why)}</bdi>
          </li>
        ))}
        <Gaps gaps={gaps} />
      </ul>
      <Problems problems={run.problems} />
    </section>
  );
}

export function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  return (
    <>
      {alarms.map(({ word, sentence, style }) => (
        <p key={word} class={`alarm ${style}`}>
          <strong>{word.charAt(0) + word.slice(1).toLowerCase()}.</strong> {sentence}
        </p>
      ))}
    </>
  );
}

/** The first things that could not be read. */
export function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  return (
    <>
      {gaps.slice(0, FEW).map((gap, i) => (
        <li key={i}>
          Not read: <bdi>{gapText(gap)}</bdi>
        </li>
      ))}
      {gaps.length > FEW && <li>and {count(gaps.length - FEW, 'more gap')}, in the table below</li>}
    </>
  );
}

export function Objections({ objections, asked }: Pick<Run, 'objections'> & { readonly asked?: Asked }) {
  if (objections.length === 0) return null;
  return (
    <ul class="plain">
      {objections.map((objection) => (
        <li key={objection.limit}>
          Past a limit: {objectionText(objection)}; if this many is right,{' '}
          <Marked text={howToAllow([objection], asked)} />.
        </li>
      ))}
    </ul>
  );
}

export function Problems({ problems }: Pick<Run, 'problems'>) {
  return (
    <>
      {problems.map((problem, i) => (
        <div key={i} class={`problem ${problem.severity}`}>
          <p>
            <code class="code">{visible(problem.code)}</code> <bdi>{visible(problem.message)}</bdi>
          </p>
          {problem.place !== undefined && (
            <p class="quiet">
              {visible(problem.place.file)}:{problem.place.line}:{problem.place.column}
            </p>
          )}
          {problem.hint !== undefined && (
            <p class="quiet">
              <bdi>{visible(problem.hint)}</bdi>
            </p>
          )}
          {problem['request-id'] !== undefined && (
            <p class="quiet">
              request <code>{visible(problem['request-id'])}</code>
            </p>
          )}
        </div>
      ))}
    </>
  );
}
