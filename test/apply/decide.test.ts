import { describe, expect, it } from 'vitest';
import { decideRemovals } from '../../engine/apply/decide.ts';
import { undoTasks } from '../../engine/apply/restore.ts';
import type { Kept, Shield, Tag } from '../../engine/model.ts';
import type { Verdict } from '../../engine/plan/judge.ts';
import { ou, tags } from './fake.ts';

const resource = ou(1);
const because = ['a'];

function verdict(remove: readonly string[], kept: Readonly<Record<string, readonly Shield[]>> = {}): Verdict {
  const stays = Object.entries(kept).map(
    ([key, shields]): Kept => ({ resource, key, value: 'x', claims: because, shields }),
  );
  return {
    remove: remove.map((key) => ({ key, value: 'x', because })),
    kept: stays,
    findings: [],
    waivers: [],
  };
}

describe('a planned removal, held against live tags', () => {
  const planned = { resource, remove: [{ key: 'k', value: 'x', because }] };
  const waived: Shield = { kind: 'waiver', rule: 'a', waiver: 0 };
  const why = (text: string) => ({
    send: [],
    settled: [{ key: 'k', value: 'x', state: 'stale', why: text }],
  });

  it.each<[string, Tag[], Verdict, unknown]>([
    [
      'is sent while it stands',
      tags('k=x', 'other=1'),
      verdict(['k', 'other']),
      { send: tags('k=x'), settled: [] },
    ],
    [
      'is gone where the key is',
      tags('other=1'),
      verdict([]),
      { send: [], settled: [{ key: 'k', value: 'x', state: 'gone' }] },
    ],
    [
      'is stale where the value is another, though that would go too',
      tags('k=y'),
      verdict(['k']),
      {
        send: [],
        settled: [
          { key: 'k', value: 'y', state: 'stale', why: 'its value is not the one that was planned to go' },
        ],
      },
    ],
    ['is stale where no rule claims it', tags('k=x'), verdict(['other']), why('no rule claims it any more')],
    [
      'is stale where it is shielded, and each shield is named',
      tags('k=x'),
      verdict([], { other: [{ kind: 'system' }], k: [{ kind: 'protect', matcher: 'k' }, waived] }),
      why('it is shielded now (protect, waiver)'),
    ],
  ])('%s', (_, live, judged, decision) => {
    expect(decideRemovals(planned, { ...resource, tags: live }, judged)).toEqual(decision);
  });

  it('is decided for each key by itself, in the order of the plan', () => {
    const call = { resource, remove: ['a', 'b', 'c', 'd'].map((key) => ({ key, value: 'x', because })) };
    const live = { ...resource, tags: tags('d=x', 'b=y', 'c=x', 'e=x') };
    const { send, settled } = decideRemovals(call, live, verdict(['c', 'd', 'e']));
    expect(send).toEqual(tags('c=x', 'd=x'));
    expect(settled.map(({ key, state }) => `${key} ${state}`)).toEqual(['a gone', 'b stale']);
  });
});

describe('a value to put back, held against live tags', () => {
  const { action, tasks } = undoTasks({
    version: 1,
    action: 'tag',
    redact: [],
    changes: [{ resource, tags: tags('a=1', 'b=2') }],
  });
  const [task] = tasks;
  const many = (n: number) => Array.from({ length: n }, (_, i) => ({ key: `k${i}`, value: '' }));
  const full = 'the resource has 20 tags, as many as it can hold';
  const other = 'the key has another value now';

  it.each<[string, Tag[], unknown]>([
    ['is sent where the key is absent', tags('c=3'), { send: tags('a=1', 'b=2'), settled: [] }],
    [
      'is there already, or another value is: neither is written over',
      tags('a=1', 'b=3'),
      {
        send: [],
        settled: [
          { key: 'a', value: '1', state: 'present' },
          { key: 'b', value: '3', state: 'stale', why: other },
        ],
      },
    ],
    ['fits in beside 18', many(18), { send: tags('a=1', 'b=2'), settled: [] }],
    [
      'does not beside 19, but for the first',
      many(19),
      { send: tags('a=1'), settled: [{ key: 'b', value: '2', state: 'stale', why: full }] },
    ],
  ])('%s', (_, live, decision) => {
    expect(task?.decide(live)).toEqual(decision);
  });

  it('is a tag call, done when it is restored and needless when it is present', () => {
    expect([action.name, action.done, action.needless]).toEqual(['tag', 'restored', 'present']);
    expect([task?.resource, task?.tags]).toEqual([resource, tags('a=1', 'b=2')]);
  });
});

describe('a value to remove again, held against live tags', () => {
  const { action, tasks } = undoTasks({
    version: 1,
    action: 'untag',
    redact: [],
    changes: [{ resource, tags: tags('a=1', 'b=2', 'c=3') }],
  });

  it('goes only with the value that was put back', () => {
    expect(tasks[0]?.decide(tags('a=1', 'b=9'))).toEqual({
      send: tags('a=1'),
      settled: [
        { key: 'b', value: '9', state: 'stale', why: 'the key has another value now' },
        { key: 'c', value: '3', state: 'gone' },
      ],
    });
    expect([action.name, action.done, action.needless]).toEqual(['untag', 'removed', 'gone']);
  });
});
