import type { Outcome } from '../model.ts';
import { showKey } from '../report/visible.ts';
import type { Line } from './journal.ts';
import type { Pointer } from './place.ts';

/** What a journal says of the calls to one resource that were answered. */
export interface Calls {
  /** Request ids of all answers. */
  readonly ids: Set<string>;
  /** The times of all answers. */
  readonly times: Set<string>;
  /** The request id of the call that did it, by key. */
  readonly made: Map<string, string>;
}

/** Collects the answered calls of a journal, by resource id. */
export function callsOf(lines: readonly Line[]): ReadonlyMap<string, Calls> {
  const calls = new Map<string, Calls>();
  const named = new Map<string, readonly string[]>();
  for (const { record } of lines) {
    if (record.record === 'intent')
      named.set(
        record.resource.id,
        record.tags.map(({ key }) => key),
      );
    if (record.record !== 'answer') continue;
    const mine = calls.get(record.id) ?? { ids: new Set(), times: new Set(), made: new Map() };
    calls.set(record.id, mine);
    mine.times.add(record.at);
    const request = record['request-id'];
    if (request === undefined) continue;
    mine.ids.add(request);
    if (record.result !== 'done') continue;
    for (const key of named.get(record.id) ?? []) mine.made.set(key, request);
  }
  return calls;
}

/** Where an outcome names another call than the journal: what is joined with the cloud's own log must be the call that it was. */
export function callFaults(outcome: Outcome, calls: Calls | undefined): (readonly [Pointer, string])[] {
  const { id } = outcome.resource;
  const request = outcome['request-id'];
  if (request !== undefined && calls?.ids.has(request) !== true)
    return [[['request-id'], `the request id of ${id} is that of no answer in the journal`]];
  return outcome.tags.flatMap((tag, i): (readonly [Pointer, string])[] => {
    const own = tag['request-id'];
    const name = `${showKey(tag.key)} of ${id}`;
    const made = calls?.made.get(tag.key);
    if (own !== undefined && calls?.ids.has(own) !== true)
      return [[['tags', i, 'request-id'], `the request id of ${name} is that of no answer in the journal`]];
    if (made !== undefined && (own ?? request) !== made)
      return [[['tags', i], `${name} has not the request id of the call in the journal that did it`]];
    if (tag.at !== undefined && calls?.times.has(tag.at) !== true)
      return [[['tags', i, 'at'], `the time of ${name} is that of no answer in the journal`]];
    return [];
  });
}
