import { newRunId } from '../apply/runs.ts';
import type { Run } from '../model.ts';
import type { Fleet, FleetOrganization } from './fleet.ts';
import { type FleetRun, fleetRunOf } from './result.ts';
import { type FleetEffects, type FleetRequest, workOn } from './work.ts';

/** How a fleet is worked on in this process. */
export interface EmbeddedRequest extends FleetRequest {
  /** Organizations at once. */
  readonly parallel: number;
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
 * end well and no other is begun.
 */
export async function runFleet(
  fleet: Fleet,
  request: EmbeddedRequest,
  effects: FleetEffects,
  watcher: Watcher,
): Promise<FleetRun> {
  const { clock, random, tool, interrupt } = effects;
  const started = new Date(clock.now()).toISOString();
  const runs = new Map<string, Run>();
  const mine = { ...effects, confirm: inTurn((one, run) => effects.confirm(one, run)) };
  const waiting = fleet.organizations.values();
  const workThrough = async (): Promise<void> => {
    for (const one of waiting) {
      if (interrupt.aborted) return;
      watcher.began(one);
      const run = await workOn(one, request, mine);
      runs.set(one.name, run);
      watcher.ended(one, run);
    }
  };
  await Promise.all(Array.from({ length: request.parallel }, workThrough));
  const ended = new Date(clock.now()).toISOString();
  const id = newRunId(started, random);
  return fleetRunOf({ id, mode: request.mode, tool, started, ended }, fleet, runs);
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
