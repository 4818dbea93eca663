import { describe, expect, it } from 'vitest';
import { EXPECT_ABSENT, EXPECT_PRESENT, verifyOutcomes } from '../../engine/apply/verify.ts';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Counts, Outcome, Resource, Tag, TagState } from '../../engine/model.ts';
import { countingClock, ou, type Scripts, scripted, tags } from './fake.ts';

const outcome = (n: number, state: TagState, ...written: string[]): Outcome => ({
  resource: ou(n),
  tags: tags(...written).map((tag) => ({ ...tag, state })),
  'request-id': 'r',
});
const denied = new ApiFailure('denied', 'it is denied');

async function verify(
  outcomes: readonly Outcome[],
  scripts: Scripts,
  { counts, expected = EXPECT_ABSENT, before = [], interrupt = new AbortController().signal } = {} as {
    counts?: Counts;
    before?: readonly Tag[];
    expected?: typeof EXPECT_ABSENT;
    interrupt?: AbortSignal;
  },
) {
  const api = scripted(scripts);
  const clock = countingClock();
  const verified = await verifyOutcomes(api, outcomes, {
    ...{ counts, expect: expected, concurrency: 2, clock, interrupt },
    before: new Map([['ou-1', before]]),
  });
  return { ...verified, asked: api.asked, slept: clock.slept };
}

