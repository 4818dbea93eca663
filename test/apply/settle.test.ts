import { describe, expect, it } from 'vitest';
import { foresee } from '../../engine/apply/foresee.ts';
import { makeHalt } from '../../engine/apply/halt.ts';
import { settleTask } from '../../engine/apply/settle.ts';
import { type Action, TAG, type Task, UNTAG } from '../../engine/apply/task.ts';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Tag, TagOutcome } from '../../engine/model.ts';
import { problem, Refusal } from '../../engine/problem.ts';
import type { Journal, JournalEntry } from '../../engine/runs/journal.ts';
import { countingClock, ou, type Scripts, scripted, tags } from './fake.ts';

const AT = '2026-11-24T08:00:00.000Z';
const lost = new ApiFailure('network', 'no answer came', { requestId: 'r-9' });
const busy = new ApiFailure('throttled', 'it is busy', { status: 429, code: 'APIGW.0308' });
const refused = new ApiFailure('refused', 'it is refused', { status: 400, code: 'STC.9', requestId: 'r-8' });

/** Sends what is there with its planned value; gone and stale are as for an apply. */
function task(written: readonly Tag[], more: Partial<Task> = {}): Task {
  return {
    resource: ou(1),
    tags: written,
    decide(live) {
      const now = (key: string) => live.find((one) => one.key === key)?.value;
      return {
        send: written.filter(({ key, value }) => now(key) === value),
        settled: written.flatMap(({ key, value }): TagOutcome[] => {
          if (now(key) === undefined) return [{ key, value, state: 'gone' }];
          return now(key) === value ? [] : [{ key, value, state: 'stale', why: 'other' }];
        }),
      };
    },
    ...more,
  };
}

interface Settling {
  readonly scripts: Scripts;
  readonly what?: Task;
  readonly action?: Action;
  readonly append?: (entry: JournalEntry) => Promise<void>;
  readonly fence?: () => Promise<void>;
  readonly maxFailures?: number;
  readonly interrupt?: AbortController;
}

async function settle({ scripts, what = task(tags('b=2', 'a=1')), action = UNTAG, ...more }: Settling) {
  const api = scripted(scripts);
  const entries: JournalEntry[] = [];
  const journal = {
    append: async (entry: JournalEntry) => {
      await more.append?.(entry);
      entries.push(entry);
    },
  } as Journal;
  const interrupt = more.interrupt ?? new AbortController();
  const halt = makeHalt(interrupt.signal, more.maxFailures ?? 9, ({ kind, message }) => ({
    ...{ code: kind, severity: 'error' as const, message },
  }));
  const wrote: string[] = [];
  const outcome = await settleTask(what, {
    ...{ api, action, journal, halt, clock: countingClock() },
    fence: more.fence ?? (() => Promise.resolve()),
    wrote: () => wrote.push('wrote'),
  });
  const told = entries.map((entry) =>
    entry.record === 'intent'
      ? `intent ${entry.try} ${entry.action} ${entry.tags.map(({ key }) => key).join()}`
      : entry.record === 'answer'
        ? `answer ${entry.try} ${entry.result}`
        : entry.record,
  );
  return { outcome, asked: api.asked, entries, told, halt, wrote: wrote.length };
}

const live = (...reads: (readonly Tag[] | Error)[]) => ({ 'ou-1': reads });
const states = ({ tags: all }: { readonly tags: readonly TagOutcome[] }) =>
  all.map(({ key, state, why }) => [key, state, ...(why === undefined ? [] : [why])].join(' '));

