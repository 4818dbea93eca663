import { exitCode } from '../exit.ts';
import type { Instant, Run } from '../model.ts';
import { Refusal } from '../problem.ts';
import type { Fleet, FleetOrganization } from './fleet.ts';
import type { FleetRecord } from './record.ts';
import { type FleetRun, fleetRunOf } from './result.ts';
import { begunRuns, goesOn } from './unfinished.ts';
import { type FleetEffects, type FleetRequest, workOn } from './work.ts';

/** How a fleet is worked on in this process. */
export interface EmbeddedRequest extends FleetRequest {
  readonly id: string;
  readonly started: Instant;
  /** Organizations at once. */
  readonly parallel: number;
  /** Where it is noted how far the fleet is; a dry run has none and leaves nothing. */
  readonly record?: FleetRecord | undefined;
}

/** Told as organizations begin and end. */
export interface Watcher {
  began(one: FleetOrganization): void;
  ended(one: FleetOrganization, run: Run): void;
}

/**
 * Works on every organization of a fleet in this process, `parallel` at once, in the order of the fleet file:
 *
 *     acme   ─ rules ─ client ─ run ─┐
 *     globex ─ rules ─ client ─ run ─┼─▶ one fleet run, exit code the worst of all
 *     …                              ┘
 *
 * They share nothing but the state directory, where each has a lock of its own. After an interrupt those under way
 * end well and no other is begun. What a fleet run before this one left unfinished is gone on with.
 */
export async function runFleet(
  fleet: Fleet,
  request: EmbeddedRequest,
  effects: FleetEffects,
  watcher: Watcher,
): Promise<FleetRun> {
  const { clock, tool, interrupt } = effects;
  const { id, started, mode, record } = request;
  const begun = record === undefined ? NOTHING : begunRuns(effects.stateDir, fleet, clock.now());
  const runs = new Map<string, Run>();
  const mine = { ...effects, confirm: inTurn((one, run) => effects.confirm(one, run)) };
  const waiting = fleet.organizations.values();
  const workThrough = async (): Promise<void> => {
    for (const one of waiting) {
      if (interrupt.aborted) return;
      watcher.began(one);
      const run = await workOnNoted(one, request, mine, begun.get(one.name));
      runs.set(one.name, run);
      watcher.ended(one, run);
    }
  };
  await Promise.all(Array.from({ length: request.parallel }, workThrough));
  const ended = new Date(clock.now()).toISOString();
  return fleetRunOf({ id, mode, tool, started, ended }, fleet, runs);
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Works on one organization and notes how far it came; goes on with what was begun, if that is still to be done. */
async function workOnNoted(
  one: FleetOrganization,
  { record, ...request }: EmbeddedRequest,
  effects: FleetEffects,
  begun: string | undefined,
): Promise<Run> {
  if (record === undefined) return workOn(one, request, effects);
  const noting: FleetEffects = {
    ...effects,
    async confirm(asked, run) {
      const yes = await effects.confirm(asked, run);
      if (yes) record.begin(asked.name, run.id);
      return yes;
    },
  };
  if (begun !== undefined && (await isToDo(begun, one, effects))) {
    // Where that cannot be noted, it is noted again before anything is sent, and refused there.
    refusedBy(() => record.begin(one.name, begun));
    effects.log('info', 'goes on with a run that was cut off', { organization: one.name, run: begun });
    const run = await workOn(one, request, noting, begun);
    if (run.wrote || !run.problems.some((problem) => NOT_TO_GO_ON.has(problem.code))) {
      // Refused as it is now, it stays begun: the next fleet run tries again.
      return [1, 3, 130].includes(run.exit) ? run : closed(one, run, record);
    }
  }
  const run = await workOn(one, request, noting);
  return run.interrupted ? run : closed(one, run, record);
}

/** The run, noted as ended. Where that cannot be written, the run says so; what it did is reported all the same. */
export function closed(one: FleetOrganization, run: Run, record: FleetRecord): Run {
  const refusal = refusedBy(() => record.close(one.name, run));
  if (refusal === undefined) return run;
  const judged = { ...run, problems: [...run.problems, ...refusal.problems] };
  return { ...judged, exit: exitCode(judged) };
}

function refusedBy(note: () => void): Refusal | undefined {
  try {
    note();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Another organization has the credentials now, or somebody was faster: what is left to do shows in a new plan. */
const NOT_TO_GO_ON: ReadonlySet<string> = new Set(['run-origin', 'run-finished', 'run-undone', 'run-signed']);

/** Rules that cannot be loaded are told of by the run that is begun then. */
async function isToDo(begun: string, one: FleetOrganization, effects: FleetEffects): Promise<boolean> {
  const rules = await effects.rules(one.rules).catch(() => undefined);
  return rules !== undefined && goesOn(effects.stateDir, begun, one, rules, effects.clock.now());
}

/** One question at a time, whoever asks. */
function inTurn(ask: FleetEffects['confirm']): FleetEffects['confirm'] {
  let last: Promise<unknown> = Promise.resolve();
  return (one, run) => {
    const answer = last.then(() => ask(one, run));
    last = answer.catch(() => undefined);
    return answer;
  };
}
