import type { Comparison } from '../../../model.ts';
import { Bar } from '../../html/bar.tsx';
import { FilterLink } from '../../html/filter-link.tsx';
import { visible } from '../../visible.ts';
import { number } from '../../words.ts';
import { summaryRows } from '../text.ts';

/** What the edit changes in numbers. */
export function Sums({ comparison }: { comparison: Comparison }) {
  const [titles = [], ...rows] = summaryRows(comparison);
  return (
    <section class="by-sum" aria-labelledby="by-sum">
      <h2 id="by-sum">In numbers</h2>
      <table class="sums">
        <thead>
          <tr>
            <td />
            {titles.slice(1).map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = '', ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Removals that came and went, by rule, those that most came for first. A tag of two rules counts for both. */
export function ChangesByRule({ comparison, table }: { comparison: Comparison; table: boolean }) {
  const rules = changesByRule(comparison);
  if (rules.length === 0) return null;
  const most = Math.max(...rules.map(({ added, gone }) => added + gone));
  return (
    <section class="by-rule" aria-labelledby="by-rule">
      <h2 id="by-rule">By rule</h2>
      <p class="legend">
        <span class="swatch removals" /> newly removed <span class="swatch kept" /> no longer removed
      </p>
      <ul class="plain bars">
        {rules.map(({ rule, added, gone }) => (
          <li key={rule}>
            <FilterLink view={{ table }} query={{ kind: 'removal', rule: visible(rule) }} class="row">
              <span class="head">
                <bdi class="label">{visible(rule)}</bdi>
                <span class="said">
                  +{number(added)} −{number(gone)}
                </span>
              </span>
              <Bar removals={added} kept={gone} most={most} />
            </FilterLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function changesByRule({ removals }: Comparison): { rule: string; added: number; gone: number }[] {
  const rules = new Map<string, { rule: string; added: number; gone: number }>();
  for (const { change, before, after } of removals) {
    if (change === 'other-reason') continue;
    for (const rule of change === 'added' ? after : before) {
      const tally = rules.get(rule) ?? { rule, added: 0, gone: 0 };
      tally[change] += 1;
      rules.set(rule, tally);
    }
  }
  return [...rules.values()].sort((a, b) => b.added - a.added || b.gone - a.gone);
}
