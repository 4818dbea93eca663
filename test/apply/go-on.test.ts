import { describe, expect, it } from 'vitest';
import { joinOutcome, restOf } from '../../engine/apply/go-on.ts';
import { UNTAG } from '../../engine/apply/task.ts';
import type { TagOutcome } from '../../engine/model.ts';
import type { Entry, Ledger } from '../../engine/runs/ledger.ts';
import { ou, tags } from './fake.ts';

const at = '2026-11-24T08:00:00.000Z';
const entry = (key: string, state: Entry['state'], more: Partial<Entry> = {}): [string, Entry] => [
  key,
  { action: 'untag', tag: { key, value: '1' }, state, ...more },
];

function ledger(entries: readonly [string, Entry][], words: readonly TagOutcome[] = []): Ledger {
  return {
    resources: new Map(),
    entries: new Map([['ou-1', new Map(entries)]]),
    words: new Map([['ou-1', new Map(words.map((word) => [word.key, word]))]]),
  };
}

const makeTask = (left: ReturnType<typeof tags>) => ({
  resource: ou(1),
  tags: left,
  decide: () => ({ send: [], settled: [] }),
});
const rest = (known: Ledger, ...written: string[]) =>
  restOf(ou(1), tags(...written), known, UNTAG, (left) => makeTask([...left]));

describe('a piece of work that a run was cut off in', () => {
  it('has done what was answered, with the call that did it, and sends the rest', () => {
    const known = ledger([entry('a', 'done', { requestId: 'r-7', at }), entry('b', 'refused')]);
    const { done, task } = rest(known, 'a=1', 'b=1', 'c=1');
    expect(done).toEqual([{ key: 'a', value: '1', state: 'removed', 'request-id': 'r-7', at }]);
    expect([task?.tags, task?.doubted]).toEqual([tags('b=1', 'c=1'), []]);
  });

  it('sends what is in doubt again, and knows that it was sent', () => {
    const { done, task } = rest(ledger([entry('a', 'doubted')]), 'a=1', 'b=1');
    expect([done, task?.tags, task?.doubted]).toEqual([[], tags('a=1', 'b=1'), tags('a=1')]);
  });

  it('leaves alone what needed no call when its turn came, and nothing else that was said of a tag', () => {
    const gone: TagOutcome = { key: 'a', value: '1', state: 'gone' };
    const stale: TagOutcome = { key: 'b', value: '2', state: 'stale', why: 'w' };
    const { done, task } = rest(ledger([], [gone, stale]), 'a=1', 'b=1');
    expect([done, task?.tags]).toEqual([[gone], tags('b=1')]);
  });

  it('is none where everything is done', () => {
    const whole = rest(ledger([entry('a', 'done')]), 'a=1');
    expect(whole).toEqual({
      resource: ou(1),
      done: [{ key: 'a', value: '1', state: 'removed' }],
    });
  });

  it('is all of it where the journal says nothing of the resource', () => {
    const nothing: Ledger = { resources: new Map(), entries: new Map(), words: new Map() };
    const { done, task } = rest(nothing, 'a=1');
    expect([done, task?.tags, task?.doubted]).toEqual([[], tags('a=1'), []]);
  });
});

describe('the outcome of such a piece', () => {
  it('has both parts, by key, and the call of the later one', () => {
    const before = { resource: ou(1), done: [{ key: 'b', value: '1', state: 'removed' as const }] };
    const now = {
      resource: ou(9),
      tags: [
        { key: 'c', value: '1', state: 'gone' as const },
        { key: 'a', value: '1', state: 'removed' as const },
      ],
      'request-id': 'r-2',
      at,
    };
    const joined = joinOutcome(before, now);
    expect(joined.tags.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect([joined.resource, joined['request-id'], joined.at]).toEqual([ou(1), 'r-2', at]);
    expect(joinOutcome(before, undefined)).toEqual({ resource: ou(1), tags: before.done });
  });
});
