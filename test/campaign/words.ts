import type { Run, TagState } from '../../engine/model.ts';
import { everything, type World } from '../engine.ts';
import { untagged } from '../scenario.ts';
import type { Lived } from './live.ts';

/** One change of one key: who made it, and the value after it, if there is one. */
interface Change {
  readonly ours: boolean;
  readonly to: string | undefined;
}

/** What is true at the emulator of one tag that a plan meant to go. */
interface Spot {
  readonly value: string;
  /** What is there now. */
  readonly there: string | undefined;
  readonly changes: readonly Change[];
  /** Whether the resource is there at all. */
  readonly exists: boolean;
  /** Whether an untag call that names it has arrived. */
  readonly sent: boolean;
  /** Whether somebody else changed any tag of the resource. */
  readonly resourceMeddled: boolean;
  /** Whether reads may have shown what was. */
  readonly lag: boolean;
  /** Whether the place of a resource could not be read. */
  readonly treeUnread: boolean;
}

/** Everything that a run's outcomes say and that the emulator contradicts. */
export function contradictions({ w, day, witness }: Lived, run: Run): string[] {
  const now = everything(w.emulator);
  const history = historyOf(w);
  const sent = new Set(
    untagged(w.emulator.requests()).flatMap(([id, keys]) => keys.map((key) => `${id} ${key}`)),
  );
  const excuses = { lag: day.faults.lag !== undefined, treeUnread: witness.treeUnread() };
  return run.outcomes.flatMap(({ resource: { id }, tags }) => {
    const all = [...history].filter(([at]) => at.startsWith(`${id} `)).flatMap(([, changes]) => changes);
    const shared = { ...excuses, exists: id in now, resourceMeddled: all.some((one) => !one.ours) };
    return tags.flatMap(({ key, value, state }) => {
      const at = `${id} ${key}`;
      const changes = history.get(at) ?? [];
      const wrong = WORDS[state]({ ...shared, value, there: now[id]?.[key], changes, sent: sent.has(at) });
      return wrong === undefined ? [] : [`${at} is said to be ${state}, but ${wrong}`];
    });
  });
}

/** For each state what contradicts it. */
const WORDS: Readonly<Record<TagState, (spot: Spot) => string | undefined>> = {
  removed: (spot) => (spot.sent ? notAway(spot) : 'it was never sent'),
  gone: (spot) => (spot.lag ? undefined : notAway(spot)),
  stale: ({ resourceMeddled, lag, treeUnread }) =>
    resourceMeddled || lag || treeUnread ? undefined : 'nobody changed anything',
  failed: (spot) =>
    spot.there === undefined && spot.exists && !isMeddled(spot) && !spot.lag ? 'it is gone' : undefined,
  'in-doubt': ({ sent }) => (sent ? undefined : 'it was never sent'),
  'not-sent'(spot) {
    if (spot.changes.some((one) => one.ours)) return 'a call of ours changed it';
    return spot.there === spot.value || !spot.exists || isMeddled(spot) ? undefined : `it is ${spot.there}`;
  },
  restored: () => 'nothing was to be put back',
  present: () => 'nothing was to be put back',
};

function notAway({ changes, exists, there }: Spot): string | undefined {
  if (exists && !changes.some((one) => one.to === undefined)) return 'it never went';
  const last = changes.at(-1);
  const setAgain = last?.ours === false && last.to !== undefined;
  return there === undefined || setAgain ? undefined : 'it is still there';
}

function isMeddled({ changes }: Spot): boolean {
  return changes.some((one) => !one.ours);
}

/** Changes of each key, in order: by `id key`. */
function historyOf({ emulator }: World): ReadonlyMap<string, readonly Change[]> {
  const history = new Map<string, Change[]>();
  for (const { request, resource, before, after } of emulator.edits()) {
    const was = new Map(before.map(({ key, value }) => [key, value]));
    const is = new Map(after.map(({ key, value }) => [key, value]));
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      if (was.get(key) === is.get(key)) continue;
      const at = `${resource} ${key}`;
      history.set(at, [...(history.get(at) ?? []), { ours: request !== undefined, to: is.get(key) }]);
    }
  }
  return history;
}
