import type { Freeze, Matcher, Rule, Waiver } from '../model.ts';
import { normaliseFreeze } from './bounds.ts';
import type { Report } from './collect.ts';
import { type LocatedMatcher, locateMatchers, type Notes } from './conditions.ts';
import { normaliseRule, normaliseWaiver } from './normalise.ts';
import { below, type Located, type Spot, type Step } from './places.ts';
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

/** Paths of a file below which its shape is wrong. */
export interface Damage {
  /** Whether the node or anything below it is wrong, or it is not there because something above is. */
  touches(path: readonly Step[]): boolean;
}

/** Notes where problems are reported, on the way to `report`. */
export function watchDamage(report: Report): { readonly report: Report; readonly damage: Damage } {
  const touched = new Set<string>();
  return {
    report(spot, code, message, remark) {
      for (let depth = 0; depth <= Math.min(2, spot.path.length); depth++) {
        touched.add(nameOf(spot.path.slice(0, depth), depth === spot.path.length));
      }
      report(spot, code, message, remark);
    },
    damage: {
      touches: (path) =>
        path.some((_, i) => touched.has(nameOf(path.slice(0, i), true))) ||
        touched.has(nameOf(path, true)) ||
        touched.has(nameOf(path, false)),
    },
  };
}

function nameOf(path: readonly Step[], itself: boolean): string {
  return JSON.stringify([path.map(String), itself]);
}

/** Adds what one file says to the draft. */
export function addFile(draft: Draft, file: YamlFile, damage: Damage, report: Report): void {
  const written = (typeof file.value === 'object' ? (file.value ?? {}) : {}) as WrittenFile;
  const notes: Notes = { report, matchers: draft.matchers };
  const root: Spot = { file, path: [] };
  const sound = (...path: Step[]) => !damage.touches(path);
  const entries = <T>(section: string, listed: readonly T[] | undefined): Located<T>[] =>
    entriesOf(listed).flatMap((value, index) =>
      sound(section, index) ? [{ value: value as T, spot: below(root, section, index) }] : [],
    );

  if ('remove' in written || 'require' in written) draft.strayClaim = true;
  addIds(draft, written, root);
  for (const { value, spot } of entries('rules', written.rules)) {
    draft.rules.push({ value: normaliseRule(value, spot, notes), spot, really: value.really === true });
  }
  for (const { value, spot } of entries('waivers', written.waivers)) {
    draft.waivers.push({ value: normaliseWaiver(value, spot, notes), spot });
    draft.mentions.push({ value: value.rule, spot: below(spot, 'rule') });
  }
  for (const { value, spot } of entries('freeze', written.freeze)) {
    draft.freeze.push({ value: normaliseFreeze(value, spot, notes), spot });
  }
  for (const section of ['protect', 'redact'] as const) {
    const matcher = written[section];
    if (matcher === undefined || !sound(section)) continue;
    draft[section].push(...locateMatchers(matcher, 'text', below(root, section), notes));
  }
  if (written.limits !== undefined && sound('limits'))
    addLimits(draft, written.limits, below(root, 'limits'));
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

function addLimits(draft: Draft, limits: WrittenLimits, spot: Spot): void {
  draft.limits = limits;
  for (const rule of Object.keys(limits['per-rule'] ?? {})) {
    draft.mentions.push({ value: rule, spot: below(spot, 'per-rule', rule) });
  }
}

function entriesOf(written: unknown): readonly unknown[] {
  return Array.isArray(written) ? written : [];
}
