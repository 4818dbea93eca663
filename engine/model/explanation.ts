import type { Day, Path, ResourceRef, Severity } from './organization.ts';
import type { Place } from './rules.ts';

/**
 * What becomes of a tag, in one word.
 *
 * - `goes`: at least one claim on it is left, so it would be removed
 * - `stays`: only rules that are not enforced claim it
 * - `system`, `protected`: shielded from every claim
 * - `waived`: waivers take away every claim on it
 * - `unknown`: what would claim or shield it cannot be decided; so it stays
 * - `unclaimed`: no rule speaks of it
 */
export type Decision = 'goes' | 'stays' | 'system' | 'protected' | 'waived' | 'unknown' | 'unclaimed';

/** One condition of a rule or waiver that decided, and what it met. */
export interface Reason {
  /** The keys that lead to it: `match/type`, `match/tags/env`, `exclude`, `remove/except`; of a waiver `key`. */
  readonly condition: string;
  /** `yes` for what leaves a resource or key out by holding (`exclude`, `except`); else `no` or `unknown`. */
  readonly truth: 'yes' | 'no' | 'unknown';
  /** The condition as a person would write it. */
  readonly wanted: string;
  /** What is there instead; absent where nothing is, or where it was not read. */
  readonly found?: string | Path;
  /** It is unknown for want of a read. */
  readonly unread?: true;
  readonly place?: Place;
}

/**
 * A waiver as it bears on one claim: `applies` takes the claim away; `expired` would, were it still in force;
 * `undecided` shields too; `passed` is for other resources or keys.
 */
export interface WaiverView {
  readonly state: 'applies' | 'expired' | 'undecided' | 'passed';
  readonly reason: string;
  readonly 'approved-by': string;
  readonly expires: Day;
  readonly ticket?: string;
  /** For `undecided` and `passed`. */
  readonly because?: Reason;
  readonly place?: Place;
}

/**
 * A rule as it bears on one tag of a resource that it speaks of.
 *
 * - `claims`: its claim is left
 * - `shielded`: its claim is taken away: by the tag's shield, a waiver, or an exclude that cannot be decided
 * - `spared`: its own `except` leaves the key alone
 * - `passed`: its key or value is another
 * - `undecided`: it might claim the tag, but a condition cannot be decided, and unknown never claims
 */
export interface RuleView {
  readonly rule: string;
  readonly standing: 'claims' | 'shielded' | 'spared' | 'passed' | 'undecided';
  readonly why?: string;
  readonly severity: Severity;
  readonly enforce: boolean;
  /** What decided, one for each entry of `remove`; empty where the rule claims the tag. */
  readonly because: readonly Reason[];
  /** Every waiver of the rule, where it claims the tag. */
  readonly waivers: readonly WaiverView[];
  readonly place?: Place;
}

/** One tag, what becomes of it, and every rule that speaks of its resource. */
export interface TagView {
  readonly key: string;
  readonly value: string;
  readonly decision: Decision;
  /** What shields it from every claim, whether there is one or not. */
  readonly shield?:
    | { readonly kind: 'system' }
    | { readonly kind: 'protect'; readonly matcher: string; readonly place?: Place };
  readonly rules: readonly RuleView[];
}

/** A key that a rule requires of the resource. `undecided`: whether the rule speaks of it is not known. */
export interface RequirementView {
  readonly rule: string;
  readonly severity: Severity;
  /** As written: a literal or a pattern. */
  readonly key: string;
  readonly state: 'met' | 'missing' | 'waived' | 'undecided';
  /** The key that meets it. */
  readonly by?: string;
  readonly because?: Reason;
  readonly waivers: readonly WaiverView[];
  readonly place?: Place;
}

/** A rule that does not speak of the resource, or of which that cannot be decided, and why. */
export interface RuleApart {
  readonly rule: string;
  readonly because: Reason;
  readonly place?: Place;
}

/** Why each tag of one resource stays or goes; a plain value. Values of redacted keys are masked. */
export interface Explanation {
  readonly version: 1;
  /** The UTC day by which dates and waivers were judged. */
  readonly day: Day;
  readonly resource: ResourceRef;
  /** The one key that was asked for. */
  readonly key?: string;
  /** Where the resource lacks that key: the key it has that is most like it. */
  readonly near?: string;
  /** All tags, or the one that was asked for; none where the resource lacks it. */
  readonly tags: readonly TagView[];
  readonly required: readonly RequirementView[];
  readonly apart: readonly RuleApart[];
  /** True where something was left unknown for want of a read. */
  readonly incomplete: boolean;
}
