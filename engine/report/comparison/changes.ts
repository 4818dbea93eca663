import type { ComparedRemoval, Comparison } from '../../model.ts';
import { tagText } from '../sections.ts';
import { showResource, visible } from '../visible.ts';
import { findingSentence, waiverTerms } from '../words.ts';

/** Something that differs, seen from one rule. */
export interface RuleChange {
  readonly rule: string;
  readonly what: 'removal' | 'kept' | 'finding' | 'waiver';
  readonly change: ComparedRemoval['change'];
  /** One sentence, made visible. */
  readonly message: string;
}

/** All that differs, once for each rule that it concerns. */
export function* changesOf({ removals, kept, findings, waivers }: Comparison): Iterable<RuleChange> {
  for (const one of removals) {
    const message = `${showResource(one.resource)}: ${tagText(one)} ${removalWords(one)}`;
    for (const rule of new Set([...one.after, ...one.before])) {
      yield { rule, what: 'removal', change: one.change, message };
    }
  }
  for (const { change, resource, key, value, claims } of kept) {
    const stays = change === 'added' ? 'is now claimed and kept' : 'is no longer claimed and kept';
    const message = `${showResource(resource)}: ${tagText({ key, value })} ${stays}`;
    for (const rule of claims) yield { rule, what: 'kept', change, message };
  }
  for (const { change, finding } of findings) {
    const message = `${change === 'added' ? 'new' : 'gone'}: ${findingSentence(finding)}`;
    yield { rule: finding.rule, what: 'finding', change, message };
  }
  for (const { change, waiver } of waivers) {
    const message = `${change === 'added' ? 'new' : 'gone'}: a waiver ${waiverTerms(waiver)}`;
    yield { rule: waiver.rule, what: 'waiver', change, message };
  }
}

function removalWords({ change, before, after }: ComparedRemoval): string {
  if (change === 'added') return 'would newly be removed';
  if (change === 'gone') return 'would no longer be removed';
  const list = (rules: readonly string[]) => rules.map(visible).join(', ');
  return `would be removed because of ${list(after)}, was because of ${list(before)}`;
}