describe('a resource that is brought to where it is wanted', () => {
  it('is read, its intent made durable, sent once, and the answer kept', async () => {
    const { outcome, asked, entries, told, wrote } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2')), write: ['r-5'] },
    });
    expect(asked).toEqual(['read ou-1', 'untag ou-1 b,a']);
    expect(told).toEqual(['intent 1 untag b,a', 'answer 1 done', 'settled']);
    expect(entries[1]).toEqual({ record: 'answer', id: 'ou-1', try: 1, result: 'done', 'request-id': 'r-5' });
    expect(entries[2]).toEqual({ record: 'settled', resource: ou(1), tags: outcome.tags });
    expect(outcome).toEqual({
      resource: ou(1),
      tags: [
        { key: 'a', value: '1', state: 'removed' },
        { key: 'b', value: '2', state: 'removed' },
      ],
      'request-id': 'r-5',
      at: AT,
    });
    expect(wrote).toBe(1);
  });

  it('has no request to name where the service names none', async () => {
    const { outcome, entries } = await settle({ scripts: { tags: live(tags('a=1')), write: [undefined] } });
    expect(Object.keys(outcome)).toEqual(['resource', 'tags', 'at']);
    expect(entries[1]).toEqual({ record: 'answer', id: 'ou-1', try: 1, result: 'done' });
  });

  it('is sent nothing where nothing is left to send', async () => {
    const { outcome, asked, told, wrote } = await settle({ scripts: { tags: live(tags('b=9')) } });
    expect([asked, told, wrote]).toEqual([['read ou-1'], ['settled'], 0]);
    expect([states(outcome), outcome['request-id']]).toEqual([['a gone', 'b stale other'], undefined]);
  });

  it('is put back by a tag call, with values', async () => {
    const put: Task = { ...task(tags('a=1')), decide: () => ({ send: tags('a=1'), settled: [] }) };
    const { outcome, asked, told } = await settle({ scripts: {}, what: put, action: TAG });
    expect([asked[1], told[0], states(outcome)]).toEqual(['tag ou-1 a=1', 'intent 1 tag a', ['a restored']]);
  });
});

describe('an answer that never came', () => {
  it('is told by the next read: what is gone then was taken by it, and nothing is sent twice', async () => {
    const { outcome, asked, told, halt } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2'), []), write: [lost], again: [true] },
    });
    expect(asked).toEqual(['read ou-1', 'untag ou-1 b,a', 'read ou-1']);
    expect(told).toEqual(['intent 1 untag b,a', 'answer 1 in-doubt', 'settled']);
    expect([states(outcome), outcome['request-id']]).toEqual([['a removed', 'b removed'], 'r-9']);
    expect(halt.signal.aborted).toBe(false);
  });

  it('is sent again for what is still there, with an intent of its own', async () => {
    const { outcome, told } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2'), tags('b=2')), write: [lost, 'r-2'], again: [true] },
    });
    expect(told).toEqual([
      ...['intent 1 untag b,a', 'answer 1 in-doubt', 'intent 2 untag b', 'answer 2 done', 'settled'],
    ]);
    expect([states(outcome), outcome['request-id']]).toEqual([['a removed', 'b removed'], 'r-2']);
  });

  it('costs the run no failure where it did all that was asked', async () => {
    const { outcome, halt } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2'), []), write: [lost] },
      maxFailures: 0,
    });
    expect([states(outcome), halt.problems]).toEqual([['a removed', 'b removed'], []]);
  });

  it('is read for once more where no try is left', async () => {
    const { outcome, asked, entries } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2'), tags('b=2')), write: [lost] },
    });
    expect(asked).toEqual(['read ou-1', 'untag ou-1 b,a', 'read ou-1']);
    expect(states(outcome)).toEqual(['a removed', 'b failed no answer came']);
    expect(entries[1]).toEqual({
      ...{ record: 'answer', id: 'ou-1', try: 1, result: 'in-doubt' },
      ...{ why: 'no answer came', 'request-id': 'r-9' },
    });
  });

  it('stays in doubt where that read fails', async () => {
    const { outcome } = await settle({
      scripts: { tags: live(tags('a=1'), busy), write: [lost] },
      what: task(tags('a=1')),
    });
    expect(states(outcome)).toEqual(['a in-doubt no answer came']);
  });

  it('of an earlier part of the run is told by the first read', async () => {
    const what = task(tags('a=1', 'b=2'), { doubted: tags('a=1') });
    const { outcome, asked } = await settle({ scripts: { tags: live([]) }, what });
    expect([asked, states(outcome)]).toEqual([['read ou-1'], ['a removed', 'b gone']]);
  });
});

