import type { Gap } from './inventory.ts';
import type { Day, Instant, Organization, Origin, ResourceRef, Severity } from './organization.ts';
import type { Counts, Finding, Kept, Objection, Revision } from './plan.ts';
import type { Place, RuleSet, RuleSource, Waiver } from './rules.ts';
import type { ExitCode, Problem, Traffic } from './run.ts';

/** Something that only the plan of the new rules has (`added`), or only that of the old ones (`gone`). */
export type Change = 'added' | 'gone';

/** A tag that is removed under one rule set and not under the other, or under both for other rules. */
export interface ComparedRemoval {
  readonly change: Change | 'other-reason';
  readonly resource: ResourceRef;
  readonly key: string;
  readonly value: string;
  /** The gravest of the rules that claim it: of the new ones, or where it is gone of the old ones. */
  readonly severity: Severity;
  /** Rules of the base that remove it, sorted; empty for `added`. */
  readonly before: readonly string[];
  /** Rules of the head that remove it, sorted; empty for `gone`. */
  readonly after: readonly string[];
}

/** A claimed tag that stays under one rule set and is not claimed, or is removed, under the other. */
export interface ComparedKept extends Kept {
  readonly change: Change;
}

export interface ComparedFinding {
  readonly change: Change;
  /** Indexes into waivers are those of the head's rules, or where it is gone of the base's. */
  readonly finding: Finding;
}

export interface ComparedWaiver {
  readonly change: Change;
  readonly waiver: Waiver;
}

export interface ComparedRule {
  readonly change: Change | 'edited';
  readonly rule: string;
  /** For `edited`: what of it differs, sorted, such as `match.path` or `remove`. */
  readonly fields?: readonly string[];
}

/** What one rule set comes to. */
export interface ComparedSide {
  readonly rules: RuleSet;
  readonly removals: number;
  /** Distinct resources that lose a tag. */
  readonly resources: number;
  readonly kept: number;
  readonly findings: number;
  /** Limits that its plan is past. */
  readonly objections: readonly Objection[];
}

/** The plan under two rule sets over one inventory: only what differs, all of it sorted. */
export interface Comparison {
  readonly organization: Organization;
  readonly origin: Origin;
  readonly day: Day;
  readonly counts: Counts;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly rules: readonly ComparedRule[];
  readonly waivers: readonly ComparedWaiver[];
  readonly removals: readonly ComparedRemoval[];
  readonly kept: readonly ComparedKept[];
  readonly findings: readonly ComparedFinding[];
  /** What could not be read: neither plan says anything of it. */
  readonly gaps: readonly Gap[];
}

/** Which rules stand on one side of a comparison. */
export interface RulesNamed {
  /** As the user named them: a file, a folder, `git:REF`. */
  readonly name: string;
  readonly sources: readonly RuleSource[];
  /** Absent where they stood in no repository. */
  readonly revision?: Revision;
  /** Where each rule stands, sorted by rule. */
  readonly places: readonly (Place & { readonly rule: string })[];
}

/** Which changes make exit code 2: none, removals that are added, or anything that differs. */
export type FailOnChange = 'none' | 'added' | 'any';

/** One comparison as it was made: the only input of its reports. Values of redacted keys are masked. */
export interface ComparisonRun {
  readonly version: 1;
  readonly tool: string;
  readonly started: Instant;
  readonly ended: Instant;
  /** Where tags were read: a service or an inventory file. */
  readonly endpoint: string;
  readonly origin?: Origin;
  readonly organization?: Organization;
  readonly 'fail-on-change': FailOnChange;
  readonly base: RulesNamed;
  readonly head: RulesNamed;
  /** Absent where the run ended before there were plans. */
  readonly comparison?: Comparison;
  readonly interrupted: boolean;
  readonly problems: readonly Problem[];
  readonly traffic: Traffic;
  readonly exit: ExitCode;
}