describe('what was removed, read again', () => {
  it('is as it was said, and only what was touched is read', async () => {
    const all = [outcome(1, 'removed', 'a=1'), outcome(2, 'gone', 'a=1'), outcome(3, 'stale', 'a=1')];
    const { outcomes, unread, asked, slept } = await verify(all, { tags: { 'ou-1': [tags('b=1')] } });
    expect([outcomes, unread, asked, slept]).toEqual([all, [], ['read ou-1'], []]);
  });

  it('failed where a key that differs by case alone went with it, and that is kept to be put back', async () => {
    const all = [outcome(1, 'removed', 'Owner=x')];
    const before = tags('Owner=x', 'owner=y', 'other=z');
    const { outcomes, taken } = await verify(all, { tags: { 'ou-1': [tags('other=z')] } }, { before });
    expect(outcomes[0]?.tags).toEqual([
      {
        ...{ key: 'Owner', value: 'x', state: 'failed' },
        why: 'read again after the call: "owner" is gone too, which was not to be removed; an undo puts both back',
      },
    ]);
    expect(taken).toEqual([{ resource: all[0]?.resource, tags: tags('owner=y') }]);
    const whole = await verify(all, { tags: { 'ou-1': [tags('owner=y')] } }, { before });
    expect([whole.outcomes, whole.taken]).toEqual([all, []]);
  });

  it('is waited for, longer each time and fifteen seconds in all, and read alone meanwhile', async () => {
    const all = [outcome(1, 'removed', 'a=1'), outcome(2, 'removed', 'a=1')];
    const { outcomes, asked, slept } = await verify(all, {
      tags: { 'ou-1': [tags('a=1'), tags('a=1'), []], 'ou-2': [[]] },
    });
    expect([outcomes, slept]).toEqual([all, [500, 1_000]]);
    expect(asked).toEqual(['read ou-1', 'read ou-2', 'read ou-1', 'read ou-1']);
    const stubborn = await verify(all, { tags: { 'ou-1': [tags('a=1')] } });
    expect(stubborn.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  it('failed where it is still there or there again, told apart and by key', async () => {
    const touched: Outcome = {
      ...outcome(1, 'removed', 'a=1', 'b=2', 'c=3'),
      tags: [...outcome(1, 'removed', 'a=1', 'b=2', 'c=3').tags, { key: 'd', value: '4', state: 'gone' }],
    };
    const { outcomes } = await verify([touched], { tags: { 'ou-1': [tags('a=1', 'b=9', 'd=4')] } });
    const why = (how: string) => ({ state: 'failed', why: `read again after the call: ${how}` });
    expect(outcomes).toEqual([
      {
        ...touched,
        tags: [
          { key: 'a', value: '1', ...why('it is still there') },
          { key: 'b', value: '2', ...why('it is there again, with another value') },
          { key: 'c', value: '3', state: 'removed' },
          { key: 'd', value: '4', state: 'gone' },
        ],
      },
    ]);
  });

  it('is taken for what the answers said where it cannot be read, and that is told once', async () => {
    const all = [outcome(1, 'removed', 'a=1'), outcome(2, 'removed', 'a=1')];
    const { outcomes, unread, slept } = await verify(all, { tags: { 'ou-1': [denied], 'ou-2': [denied] } });
    expect([outcomes, unread, slept]).toEqual([all, ['it is denied'], []]);
  });

  it('lets a mistake of a port through', async () => {
    const broken = verify([outcome(1, 'removed', 'a=1')], { tags: { 'ou-1': [new TypeError('oops')] } });
    await expect(broken).rejects.toThrow('oops');
  });

  it('is not waited for once the user interrupts', async () => {
    const interrupt = AbortSignal.abort();
    const still = { tags: { 'ou-1': [tags('a=1')] } };
    const { outcomes, slept } = await verify([outcome(1, 'removed', 'a=1')], still, { interrupt });
    expect([outcomes[0]?.tags[0]?.state, slept]).toEqual(['failed', []]);
  });
});

describe('what was put back, read again', () => {
  it('failed where it is not there, or with another value', async () => {
    const all = [outcome(1, 'restored', 'a=1', 'b=2', 'c=3')];
    const { outcomes } = await verify(
      all,
      { tags: { 'ou-1': [tags('a=1', 'b=9')] } },
      { expected: EXPECT_PRESENT },
    );
    expect(outcomes[0]?.tags.map(({ key, why }) => [key, why])).toEqual([
      ['a', undefined],
      ['b', 'read again after the call: it is there with another value'],
      ['c', 'read again after the call: it is not there'],
    ]);
  });
});

describe('many that were touched', () => {
  const units = (n: number): Counts => ({
    ...{ resources: n, tags: n, 'per-type': { ou: { resources: n, tags: n } } },
  });
  const row = (n: number, ...written: string[]): Resource => ({ ...ou(n), tags: tags(...written) });
  const all = [outcome(1, 'removed', 'a=1'), outcome(2, 'removed', 'a=1')];

  it('are read in bulk where that is fewer calls, and one by one where it is not', async () => {
    const bulk = { ou: [[row(1), row(2, 'a=1'), row(3)]] };
    const { asked } = await verify(all, { bulk }, { counts: units(1_000) });
    expect(asked).toEqual(['list ou 0', 'read ou-2']);
    const one = await verify(all, { bulk }, { counts: units(1_001) });
    expect(one.asked).toEqual(['read ou-1', 'read ou-2']);
    const alone = await verify(all.slice(0, 1), { bulk }, { counts: units(1) });
    expect(alone.asked).toEqual(['read ou-1']);
  });

  it('are read one by one where the bulk read leaves them out or is denied', async () => {
    const missing = await verify(all, { bulk: { ou: [[row(1)]] } }, { counts: units(10) });
    expect(missing.asked).toEqual(['list ou 0', 'read ou-2']);
    const { asked, unread, outcomes } = await verify(all, {}, { counts: units(10) });
    expect([asked.slice(1), unread, outcomes]).toEqual([['read ou-1', 'read ou-2'], [], all]);
  });

  it('are held against what the bulk read shows', async () => {
    const bulk = { ou: [[row(1), row(2, 'a=1')]] };
    const { outcomes, slept } = await verify(
      all,
      { bulk, tags: { 'ou-2': [tags('a=1')] } },
      { counts: units(10) },
    );
    expect(outcomes.map((one) => one.tags[0]?.state)).toEqual(['removed', 'failed']);
    expect(slept).toHaveLength(5);
  });
});
