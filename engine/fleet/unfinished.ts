import { join } from 'node:path';
import { rulesHash } from '../apply-saved.ts';
import { exitCode } from '../exit.ts';
import type { Plan, Run } from '../model.ts';
import { hashOf } from '../plan/digest.ts';
import { overrideLimits } from '../plan/limits.ts';
import { Refusal } from '../problem.ts';
import type { LoadedRules } from '../rules/load.ts';
import { isSigned } from '../runs/folders.ts';
import { hasRest, hasWritten, isCutOff, openPast, planOfPast, recordOfPast, tryOpen } from '../runs/past.ts';
import { runOfPast } from '../runs/report.ts';
import { fateOf } from '../runs/undone.ts';
import type { Fleet, FleetOrganization } from './fleet.ts';
import { type FleetRecord, recordsOf } from './record.ts';

/** How old a plan may be that is gone on with: as old as one that is applied, milliseconds. */
const MOST_AGE = 24 * 3_600_000;

/**
 * The runs of a fleet that were begun and not ended: of each organization the last word of the fleet runs of this
 * name that were to write, as far back as a plan may be old.
 *
 * @param now milliseconds since the epoch
 * @returns the run's id, by the organization's name
 */
export function begunRuns(stateDir: string, fleet: Fleet, now: number): Map<string, string> {
  const begun = new Map<string, string>();
  const left = new Set(fleet.organizations.map((one) => one.name));
  for (const record of recordsOf(stateDir, fleet.name)) {
    if (left.size === 0 || now - Date.parse(record.order.started) > MOST_AGE) break;
    // One that only looked ended nothing; a queue keeps it while it goes on, and where it was stopped.
    if (record.order.request.mode === 'dry-run') continue;
    for (const name of left) if (hasWord(record, name, begun)) left.delete(name);
  }
  return begun;
}

/** Whether a fleet run came to this organization; where that did not end, its run is noted in `begun`. */
function hasWord(record: FleetRecord, name: string, begun: Map<string, string>): boolean {
  if (record.result(name) !== undefined) return true;
  const run = record.begun(name);
  if (run !== undefined) begun.set(name, run);
  return run !== undefined;
}

/**
 * Whether a run that was begun is what would be done now, and so is gone on with: cut off or interrupted, by the same
 * rules and limits, not too old, and by nobody undone or signed. Anything else is planned anew, which loses nothing.
 */
export function goesOn(
  stateDir: string,
  run: string,
  { limits }: FleetOrganization,
  rules: LoadedRules,
  now: number,
): boolean {
  const isToGoOn = unlessRefused(() => {
    const past = openPast(join(stateDir, 'runs', run));
    if (isSigned(past.folder)) return false;
    const plan = planOfPast(past);
    const isYoung = now - Date.parse(plan['read-at']) <= MOST_AGE;
    return isYoung && isCutOff(past) && fateOf(stateDir, run).undo === undefined && isOf(plan, rules, limits);
  });
  return isToGoOn ?? false;
}

/**
 * The record of a run that was begun, where it left nothing to do. Its process may have died before it told anybody:
 * such a run is not gone on with, it is reported. Undefined for any other, and for one whose record is damaged.
 */
export function finishedRun(stateDir: string, run: string): Run | undefined {
  return unlessRefused(() => {
    const past = openPast(join(stateDir, 'runs', run));
    return hasRest(past) ? undefined : recordOfPast(past);
  });
}

/**
 * What came of a run that was begun by a worker that is gone, where going on with it was refused: what it sent was sent
 * all the same, so it never counts as one that sent nothing. Of one whose journal is damaged nobody can say that.
 *
 * @param refused the run that was to go on with it
 */
export function sentBefore(stateDir: string, begun: string, refused: Run): Run {
  const past = tryOpen(join(stateDir, 'runs', begun));
  if (past !== undefined && !hasWritten(past)) return refused;
  const told = past && unlessRefused(() => runOfPast(past, refused['fail-on']));
  const { objections, frozen, problems, traffic, ended } = refused;
  const judged = {
    ...(told ?? refused),
    id: begun,
    wrote: true,
    objections,
    frozen,
    problems,
    traffic,
    ended,
  };
  return { ...judged, exit: exitCode(judged) };
}

function unlessRefused<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function isOf(plan: Plan, rules: LoadedRules, limits: FleetOrganization['limits']): boolean {
  const sameRules = hashOf(plan.rules) === rulesHash(plan, rules);
  return sameRules && hashOf(plan.limits) === hashOf(overrideLimits(rules.set.limits, limits));
}
