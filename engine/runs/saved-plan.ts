import type { Plan, Problem } from '../model.ts';
import { digestOf, hashOf, sealOf } from '../plan/digest.ts';
import { makePlanner } from '../plan/planner.ts';
import { problem, Refusal } from '../problem.ts';
import { compileMatchers } from '../rules/matcher.ts';
import { formOf } from '../schema.ts';

/** The version of plan files that this engine writes and applies. */
const PLAN_VERSION = 1;

/**
 * Reads a saved plan from a file's text and holds it against its own digest and seal.
 *
 * Throws Refusal: `plan-broken` (no JSON, or not of the plan's shape), `plan-version`, `plan-edited`. Digests
 * catch accidents; only a signature catches a forger. Even a forged plan removes nothing that the rules inside it
 * do not claim on live tags.
 */
export function readPlan(text: string, file: string): Plan {
  const value = parse(text, file);
  const version = versionOf(value);
  if (version !== PLAN_VERSION) {
    const said =
      version === undefined ? 'says no version of its format' : `is of version ${JSON.stringify(version)}`;
    throw refusal('plan-version', `${file} ${said}`, REWRITE);
  }
  const misfit = misfitOfPlan(value);
  if (misfit !== undefined) throw refusal('plan-broken', `${file} is no plan: ${misfit}`, REWRITE);
  const plan = value as Plan;
  checkHashes(plan, file);
  checkCalls(plan, file);
  checkRules(plan, file);
  return plan;
}

const misfitOfPlan = formOf('plan.schema.json');
const REWRITE = 'make the plan anew: reconcile --dry-run --out FILE';

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('plan-broken', ...noJson(text, file));
  }
}

/** What stands where a plan is wanted, and what to do: message and hint. */
function noJson(text: string, file: string): [string, string] {
  if (text.trim() === '') return [`${file} is empty`, REWRITE];
  if (text.trimStart().startsWith('{')) return [`${file} is no whole JSON: was the file cut off?`, REWRITE];
  const isRules = /^(?:version|rules|include):/m.test(text);
  return [
    `${file} is not JSON`,
    isRules
      ? `this looks like rules, and a saved plan is wanted: reconcile --dry-run --rules ${file} --out FILE`
      : REWRITE,
  ];
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
}

function checkHashes(plan: Plan, file: string): void {
  if (!hashes(plan)) throw refusal('plan-edited', `${file} was changed after it was made`, REWRITE);
}

function hashes(plan: Plan): boolean {
  try {
    return digestOf(plan) === plan.digest && sealOf(plan) === plan.seal;
  } catch {
    // A lone surrogate has no canonical form, so no plan of ours ever held one.
    return false;
  }
}

/** What is planned twice would be sent side by side, and the answer to one be booked on the other. */
function checkCalls({ calls, 'read-at': readAt }: Plan, file: string): void {
  const ids = calls.map((call) => call.resource.id);
  const twice =
    repeated(ids) ??
    calls.map((call) => repeated(call.remove.map(({ key }) => key))).find((one) => one !== undefined);
  if (twice !== undefined) throw refusal('plan-broken', `${file} plans ${twice} twice`, REWRITE);
  if (Number.isNaN(Date.parse(readAt)))
    throw refusal('plan-broken', `${file} says that tags were read at a time that is none`, REWRITE);
}

function repeated(texts: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return texts.find((text) => seen.size === seen.add(text).size);
}

/** Only a forger seals rules that cannot be compiled; that shows before a run begins, not in the middle of one. */
function checkRules({ rules, day }: Plan, file: string): void {
  try {
    makePlanner(rules, day, 'no');
    compileMatchers(rules.redact, day);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason';
    throw refusal('plan-broken', `${file} holds a rule that cannot be understood: ${why}`, REWRITE);
  }
}

/** What a plan is held against before it is applied. */
export interface Circumstances {
  readonly organization: string;
  readonly origin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly maxAgeHours: number;
  /** Hash of the rules that stand in the rule file now, narrowed as the plan was; absent where there is none. */
  readonly rulesHash?: string | undefined;
  readonly requireComplete: boolean;
  /** The run that applied this plan already. */
  readonly applied?:
    | {
        readonly run: string;
        /** The undo that has begun to take that back since, if one has. */
        readonly undo?: string | undefined;
        /** The undo that has taken all of it back. */
        readonly undoneBy?: string | undefined;
        /** Whether it has nothing left to do. */
        readonly isWhole: boolean;
      }
    | undefined;
}

/** How far the clocks of two machines may differ before a plan seems to be of the future, hours. */
const SKEW = 0.25;

/** Every reason not to apply a plan here and now, all at once. */
export function planProblems(plan: Plan, at: Circumstances): Problem[] {
  const age = (at.now - Date.parse(plan['read-at'])) / 3_600_000;
  const checks: readonly (Problem | false)[] = [
    plan.organization.id !== at.organization &&
      problem(
        'plan-organization',
        `the plan is for organization ${plan.organization.id}, the credentials are of ${at.organization}`,
        { hint: 'use the credentials of the organization that the plan was made for' },
      ),
    plan.origin !== at.origin && originProblem(plan.origin, at.origin),
    age < -SKEW &&
      problem(
        'plan-old',
        `its tags were read ${Math.ceil(-age)} hours from now, by the clock of this machine`,
        {
          hint: 'set the clock, or make the plan anew here',
        },
      ),
    age > at.maxAgeHours &&
      problem('plan-old', `its tags were read ${Math.floor(age)} hours ago, more than ${at.maxAgeHours}`, {
        hint: 'make the plan anew, or allow its age with --max-age HOURS',
      }),
    at.rulesHash !== undefined &&
      at.rulesHash !== hashOf(plan.rules) &&
      problem('plan-rules', 'the rules have changed since the plan was made', {
        hint: 'make the plan anew, or apply it under its own rules with --allow-other-rules',
      }),
    at.requireComplete &&
      plan.gaps.length > 0 &&
      problem('plan-incomplete', `the plan has ${plan.gaps.length} gaps: not everything could be read`, {
        hint: 'mend what the gaps name and make the plan anew',
      }),
    at.applied !== undefined && appliedProblem(at.applied),
  ];
  return checks.filter((one) => one !== false);
}

/** A plan of one service, held against another. */
export function originProblem(origin: string, here: string): Problem {
  return problem('plan-origin', `the plan was made against ${origin}, this is ${here}`, {
    hint: 'a rehearsal is applied where it was made; make a plan against this service',
  });
}

function appliedProblem({ run, undo, undoneBy, isWhole }: NonNullable<Circumstances['applied']>): Problem {
  const done = undoneBy === undefined ? `${undo} has begun to undo` : `${undoneBy} has undone`;
  const since = undo === undefined ? '' : `, and run ${done} that since`;
  const again = 'if the same is to be done once more, make the plan anew, or give --again';
  const resume = `if it was cut off, reconcile resume ${run} goes on with it; apply once more with --again`;
  return problem('plan-applied', `run ${run} has applied this plan already${since}`, {
    hint: isWhole || undo !== undefined ? again : resume,
  });
}

function refusal(code: Parameters<typeof problem>[0], message: string, hint: string): Refusal {
  return new Refusal([problem(code, message, { hint })]);
}