describe('a failure', () => {
  it('that is clear is not tried again, and is told with its words', async () => {
    const { outcome, asked, entries, halt } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2')), write: [refused] },
      maxFailures: 0,
    });
    // What a refusal says need not be what happened, so it is looked at once more.
    expect(asked).toEqual(['read ou-1', 'untag ou-1 b,a', 'read ou-1']);
    expect(states(outcome)).toEqual(['a failed it is refused', 'b failed it is refused']);
    expect(entries[1]).toEqual({
      ...{ record: 'answer', id: 'ou-1', try: 1, result: 'refused', status: 400, code: 'STC.9' },
      ...{ why: 'it is refused', 'request-id': 'r-8' },
    });
    // It counts against the budget of failures.
    expect(halt.problems.map((one) => one.code)).toEqual(['too-many-failures']);
  });

  it('that took effect all the same is told as what it did', async () => {
    const gone = live(tags('a=1', 'b=2'), tags('b=2'));
    const clear = await settle({ scripts: { tags: gone, write: [refused] } });
    expect(states(clear.outcome)).toEqual(['a removed', 'b failed it is refused']);
    const passing = await settle({ scripts: { tags: gone, write: [busy, 'r-3'], again: [true] } });
    expect(passing.asked).toEqual(['read ou-1', 'untag ou-1 b,a', 'read ou-1', 'untag ou-1 b']);
    expect(states(passing.outcome)).toEqual(['a removed', 'b removed']);
  });

  it('of a call that was never made says nothing of what is gone then: somebody else took it', async () => {
    const held = new ApiFailure('throttled', 'it was not sent', { unsent: true });
    const { outcome, asked, told } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2'), tags('b=2')), write: [held, 'r-3'], again: [true] },
    });
    expect(asked).toEqual(['read ou-1', 'untag ou-1 b,a', 'read ou-1', 'untag ou-1 b']);
    expect(told).toEqual(['intent 1 untag b,a', 'unsent', 'intent 2 untag b', 'answer 2 done', 'settled']);
    expect(states(outcome)).toEqual(['a gone', 'b removed']);
  });

  it('that passes is tried again, after a new read, as long as that is allowed', async () => {
    const { outcome, told } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2')), write: [busy, busy, 'r-3'], again: [true, true] },
    });
    expect(told.filter((one) => one.startsWith('intent'))).toEqual([
      ...['intent 1 untag b,a', 'intent 2 untag b,a', 'intent 3 untag b,a'],
    ]);
    expect(states(outcome)).toEqual(['a removed', 'b removed']);
  });

  it('of a read ends it, for the client has tried that again already', async () => {
    const { outcome, asked, told, halt } = await settle({
      scripts: { tags: live(busy), again: [true, true] },
      maxFailures: 0,
    });
    expect([asked, told]).toEqual([['read ou-1'], ['settled']]);
    expect(states(outcome)).toEqual(['a failed it is busy', 'b failed it is busy']);
    expect(halt.problems.map((one) => one.code)).toEqual(['too-many-failures']);
  });

  it('that stops the run leaves what was not sent as not sent, and what was sent as failed', async () => {
    const bad = new ApiFailure('signature', 'the key is wrong');
    const read = await settle({ scripts: { tags: live(bad) }, what: task(tags('a=1')) });
    expect([states(read.outcome), read.halt.why()]).toEqual([
      ['a not-sent the key is wrong'],
      'the key is wrong',
    ]);
    const sent = await settle({
      scripts: { tags: live(tags('a=1')), write: [bad] },
      what: task(tags('a=1')),
    });
    expect([states(sent.outcome), sent.asked.length]).toEqual([['a failed the key is wrong'], 2]);
  });

  it('that is a mistake of a port is no outcome', async () => {
    const scripts = { tags: live(tags('a=1')), write: [new TypeError('oops')] };
    await expect(settle({ scripts, what: task(tags('a=1')) })).rejects.toThrow('oops');
    await expect(settle({ scripts: { tags: live(new TypeError('read')) } })).rejects.toThrow('read');
  });
});

