import type { Rule, Run } from '../../model.ts';
import { planOf } from '../rows.ts';
import type { Tally } from '../summary.ts';
import { visible } from '../visible.ts';
import { count, number } from '../words.ts';
import { Bar, Legend } from './bar.tsx';
import { FilterLink } from './filter-link.tsx';
import type { View } from './view.ts';

/** Removals by rule, the most first. A tag that two rules claim counts for both. */
export function Rules({ view }: { view: View }) {
  const { run, summary } = view;
  const rules = planOf(run)?.rules.rules ?? [];
  if (rules.length === 0) return null;
  const tallied = rules.map((rule) => ({ rule, tally: summary.rules.get(rule.id) ?? NONE }));
  const told = tallied
    .filter(({ tally }) => tally.removals + tally.kept + tally.findings > 0)
    .sort((a, b) => b.tally.removals - a.tally.removals || b.tally.findings - a.tally.findings);
  const silent = tallied.filter(({ tally }) => tally.removals + tally.kept + tally.findings === 0);
  const most = Math.max(...told.map(({ tally }) => tally.removals + tally.kept), 1);
  return (
    <section class="by-rule" aria-labelledby="by-rule">
      <h2 id="by-rule">By rule</h2>
      <Legend />
      <ul class="plain bars">
        {told.map(({ rule, tally }) => (
          <li key={rule.id}>
            <RuleBar view={view} rule={rule} tally={tally} most={most} />
          </li>
        ))}
      </ul>
      {silent.length > 0 && (
        <details>
          <summary>{count(silent.length, 'rule')} with nothing to say</summary>
          <ul class="plain silent">
            {silent.map(({ rule }) => (
              <li key={rule.id}>
                <bdi>{visible(rule.id)}</bdi> <span class="quiet">{placeText(run, rule)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const NONE: Tally = { removals: 0, kept: 0, findings: 0 };

function RuleBar({ view, rule, tally, most }: { view: View; rule: Rule; tally: Tally; most: number }) {
  return (
    <FilterLink view={view} query={{ rule: visible(rule.id) }} class="row">
      <span class="about">
        <bdi class="label">{visible(rule.id)}</bdi>
        <span class="quiet">
          <span class={`severity ${rule.severity}`}>{rule.severity}</span>
          {!rule.enforce && ' · not enforced'}
          {rule.why !== undefined && (
            <>
              {' · '}
              <bdi>{visible(rule.why)}</bdi>
            </>
          )}
        </span>
      </span>
      <span class="amount">
        <Bar removals={tally.removals} kept={tally.kept} most={most} />
        <span class="under">
          <span>{saidOf(tally)}</span> <span>{placeText(view.run, rule)}</span>
        </span>
      </span>
    </FilterLink>
  );
}

function saidOf({ removals, kept, findings }: Tally): string {
  const parts = [
    removals > 0 && count(removals, 'removal'),
    kept > 0 && `${number(kept)} kept`,
    findings > 0 && count(findings, 'finding'),
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function placeText(run: Run, rule: Rule): string {
  const place = run.plan?.places.find((one) => one.rule === rule.id);
  return place === undefined ? '' : `${visible(place.file)}:${place.line}`;
}
