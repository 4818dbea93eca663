import type { Run } from '../../model.ts';
import { planOf } from '../rows.ts';
import { type TimeLine, timeLine, type WaiverBar } from '../time-line.ts';
import { visible } from '../visible.ts';
import { count } from '../words.ts';

/** Waivers on a time line to their expiry, with reason and approver. */
export function Waivers({ run }: { run: Run }) {
  const plan = planOf(run);
  if (plan === undefined || plan.rules.waivers.length === 0) return null;
  const line = timeLine(plan);
  return (
    <section class="waivers" aria-labelledby="waivers">
      <h2 id="waivers">Waivers</h2>
      <div class="waiver axis-row" aria-hidden="true">
        <Axis line={line} />
      </div>
      <ul class="plain">
        {line.bars.map((bar, i) => (
          <li key={i} class="waiver">
            <About bar={bar} />
            <Span bar={bar} line={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Axis({ line: { ticks } }: { line: TimeLine }) {
  return (
    <svg class="axis" width="100%" height="18">
      {ticks.map(({ at, text }) => (
        <text key={text} x={`${at}%`} y="12" text-anchor={at < 8 ? 'start' : at > 92 ? 'end' : 'middle'}>
          {text}
        </text>
      ))}
    </svg>
  );
}

function About({ bar: { waiver, excuses } }: { bar: WaiverBar }) {
  return (
    <div class="about">
      <span class="label">
        <bdi>{visible(waiver.rule)}</bdi>
      </span>
      <bdi>{visible(waiver.reason)}</bdi>
      <span class="quiet">
        approved by <bdi>{visible(waiver['approved-by'])}</bdi>
        {waiver.ticket !== undefined && (
          <>
            {', '}
            <bdi>{visible(waiver.ticket)}</bdi>
          </>
        )}
        {' · '}
        {excuses === 0 ? 'excuses nothing' : `excuses ${count(excuses, 'tag')}`}
      </span>
    </div>
  );
}

function Span({ bar, line: { ticks, today } }: { bar: WaiverBar; line: TimeLine }) {
  const { waiver, state, from, to, beyond } = bar;
  return (
    <div class="span">
      <svg width="100%" height="22" aria-hidden="true">
        {ticks.map(({ at, text }) => (
          <line key={text} class="tick" x1={`${at}%`} x2={`${at}%`} y1="0" y2="22" />
        ))}
        <rect
          class={`life ${state.replace(' ', '-')}`}
          x={`${from}%`}
          width={`${Math.max(0.6, to - from)}%`}
          y="7"
          height="8"
          rx="4"
        />
        <line class="today" x1={`${today}%`} x2={`${today}%`} y1="0" y2="22" />
      </svg>
      <span class={`until ${state.replace(' ', '-')}`}>
        {state === 'expired' ? 'expired ' : 'until '}
        <time>{visible(waiver.expires)}</time>
        {beyond && ' →'} <span class="quiet">{daysText(bar)}</span>
      </span>
    </div>
  );
}

function daysText({ days }: WaiverBar): string {
  if (days === 0) return 'its last day';
  return days < 0 ? `${count(-days, 'day')} ago` : `${count(days, 'day')} left`;
}
