import type { Freeze, Matcher, Rule, Waiver } from '../model.ts';
import { normaliseFreeze } from './bounds.ts';
import type { Report } from './collect.ts';
import { type LocatedMatcher, locateMatchers, type Notes } from './conditions.ts';
import type { Damage } from './damage.ts';
import { normaliseRule, normaliseWaiver } from './normalise.ts';
import { below, type Located, type Spot, type Step } from './places.ts';
import { type Damaged, inspectLimits, inspectMatchers, inspectRule, inspectWaiver } from './remnants.ts';
import type { WrittenFile, WrittenLimits, WrittenRule } from './written.ts';
import type { YamlFile } from './yaml.ts';

/** A rule, and whether its author confirmed that it may remove everything. */
export interface DraftRule extends Located<Rule> {
  readonly really: boolean;
}

/**
 * All files together, in normal form but with the place of each thing: what the checks look at. What has a problem
 * of shape is left out; its id is not, so that a waiver for it is no further problem.
 */
export interface Draft {
  readonly root: Spot;
  readonly rules: DraftRule[];
  /** Ids of all rules, in the order of files and lines. */
  readonly ids: Located<string>[];
  readonly waivers: Located<Waiver>[];
  /** Where a waiver or a limit names a rule. */
  readonly mentions: Located<string>[];
  readonly protect: Located<Matcher>[];
  readonly redact: Located<Matcher>[];
  readonly freeze: Located<Freeze>[];
  limits: WrittenLimits | undefined;
  /** Every matcher of the files, wherever it stands. */
  readonly matchers: LocatedMatcher[];
  /** False where some rules could not be read, so that their ids are not known. */
  complete: boolean;
  /** Whether a file has `remove` or `require` beside its rules: surely that of a rule, indented too little. */
  strayClaim: boolean;
}

export function newDraft(root: Spot): Draft {
  return {
    root,
    rules: [],
    ids: [],
    waivers: [],
    mentions: [],
    protect: [],
    redact: [],
    freeze: [],
    limits: undefined,
    matchers: [],
    complete: true,
    strayClaim: false,
  };
}

/** Adds what one file says to the draft. */
export function addFile(draft: Draft, file: YamlFile, damage: Damage, report: Report): void {
  const written = (typeof file.value === 'object' ? (file.value ?? {}) : {}) as WrittenFile;
  const notes: Notes = { report, matchers: draft.matchers };
  const root: Spot = { file, path: [] };
  const sound = (...path: Step[]) => !damage.touches(path);
  const at = (...path: Step[]): Damaged => ({ spot: below(root, ...path), damage, notes });
  const entries = <T>(
    section: string,
    listed: readonly T[] | undefined,
    inspect?: (value: unknown, damaged: Damaged) => void,
  ): Located<T>[] =>
    entriesOf(listed).flatMap((value, index) => {
      if (sound(section, index)) return [{ value: value as T, spot: below(root, section, index) }];
      inspect?.(value, at(section, index));
      return [];
    });

  if ('remove' in written || 'require' in written) draft.strayClaim = true;
  addIds(draft, written, root);
  for (const { value, spot } of entries('rules', written.rules, inspectRule)) {
    draft.rules.push({ value: normaliseRule(value, spot, notes), spot, really: value.really === true });
  }
  for (const { value, spot } of entries('waivers', written.waivers, (value, damaged) =>
    inspectWaiver(draft.mentions, value, damaged),
  )) {
    draft.waivers.push({ value: normaliseWaiver(value, spot, notes), spot });
    draft.mentions.push({ value: value.rule, spot: below(spot, 'rule') });
  }
  for (const { value, spot } of entries('freeze', written.freeze)) {
    draft.freeze.push({ value: normaliseFreeze(value, spot, notes), spot });
  }
  for (const section of ['protect', 'redact'] as const) {
    const matcher = written[section];
    if (matcher === undefined) continue;
    if (sound(section)) draft[section].push(...locateMatchers(matcher, 'text', below(root, section), notes));
    else inspectMatchers(matcher, at(section));
  }
  if (sound('limits')) addLimits(draft, written.limits, below(root, 'limits'));
  else inspectLimits(draft.mentions, written.limits, at('limits'));
  const unknown = !sound('include') || (!sound('rules') && entriesOf(written.rules).length === 0);
  if (unknown) draft.complete = false;
}

function addIds(draft: Draft, written: WrittenFile, root: Spot): void {
  for (const [index, rule] of entriesOf(written.rules).entries()) {
    const id = (rule as Partial<WrittenRule> | null)?.id;
    if (typeof id === 'string') draft.ids.push({ value: id, spot: below(root, 'rules', index, 'id') });
    // A rule without a readable id may be the one that a waiver names.
    else draft.complete = false;
  }
}

function addLimits(draft: Draft, limits: WrittenLimits | undefined, spot: Spot): void {
  if (limits === undefined) return;
  draft.limits = limits;
  for (const rule of Object.keys(limits['per-rule'] ?? {})) {
    draft.mentions.push({ value: rule, spot: below(spot, 'per-rule', rule) });
  }
}

function entriesOf(written: unknown): readonly unknown[] {
  return Array.isArray(written) ? written : [];
}
