import type { Run } from '../../model.ts';
import { type LimitUse, limitUses } from '../limit-use.ts';
import { visible } from '../visible.ts';
import { number } from '../words.ts';

/** Each limit as a meter: how much of what was agreed the plan takes. */
export function Limits({ run }: { run: Run }) {
  if (run.plan === undefined || run.mode === 'undo') return null;
  const uses = limitUses(run);
  const { overrides } = run.plan;
  return (
    <section class="limits" aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      {uses.length === 0 && <p class="quiet">No limit applies to this plan.</p>}
      <ul class="plain meters">
        {uses.map((use) => (
          <Meter key={use.name} use={use} />
        ))}
      </ul>
      {overrides.length > 0 && (
        <p class="quiet">
          Changed for this plan by <code>--limit</code>: {overrides.map(visible).join(', ')}
        </p>
      )}
    </section>
  );
}

function Meter({ use: { name, actual, allowed, share, past } }: { use: LimitUse }) {
  const unit = share ? '%' : '';
  const said = `${round(actual)}${unit} of ${number(allowed)}${unit} allowed`;
  const part = past ? 100 : allowed === 0 ? 0 : (actual * 100) / allowed;
  return (
    <li class={past ? 'meter past' : 'meter'}>
      <span class="label">{visible(name)}</span>
      <svg
        role="img"
        aria-label={`${visible(name)}: ${said}${past ? ', past the limit' : ''}`}
        height="8"
        width="100%"
      >
        <rect class="track" width="100%" height="8" rx="4" />
        {part > 0 && <rect class="used" width={`${Math.max(1, Math.min(100, part))}%`} height="8" rx="4" />}
      </svg>
      <span class="said">
        {said}
        {past && <strong> · past</strong>}
      </span>
    </li>
  );
}

/** Rounded for the eye, never to a zero that is none. */
function round(n: number): string {
  return n > 0 && n < 0.1 ? '<0.1' : number(n);
}
