import type { ComparisonRun } from '../../model.ts';
import { compareText } from '../../model.ts';
import { type Case, suiteXml } from '../junit.ts';
import type { ReportOptions } from '../report.ts';
import { grouped } from '../rows.ts';
import { emulated } from '../title.ts';
import { visible } from '../visible.ts';
import { count, gapText } from '../words.ts';
import { changesOf, type RuleChange } from './changes.ts';
import { settingChanges } from './settings.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict } from './verdict.ts';

/**
 * JUnit XML: one case for the comparison as a whole, then one for each rule of either side. A rule fails by the
 * changes that `--fail-on-change` names, so that a red suite and exit code 2 are one thing; the rest is in
 * `system-out`.
 */
export function comparisonJunit(run: ComparisonRun, options: ReportOptions): Iterable<string> {
  const { comparison } = run;
  const changes = comparison === undefined ? [] : [...changesOf(comparison)];
  const settings = comparison === undefined ? [] : settingChanges(comparison);
  const failing = grouped(
    changes.filter((one) => fails(one, run['fail-on-change'])),
    ({ rule }) => rule,
  );
  const rules = new Set(
    [comparison?.base, comparison?.head].flatMap((one) => one?.rules.rules ?? []).map(({ id }) => id),
  );
  const suite = {
    name: 'reconcile-compare',
    started: run.started,
    properties: {
      title: comparisonTitle(run),
      base: run.base.name,
      head: run.head.name,
      endpoint: run.endpoint,
      emulated: String(emulated(run)),
      exit: String(run.exit),
      'fail-on-change': run['fail-on-change'],
    },
    cases: [
      wholeCase(run, failing.size > 0),
      ...[...rules].sort(compareText).map((id) => ruleCase(id, failing.get(id) ?? [])),
    ],
    notes: [
      ...changes.filter((one) => !fails(one, run['fail-on-change'])).map(({ message }) => message),
      ...settings.map(({ setting, text, change }) => `${change} setting: ${setting}: ${text}`),
    ],
  };
  return suiteXml(suite, options);
}

function fails({ what, change }: RuleChange, bar: ComparisonRun['fail-on-change']): boolean {
  return bar === 'any' || (bar === 'added' && what === 'removal' && change === 'added');
}

/** Fails by what no rule's own case tells of: `--fail-on-change any` means edits that move no tag today as well. */
function wholeCase(run: ComparisonRun, isTold: boolean): Case {
  const bare = { name: 'the comparison as a whole', classname: 'reconcile.compare' };
  const [first, ...others] = comparisonAlarms(run);
  if (first === undefined) {
    if (run['fail-on-change'] !== 'any' || run.exit !== 2 || isTold) return bare;
    const message = comparisonVerdict(run).meaning;
    return { ...bare, outcome: { element: 'failure', type: 'change', message } };
  }
  return {
    ...bare,
    outcome: {
      element: 'error',
      type: first.word.toLowerCase(),
      message: `${first.word}: ${first.sentence}`,
    },
    lines: [
      ...others.map(({ word, sentence }) => `${word}: ${sentence}`),
      ...run.problems.map(({ code, message, hint }) => visible(`${code}: ${message} ${hint ?? ''}`.trim())),
      ...(run.comparison?.gaps ?? []).map((gap) => `not read: ${gapText(gap)}`),
    ],
  };
}

function ruleCase(id: string, failing: readonly RuleChange[]): Case {
  const bare = { name: visible(id), classname: 'reconcile.rules' };
  if (failing.length === 0) return bare;
  const message = `${count(failing.length, 'change')} by ${visible(id)}`;
  return {
    ...bare,
    outcome: { element: 'failure', type: 'change', message },
    lines: failing.map((one) => one.message),
  };
}
