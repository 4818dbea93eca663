import { RESOURCE_TYPES, SEVERITIES } from '../../model.ts';
import { planOf } from '../rows.ts';
import { count, number } from '../words.ts';
import { Bar } from './bar.tsx';
import { FilterLink } from './filter-link.tsx';
import type { View } from './view.ts';

const NAMES = { root: 'Roots', ou: 'Organizational units', account: 'Accounts', policy: 'Policies' } as const;

/** Removals by type of resource, with what was read of each. */
export function Types({ view }: { view: View }) {
  const { run, summary } = view;
  const counts = planOf(run)?.counts['per-type'] ?? {};
  const rows = RESOURCE_TYPES.map((type) => ({ type, read: counts[type], tally: summary.types.get(type) }))
    .map(({ tally, ...row }) => ({ ...row, removals: tally?.removals ?? 0, kept: tally?.kept ?? 0 }))
    .filter(({ read, removals }) => read !== undefined || removals > 0);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ removals, kept }) => removals + kept), 1);
  return (
    <section class="by-type" aria-labelledby="by-type">
      <h2 id="by-type">By type</h2>
      <ul class="plain bars">
        {rows.map(({ type, read, removals, kept }) => (
          <li key={type}>
            <FilterLink view={view} query={{ type }} class="row">
              <span class="head">
                <span class="label">{NAMES[type]}</span>
                <span class="said">{number(removals)}</span>
              </span>
              <Bar removals={removals} kept={kept} most={most} />
              {read !== undefined && (
                <span class="quiet">
                  of {count(read.tags, 'tag')} on {number(read.resources)} read
                </span>
              )}
            </FilterLink>
          </li>
        ))}
      </ul>
      <Severities view={view} most={most} />
    </section>
  );
}

/** Removals by the gravest rule that claims them; an undo has no rules. */
function Severities({ view, most }: { view: View; most: number }) {
  const { run, summary } = view;
  if (run.mode === 'undo' || summary.removals === 0) return null;
  return (
    <>
      <h2 class="next-picture">By rule severity</h2>
      <ul class="plain bars">
        {SEVERITIES.map((severity) => ({ severity, n: summary.severities.get(severity) ?? 0 }))
          .filter(({ n }) => n > 0)
          .map(({ severity, n }) => (
            <li key={severity}>
              <FilterLink view={view} query={{ kind: 'removal', severity }} class="row">
                <span class="head">
                  <span class={`label severity ${severity}`}>{severity}</span>
                  <span class="said">{number(n)}</span>
                </span>
                <Bar removals={n} kept={0} most={most} />
              </FilterLink>
            </li>
          ))}
      </ul>
    </>
  );
}
