import type { ComparisonRun } from '../../model.ts';
import { entryOf, troubleEntry } from '../gitlab.ts';
import { streamJson } from '../stream.ts';
import { visible } from '../visible.ts';
import { gapText } from '../words.ts';
import { broughtBy } from './standing.ts';
import { comparisonAlarms } from './verdict.ts';

/** Code Quality for merge requests: why the comparison is not whole, then all that the edit brings. */
export function comparisonGitlab(run: ComparisonRun): Iterable<string> {
  const file = run.head.sources[0]?.file ?? run.head.name;
  const troubles = [
    ...comparisonAlarms(run).map(
      ({ word, sentence }) => [word.toLowerCase(), 'blocker', `${word}: ${sentence}`] as const,
    ),
    ...run.problems.map(
      ({ code, severity, message }) =>
        [code, severity === 'error' ? 'blocker' : 'minor', visible(message)] as const,
    ),
    ...(run.comparison?.gaps ?? []).map((gap) => ['not-read', 'major', gapText(gap)] as const),
  ];
  const brought = broughtBy(run).filter(({ waiver }) => waiver === undefined);
  return streamJson(
    [...troubles.map((one) => troubleEntry(one, file)), ...brought.map((one) => entryOf(one, file))],
    1,
  );
}