describe('a run that may not write', () => {
  const full = new Refusal([problem('file-unwritable', 'the disk is full')]);

  it('sends nothing where the intent cannot be made durable', async () => {
    const { outcome, asked, halt, wrote } = await settle({
      scripts: { tags: live(tags('a=1', 'b=9')) },
      append: ({ record }) => (record === 'intent' ? Promise.reject(full) : Promise.resolve()),
    });
    expect([asked, wrote]).toEqual([['read ou-1'], 0]);
    expect(states(outcome)).toEqual(['a not-sent the disk is full', 'b stale other']);
    expect(halt.problems).toEqual(full.problems);
  });

  it('sends nothing where the lock is another’s, and makes no intent', async () => {
    const gone = new Refusal([problem('lock-lost', 'the lock is gone')]);
    const { asked, told, halt } = await settle({
      scripts: { tags: live(tags('a=1', 'b=2')) },
      fence: () => Promise.reject(gone),
    });
    expect([asked, told, halt.problems]).toEqual([['read ou-1'], ['settled'], gone.problems]);
  });

  it('does not take a mistake for a refusal', async () => {
    const broken = settle({
      scripts: { tags: live(tags('a=1', 'b=2')) },
      fence: () => Promise.reject(new TypeError('oops')),
    });
    await expect(broken).rejects.toThrow('oops');
  });

  it('begins nothing once it is interrupted, and sends nothing after an intent', async () => {
    const before = new AbortController();
    before.abort();
    const never = await settle({ scripts: {}, interrupt: before, what: task(tags('a=1')) });
    expect([never.asked, states(never.outcome)]).toEqual([[], ['a not-sent interrupted']]);
    const between = new AbortController();
    const late = await settle({
      scripts: { tags: live(tags('a=1')) },
      interrupt: between,
      what: task(tags('a=1')),
      append({ record }) {
        if (record === 'intent') between.abort();
        return Promise.resolve();
      },
    });
    expect([late.asked, late.wrote, states(late.outcome)]).toEqual([
      ...[['read ou-1'], 0, ['a not-sent interrupted']],
    ]);
    expect(late.told).toEqual(['intent 1 untag a', 'unsent', 'settled']);
  });

  it('leaves a wait for its turn when it is interrupted, and for no other reason', async () => {
    const interrupt = new AbortController();
    const leave = (): Promise<never> => Promise.reject(new Error('left'));
    const reserve = (): Promise<never> => {
      interrupt.abort();
      return leave();
    };
    const stopped = await settle({ scripts: { reserve }, interrupt, what: task(tags('a=1')) });
    expect([stopped.asked, states(stopped.outcome)]).toEqual([[], ['a not-sent interrupted']]);
    await expect(settle({ scripts: { reserve: leave } })).rejects.toThrow('left');
  });
});

describe('what live tags say before anything is sent', () => {
  const tasks = [1, 2, 3].map((n) => ({ ...task(tags('a=1', 'b=2')), resource: ou(n) }));

  it('is told by resource: what needs no call, what cannot be read, and whether anything is left', async () => {
    const api = scripted({ tags: { 'ou-1': [tags('a=1', 'b=2')], 'ou-2': [tags('b=3')], 'ou-3': [busy] } });
    expect(await foresee(api, tasks, 2)).toEqual({
      settled: [
        {
          resource: ou(2),
          tags: [
            { key: 'a', value: '1', state: 'gone' },
            { key: 'b', value: '2', state: 'stale', why: 'other' },
          ],
        },
      ],
      sends: true,
      unread: [{ resource: ou(3), why: 'it is busy' }],
    });
  });

  it('is that nothing would be sent where nothing would, and that an unread one would be tried', async () => {
    expect(await foresee(scripted({}), tasks.slice(0, 1), 1)).toMatchObject({ sends: false, unread: [] });
    const unread = await foresee(scripted({ tags: { 'ou-1': [busy] } }), tasks.slice(0, 1), 1);
    expect(unread).toMatchObject({ sends: true, settled: [] });
  });

  it('is nothing where the keys are wrong: that ends the run', async () => {
    const bad = new ApiFailure('signature', 'the key is wrong');
    await expect(foresee(scripted({ tags: { 'ou-1': [bad] } }), tasks, 1)).rejects.toBe(bad);
    const mistake = scripted({ tags: { 'ou-1': [new TypeError('oops')] } });
    await expect(foresee(mistake, tasks, 1)).rejects.toThrow('oops');
  });
});
