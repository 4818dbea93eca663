import type { Call, Resource, Tag, TagOutcome } from '../model.ts';
import type { Verdict } from '../plan/judge.ts';

/** What to do about one resource, now that its live tags are known. */
export interface Decision {
  /** Tags to send, with the values that are there now. */
  readonly send: readonly Tag[];
  /** Tags of the plan that need no call or must get none. */
  readonly settled: readonly TagOutcome[];
}

/**
 * Holds a call of the plan against live tags and the verdict that the same planner has on them now. Sent is only
 * what is in the plan and in the new verdict, with the same value:
 *
 *     live tag      verdict now    decision
 *     absent        -              gone
 *     other value   any            stale
 *     same value    stays          stale
 *     same value    goes           send
 */
export function decideRemovals(call: Call, live: Resource, verdict: Verdict): Decision {
  const values = new Map(live.tags.map((tag) => [tag.key, tag.value]));
  const goes = new Set(verdict.remove.map((removal) => removal.key));
  const send: Tag[] = [];
  const settled: TagOutcome[] = [];
  for (const { key, value } of call.remove) {
    const now = values.get(key);
    if (now === undefined) settled.push({ key, value, state: 'gone' });
    else if (now !== value) settled.push({ key, value: now, state: 'stale', why: OTHER_VALUE });
    else if (!goes.has(key)) settled.push({ key, value, state: 'stale', why: reasonToStay(verdict, key) });
    else send.push({ key, value });
  }
  return { send, settled };
}

const OTHER_VALUE = 'its value is not the one that was planned to go';

function reasonToStay(verdict: Verdict, key: string): string {
  const kept = verdict.kept.find((one) => one.key === key);
  if (kept === undefined) return 'no rule claims it any more';
  return `it is shielded now (${kept.shields.map((shield) => shield.kind).join(', ')})`;
}
