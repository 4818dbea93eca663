import type { Day, ResourceType, Severity } from './organization.ts';

/**
 * One matcher in normal form: every condition that is present must hold. Wherever a list of matchers stands, any
 * one of them suffices. The plain strings of a rule file have become `equals` or `glob`.
 */
export interface Matcher {
  readonly equals?: string;
  /** `*` any characters, `?` one, `{a,b}` either. In a path, `*` stays inside a level and `**` spans levels. */
  readonly glob?: string;
  /** RE2 syntax, found anywhere in the text unless anchored. Never on a path. */
  readonly regex?: string;
  readonly in?: readonly string[];
  /** Widens `equals`, `glob`, `regex` and `in` of this matcher. */
  readonly 'ignore-case'?: true;
  readonly not?: readonly Matcher[];
  /** Values only, as are the three below. */
  readonly empty?: boolean;
  /** Strictly before this day, or before `today`: the day that is passed to the planner. */
  readonly before?: Day;
  /** Strictly after this day, or after `today`. */
  readonly after?: Day;
  /** More than this many whole days before today. */
  readonly 'older-than'?: number;
}

/** Which resources a rule or waiver speaks of: every condition that is present must hold. */
export interface Scope {
  readonly type?: readonly ResourceType[];
  readonly id?: readonly Matcher[];
  readonly name?: readonly Matcher[];
  readonly path?: readonly Matcher[];
  /** Each of these tags must be there with such a value. A list, since a key may be any text, `__proto__` too. */
  readonly tags?: readonly { readonly key: string; readonly value: readonly Matcher[] }[];
}

/** Which tags of a matching resource a rule claims. Exactly one of `key` and `variant-of` is present. */
export interface Claim {
  readonly key?: readonly Matcher[];
  /** Claims keys that equal one of these but for case. */
  readonly 'variant-of'?: readonly string[];
  readonly value?: readonly Matcher[];
  /** Keys that this claim leaves alone. */
  readonly except?: readonly Matcher[];
}

/** A rule in normal form. It removes, requires, or both. */
export interface Rule {
  readonly id: string;
  readonly why?: string;
  readonly severity: Severity;
  /** False: claims are reported as findings and never sent. */
  readonly enforce: boolean;
  readonly match?: Scope;
  readonly exclude?: Scope;
  readonly remove?: readonly Claim[];
  /** Every one of these keys must be there. */
  readonly require?: readonly Matcher[];
}

/** An agreed exception to one rule, in force through the day `expires`. */
export interface Waiver {
  readonly rule: string;
  readonly match?: Scope;
  readonly key?: readonly Matcher[];
  readonly reason: string;
  readonly 'approved-by': string;
  readonly expires: Day;
  readonly ticket?: string;
}

/** Bounds of one plan; past means strictly greater. `null` means no bound. */
export interface Limit {
  readonly removals?: number | null;
  /** Distinct resources that lose a tag. */
  readonly resources?: number | null;
  /** Percent (0 to 100) of the tags that were read, `_sys_*` left out. */
  readonly share?: number | null;
}

/** Bounds of a plan as a whole, and of what concerns one type or one rule. */
export interface Limits extends Limit {
  readonly 'per-type'?: Readonly<Partial<Record<ResourceType, Limit>>>;
  /** By rule id, sorted. A list, since an id may be any word. */
  readonly 'per-rule'?: readonly (Limit & { readonly rule: string })[];
}

/** A time in which applies are refused: whole UTC days, both ends included, or instants. */
export interface Freeze {
  readonly from: string;
  readonly until: string;
  readonly why: string;
}

/**
 * All rules of a run in normal form. Everything in it is sorted, so that the order of rules, files and list
 * entries never changes a plan or its digest.
 */
export interface RuleSet {
  readonly version: 1;
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly protect: readonly Matcher[];
  readonly redact: readonly Matcher[];
  readonly freeze: readonly Freeze[];
  readonly limits: Limits;
}

/** Where something stands in a file a person wrote. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A rule file that was read, by its path relative to the folder of the root file, `/` between the parts. */
export interface RuleSource {
  readonly file: string;
  readonly sha256: string;
}
