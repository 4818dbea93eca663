import { isDeepStrictEqual } from 'node:util';
import type { Comparison, ComparisonRun } from '../../model.ts';
import { organizationText } from '../title.ts';
import { type Alarm, readsToMend, type Verdict } from '../verdict.ts';
import { count } from '../words.ts';

/** `Comparison of rules in organization o-… (management account acme)`. */
export function comparisonTitle(run: ComparisonRun): string {
  return `Comparison of rules in ${organizationText(run)}`;
}

/** Everything that keeps a comparison from being complete, the gravest first. */
export function comparisonAlarms(run: ComparisonRun): Alarm[] {
  const gaps = run.comparison?.gaps.length ?? 0;
  const found: (Alarm | false)[] = [
    run.exit === 1 && { word: 'FAILED', style: 'bad', sentence: 'The rules could not be compared.' },
    run.interrupted && { word: 'INTERRUPTED', style: 'bad', sentence: 'Reading was stopped before its end.' },
    gaps > 0 && {
      word: 'INCOMPLETE',
      style: 'caution',
      sentence: `${count(gaps, 'thing')} could not be read; what the edit changes there is not known.`,
    },
  ];
  return found.filter((one) => one !== false);
}

/** Removals by what becomes of them. */
export function countChanges(entries: readonly { readonly change: string }[]) {
  const of = (change: string) => entries.filter((one) => one.change === change).length;
  return { added: of('added'), gone: of('gone'), other: of('other-reason') + of('edited') };
}

/** The exit code in words. It is read from the run and never decided here. */
export function comparisonVerdict(run: ComparisonRun): Verdict {
  switch (run.exit) {
    case 2:
      return {
        meaning: `${effect(run.comparison)}.`,
        next: 'look at what changes; where it is meant, `--fail-on-change none` lets it pass.',
      };
    case 5:
      return {
        meaning: 'incomplete, for something could not be read.',
        next: `${readsToMend(run.comparison?.gaps)} and compare again.`,
      };
    case 130:
      return { meaning: 'interrupted.', next: 'compare again.' };
    case 0:
      return { meaning: `${effect(run.comparison)}.` };
    default:
      return { meaning: 'nothing was compared.', next: 'mend what this report names and compare again.' };
  }
}

const AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** What the edit does, the removals first. */
function effect(comparison: Comparison | undefined): string {
  if (comparison === undefined) return 'nothing was compared';
  const { removals, kept, findings, waivers, base, head } = comparison;
  const { added, gone, other } = countChanges(removals);
  const rest = [kept, findings, waivers].reduce((sum, list) => sum + list.length, 0);
  const parts = [
    added > 0 && `adds ${count(added, 'removal')}`,
    gone > 0 && `takes ${count(gone, 'removal')} away`,
    other > 0 && `gives ${count(other, 'removal')} another reason`,
  ].filter((part) => part !== false);
  if (parts.length > 0) return `the edit ${AND.format(parts)}`;
  if (rest > 0) return 'the edit changes no removal';
  return isDeepStrictEqual(base.rules, head.rules)
    ? 'the edit changes nothing'
    : 'the edit changes the rules, but nothing that they do to the tags that were read';
}
