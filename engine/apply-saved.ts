import { join } from 'node:path';
import { type Approval, carryOut, type Effort, judge, mayApply } from './carry-out.ts';
import { isElsewhere } from './cloud/port.ts';
import type { FailOn, Plan, Problem, Run } from './model.ts';
import { hashOf } from './plan/digest.ts';
import { narrowRules } from './plan/only.ts';
import { problem, Refusal } from './problem.ts';
import { meet } from './reading.ts';
import type { LoadedRules } from './rules/load.ts';
import { type Effects, recordRun, type Unfinished } from './run.ts';
import { appliedBy, hasRest, openPast } from './runs/past.ts';
import { type Circumstances, originProblem, planProblems } from './runs/saved-plan.ts';
import { fateOf } from './runs/undone.ts';

/** What `apply PLAN` is asked to do. */
export interface SavedRequest extends Effort {
  readonly plan: Plan;
  readonly failOn: FailOn;
  readonly maxAgeHours: number;
  readonly requireComplete: boolean;
  /** The rules that stand in the rule file now; absent where there is none or other rules are allowed. */
  readonly rules?: LoadedRules | undefined;
  /** The rule file that was looked for in vain; the run warns that the plan was held against no rules. */
  readonly missedRules?: string | undefined;
  /** Whether a plan that was applied already may be applied once more. */
  readonly again: boolean;
  /** What was approved by signature, where that was required. */
  readonly approval?: Approval | undefined;
}

/** Carries out a saved plan and nothing else: the main job from its judging on. */
export async function applySaved(request: SavedRequest, outside: Effects): Promise<Run> {
  return recordRun({ mode: 'apply', failOn: request.failOn }, outside, async (run, effects) => {
    const { plan } = request;
    const api = await meet(run, effects, (endpoint) => refuseRehearsal(plan, endpoint));
    refuseAll(planProblems(plan, circumstances(request, run, effects)));
    judge(run, plan, effects);
    if (request.missedRules !== undefined) run.problems = [uncheckedRules(request.missedRules)];
    if (!(await mayApply(run, plan, effects))) return undefined;
    // While the user was asked, another run may have applied it.
    const recheck = (): void => refuseAll(planProblems(plan, circumstances(request, run, effects)));
    return carryOut(run, plan, api, request, effects, { approval: request.approval, recheck });
  });
}

function uncheckedRules(file: string): Problem {
  return problem(
    'rules-unchecked',
    `there is no ${file} here, so the plan was held against no rules of today`,
    {
      severity: 'warning',
      hint: 'run where the rules lie, or name them with --rules; --allow-other-rules says that none are wanted',
    },
  );
}

function refuseAll(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refusal(problems);
}

function circumstances(request: SavedRequest, run: Unfinished, { clock, stateDir }: Effects): Circumstances {
  const { plan, rules, again, maxAgeHours, requireComplete } = request;
  return {
    organization: run.organization?.id ?? '',
    origin: run.origin ?? '',
    now: clock.now(),
    maxAgeHours,
    rulesHash: rulesHash(plan, rules),
    requireComplete,
    applied: again ? undefined : appliedAlready(stateDir, plan),
  };
}

function appliedAlready(stateDir: string, plan: Plan): Circumstances['applied'] {
  const run = appliedBy(stateDir, plan);
  if (run === undefined) return undefined;
  const { undo, undoneBy } = fateOf(stateDir, run);
  return { run, undo, undoneBy, isWhole: isWhole(stateDir, run) };
}

/** Whether a run has nothing left to do, as far as its files tell. */
function isWhole(stateDir: string, id: string): boolean {
  try {
    return !hasRest(openPast(join(stateDir, 'runs', id)));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * A rehearsal is told by its plan before the cloud is asked anything: not even a question is to reach it with the
 * keys of an emulator, which answers on this machine alone.
 */
function refuseRehearsal({ origin }: Plan, endpoint: string): void {
  if (origin === 'emulator' && isElsewhere(endpoint)) throw new Refusal([originProblem(origin, endpoint)]);
}

/** Hash of the rules of a file, narrowed as the plan was. */
export function rulesHash(plan: Plan, rules: LoadedRules | undefined): string | undefined {
  if (rules === undefined) return undefined;
  const named = plan.only.flatMap((one) => (one.startsWith('rule=') ? [one.slice('rule='.length)] : []));
  return hashOf(narrowRules(rules.set, { rules: named, resources: [] }));
}
