import { isDeepStrictEqual } from 'node:util';
import type { Needs } from './inventory/take.ts';
import type {
  Comparison,
  ComparisonRun,
  Day,
  ExitCode,
  FailOnChange,
  Inventory,
  Problem,
  RuleSet,
  RulesNamed,
} from './model.ts';
import { RESOURCE_TYPES } from './model.ts';
import { comparePlans } from './plan/compare.ts';
import { makePlan } from './plan/make.ts';
import { meet, needsOf, type Reading, readFile, readLive } from './reading.ts';
import { placesOf, today } from './reconcile.ts';
import type { LoadedRules } from './rules/load.ts';
import { redactComparison } from './rules/redact.ts';
import { type Effects, recordRun, type Unfinished } from './run.ts';

/** One side of a comparison: rules, and how the user named them. */
export interface Side {
  readonly name: string;
  readonly rules: LoadedRules;
  /** What a reader of the report must know of how it was found. */
  readonly problems?: readonly Problem[];
}

export interface CompareRequest {
  readonly base: Side;
  readonly head: Side;
  readonly failOn: FailOnChange;
  readonly reading: Reading;
}

/**
 * What an edit of the rules changes: one read of the organization that answers both rule sets, the plan of each on
 * the same day, and what differs. Sends no write. Whatever goes wrong, there is a record to report.
 */
export async function compare(request: CompareRequest, outside: Effects): Promise<ComparisonRun> {
  const { base, head, failOn } = request;
  let comparison: Comparison | undefined;
  const run = await recordRun({ mode: 'dry-run', failOn: 'none' }, outside, async (run, effects) => {
    run.problems = [...(base.problems ?? []), ...(head.problems ?? [])];
    const day = today(effects);
    effects.progress({ stage: 'reading' });
    const inventory = await read(bothNeeds(base.rules.set, head.rules.set, day), run, request, effects);
    effects.progress({ stage: 'planning' });
    const planOf = ({ rules }: Side) => makePlan({ rules: rules.set, inventory, day });
    comparison = redactComparison(comparePlans(planOf(base), planOf(head)));
    return undefined;
  });
  const { tool, started, ended, endpoint, origin, organization, interrupted, problems, traffic } = run;
  return {
    version: 1,
    tool,
    started,
    ended,
    endpoint,
    ...(origin !== undefined && { origin }),
    ...(organization !== undefined && { organization }),
    'fail-on-change': failOn,
    base: named(base),
    head: named(head),
    ...(comparison !== undefined && { comparison }),
    interrupted,
    problems,
    traffic,
    exit: comparisonExit(run.exit, comparison, failOn),
  };
}

/** What either rule set needs to be read. */
function bothNeeds(base: RuleSet, head: RuleSet, day: Day): Needs {
  const [a, b] = [needsOf(base, day), needsOf(head, day)];
  const trees = [a.tree, b.tree].filter((tree) => tree !== undefined);
  return {
    types: RESOURCE_TYPES.filter((type) => a.types.includes(type) || b.types.includes(type)),
    tree: trees.length === 0 ? undefined : (path) => trees.some((reaches) => reaches(path)),
    treeRead: 'reached',
  };
}

async function read(
  needs: Needs,
  run: Unfinished,
  { reading }: CompareRequest,
  effects: Effects,
): Promise<Inventory> {
  if (reading.file !== undefined) return readFile(reading.file, needs, run);
  const api = await meet(run, effects);
  return readLive(api, needs, run, reading, effects);
}

function named({ name, rules }: Side): RulesNamed {
  const { sources, revision } = rules;
  return { name, sources, ...(revision && { revision }), places: placesOf(rules) };
}

/**
 * The exit code of a comparison, in the order of `exitCode`: trouble and an interrupt as in any run, then 5 for
 * what could not be read, then 2 for changes that `failOn` names. A plan past its limits is the dry run's to refuse.
 */
export function comparisonExit(
  ofRun: ExitCode,
  comparison: Comparison | undefined,
  failOn: FailOnChange,
): ExitCode {
  if (ofRun !== 0 || comparison === undefined) return ofRun;
  if (comparison.gaps.length > 0) return 5;
  return failOn !== 'none' && hasChange(comparison, failOn) ? 2 : 0;
}

/** Rules that do the same today may differ tomorrow: `any` means them too, with limits and all. */
function hasChange(
  { removals, kept, findings, waivers, base, head }: Comparison,
  failOn: 'added' | 'any',
): boolean {
  if (failOn === 'added') return removals.some(({ change }) => change === 'added');
  const differs = removals.length + kept.length + findings.length + waivers.length > 0;
  return differs || !isDeepStrictEqual(base.rules, head.rules);
}
