import type { Day, Finding, Place, Problem, Resource, ResourceRef, Shield, Waiver } from '../model.ts';

/** Kinds of finding that a test can expect of a resource. */
export const EXPECTED_FINDINGS = [
  'missing',
  'unenforced',
  'date-unreadable',
] as const satisfies readonly Finding['kind'][];

export type ExpectedFinding = (typeof EXPECTED_FINDINGS)[number];

/** What a test wants of one resource. A removal that it does not list is a failure, whatever else it says. */
export interface Expectation {
  readonly resource: Resource;
  readonly place: Place;
  readonly title?: string;
  /** Exactly these keys are removed. */
  readonly remove: readonly string[];
  /** These keys are there and stay. */
  readonly keep: readonly string[];
  /** Exactly these rules (ids) remove a key of `remove`. */
  readonly because: readonly { readonly key: string; readonly rules: readonly string[] }[];
  /** Exactly these keys are found, for each kind that is named; other kinds are not looked at. */
  readonly findings: readonly { readonly kind: ExpectedFinding; readonly keys: readonly string[] }[];
}

/** A test file in normal form. */
export interface TestFile {
  readonly file: string;
  readonly title?: string;
  /** The rule file under test, as it is found from where the tests are run. */
  readonly rules: string;
  /** Where the test names it. */
  readonly 'rules-place': Place;
  /** The day the rules are judged by; absent where nothing in them asks for one. */
  readonly today?: Day;
  readonly resources: readonly Resource[];
  readonly expectations: readonly Expectation[];
}

/** A rule that did something, and where it stands. */
export interface RuleAt {
  readonly rule: string;
  readonly place?: Place;
}

/**
 * One way in which what happened differs from what was wanted.
 *
 * - `not-removed`: it was to be removed and stays; `why` it does
 * - `removed`: it was to stay, and these rules remove it
 * - `not-there`: it was to be kept, and the resource of the test has no such tag
 * - `because`: it is removed, by other rules than the test says
 * - `not-found`, `found`: a finding that was wanted is not made; one is made that was not wanted
 */
export type Failure =
  | { readonly kind: 'not-removed'; readonly key: string; readonly why: Stay }
  | {
      readonly kind: 'removed';
      readonly key: string;
      readonly value: string;
      readonly because: readonly RuleAt[];
    }
  | { readonly kind: 'not-there'; readonly key: string; readonly near?: string }
  | {
      readonly kind: 'because';
      readonly key: string;
      readonly wanted: readonly string[];
      readonly because: readonly RuleAt[];
    }
  | { readonly kind: 'not-found'; readonly finding: ExpectedFinding; readonly key: string }
  | {
      readonly kind: 'found';
      readonly finding: ExpectedFinding;
      readonly key: string;
      readonly because: readonly RuleAt[];
    };

/** Why a tag stays that a test wants removed. */
export type Stay =
  | { readonly kind: 'not-there'; readonly near?: string }
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'unenforced'; readonly because: readonly RuleAt[] }
  | {
      readonly kind: 'shielded';
      readonly because: readonly RuleAt[];
      readonly shields: readonly (Shield & { readonly terms?: Waiver })[];
    };

/** What came of one expectation. It holds exactly if there is no failure. */
export interface CaseResult {
  readonly resource: ResourceRef;
  readonly place: Place;
  readonly title?: string;
  readonly failures: readonly Failure[];
}

export interface FileResult {
  readonly file: string;
  readonly title?: string;
  readonly rules: string;
  readonly cases: readonly CaseResult[];
}

/**
 * A part of a rule file and whether any test made it do something: a rule that claimed or found, a single matcher of
 * it that decided, a waiver that excused.
 */
export interface Covered {
  readonly kind: 'rule' | 'matcher' | 'waiver';
  /** Id of the rule; absent for a matcher of `protect`. */
  readonly rule?: string;
  /** Where in the rule, and what is written there: `match path /Production/**`. Empty for a rule. */
  readonly what: string;
  readonly place?: Place;
  readonly tested: boolean;
}

/** Everything that came of running tests: the only input of every report on them. */
export interface SuiteResult {
  /** Sorted by file. */
  readonly files: readonly FileResult[];
  /** Test files that could not be run, sorted; `problems` says why. */
  readonly unrun: readonly string[];
  /** Sorted by place. */
  readonly coverage: readonly Covered[];
  /** What kept tests from running: nothing is known of those files. */
  readonly problems: readonly Problem[];
}

/** Whether the suite passed: there were tests, all of them ran, and all of them hold. */
export function passed({ files, problems }: SuiteResult): boolean {
  const cases = files.flatMap((file) => file.cases);
  return (
    cases.length > 0 &&
    problems.every(({ severity }) => severity !== 'error') &&
    cases.every(({ failures }) => failures.length === 0)
  );
}
