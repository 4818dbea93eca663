import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problem, Refusal } from '../../engine/problem.ts';
import type { Effects } from '../../engine/run.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { fileSink } from '../../engine/runs/sink.ts';
import { everything, type World, world } from '../engine.ts';
import { untagged } from '../scenario.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two } }
    B: { tags: { temp-1: one } }
`;

const start = (): Promise<World> => world({ rules: RULES, seed: SEED });
const ONE_BY_ONE = { reading: { mode: 'auto', concurrency: 1 } } as const;
const folderOf = (w: World): string => join(w.stateDir, 'runs', listRuns(w.stateDir)[0] ?? '');
const codes = (run: { problems: readonly { code: string }[] }): string[] =>
  run.problems.map((one) => one.code);

/** A disk that is full from the line on that holds a word; before that it is a disk. */
function fullFrom(word: string): typeof fileSink {
  return async (file, how) => {
    const sink = await fileSink(file, how);
    return {
      async append(text) {
        if (text.includes(word)) throw new Refusal([problem('file-unwritable', 'the disk is full')]);
        await sink.append(text);
      },
      close: () => sink.close(),
    };
  };
}

describe('a run whose disk fills up', () => {
  it('before it begins sends nothing and exits 1', async () => {
    await using w = await start();
    const run = await w.reconcile({}, { openSink: fullFrom('"record":"begin"') });
    expect([run.exit, ...codes(run)]).toEqual([1, 'file-unwritable']);
    expect(untagged(w.emulator.requests())).toEqual([]);
    // Its lock is free again.
    expect((await w.reconcile()).exit).toBe(0);
  });

  it('at an intent sends nothing', async () => {
    await using w = await start();
    const run = await w.reconcile({}, { openSink: fullFrom('"record":"intent"') });
    expect([run.exit, ...codes(run)]).toEqual([1, 'file-unwritable']);
    expect(untagged(w.emulator.requests())).toEqual([]);
    expect(new Set(run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state)))).toEqual(
      new Set(['not-sent']),
    );
  });

  it('at an answer still tells what was removed, sends nothing more, and exits 4', async () => {
    await using w = await start();
    const run = await w.reconcile(ONE_BY_ONE, { openSink: fullFrom('"record":"answer"') });
    expect([run.exit, ...codes(run)]).toEqual([4, 'file-unwritable']);
    expect(untagged(w.emulator.requests())).toHaveLength(1);
    const states = run.outcomes.map((one) => one.tags[0]?.state);
    expect(states).toEqual(['removed', 'not-sent']);
    expect((await w.resume()).exit).toBe(0);
    expect(untagged(w.emulator.requests())).toHaveLength(2);
  });

  it('at its very end does not look like one that is whole, and can be gone on with', async () => {
    await using w = await start();
    const run = await w.reconcile({}, { openSink: fullFrom('"record":"end"') });
    expect([run.exit, ...codes(run)]).toEqual([4, 'file-unwritable']);
    const { tail } = readJournal(readFileSync(join(folderOf(w), 'journal.jsonl'), 'utf8'), 'journal');
    expect(run['journal-head']).toBe(tail.head);
    expect((await w.resume()).exit).toBe(0);
  });
});

describe('a run that loses its lock after its last write', () => {
  it('says so, and leaves the record to whoever holds it now', async () => {
    await using w = await start();
    const total = 2;
    let calls = 0;
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        const answer = await api.untag(id, keys);
        calls += 1;
        const [lock = ''] = readdirSync(join(w.stateDir, 'locks'));
        if (calls === total) writeFileSync(join(w.stateDir, 'locks', lock), '{"pid":9,"host":"elsewhere"}');
        return answer;
      },
    });
    const run = await w.reconcile(ONE_BY_ONE);
    expect([run.exit, ...codes(run)]).toEqual([4, 'lock-lost']);
    expect(readdirSync(folderOf(w))).not.toContain('run.json');
    expect(readdirSync(join(w.stateDir, 'locks'))).toHaveLength(1);
    const held = await w.resume();
    expect([held.exit, ...codes(held)]).toEqual([1, 'lock-held']);
  });

  it('whose folder was removed cannot keep its record, and says so', async () => {
    await using w = await start();
    w.wrap = (api) => ({
      ...api,
      async listInstances(type, page) {
        const verifying = untagged(w.emulator.requests()).length === 2;
        if (verifying) rmSync(folderOf(w), { recursive: true, force: true });
        return api.listInstances(type, page);
      },
    });
    const run = await w.reconcile(ONE_BY_ONE);
    expect(run.exit).toBe(4);
    expect(codes(run)).toContain('file-unwritable');
  });
});

describe('a mistake of reconcile itself', () => {
  it('after something was sent ends the run with what its journal tells, and it can be gone on with', async () => {
    await using w = await start();
    let sent = 0;
    w.wrap = (api) => ({
      ...api,
      untag: (id, keys) => (sent++, api.untag(id, keys)),
      listTags(id, asked) {
        if (sent > 0) throw new RangeError('Invalid array length');
        return api.listTags(id, asked);
      },
    });
    const logged: string[] = [];
    const log: Effects['log'] = (level, message) => {
      if (level === 'error') logged.push(message);
    };
    const run = await w.reconcile(ONE_BY_ONE, { log });
    expect([run.exit, run.wrote, ...codes(run)]).toEqual([4, true, 'run-crashed']);
    const states = run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state));
    expect(states.filter((state) => state === 'removed').length).toBe(
      untagged(w.emulator.requests())[0]?.[1].length,
    );
    expect(logged).toEqual(['a mistake of reconcile itself']);
    w.wrap = (api) => api;
    const rest = await w.resume();
    expect([
      rest.id,
      rest.exit,
      Object.values(everything(w.emulator)).flatMap((tags) => Object.keys(tags)),
    ]).toEqual([run.id, 0, []]);
    expect((await w.undo()).exit).toBe(0);
  });

  it('before anything was sent is no outcome of a run', async () => {
    await using w = await start();
    w.wrap = (api) => ({
      ...api,
      listTags: () => {
        throw new RangeError('Invalid array length');
      },
    });
    await expect(w.reconcile()).rejects.toThrow('Invalid array length');
    expect(untagged(w.emulator.requests())).toEqual([]);
  });
});

describe('a service that takes over two seconds for each answer', () => {
  it('is asked again a few times, and then taken for as fast as it gets', async () => {
    await using w = await start();
    let reads = 0;
    w.wrap = (api) => ({
      ...api,
      async listTags(id, asked) {
        reads += 1;
        const tags = await api.listTags(id, asked);
        w.clock.turn(2_500);
        return tags;
      },
    });
    const run = await w.reconcile(ONE_BY_ONE);
    expect([run.exit, untagged(w.emulator.requests()).length]).toEqual([0, 2]);
    expect(reads).toBeGreaterThanOrEqual(2 * 4);
  });
});

describe('a run whose journal takes over two seconds each time', () => {
  it('never sends on an old read, and does not try for ever', async () => {
    await using w = await start();
    const slow: typeof fileSink = async (file, how) => {
      const sink = await fileSink(file, how);
      return {
        async append(text) {
          await sink.append(text);
          w.clock.turn(2_500);
        },
        close: () => sink.close(),
      };
    };
    const run = await w.reconcile({}, { openSink: slow });
    expect(run.exit).toBe(4);
    expect(run.outcomes[0]?.tags[0]).toMatchObject({ state: 'failed' });
    expect(run.outcomes[0]?.tags[0]?.why).toContain('the disk is too slow');
    expect(untagged(w.emulator.requests())).toEqual([]);
    expect(Object.values(everything(w.emulator)).flatMap((tags) => Object.keys(tags))).toHaveLength(3);
  });
});

describe('an intent whose call was not made', () => {
  const onlyA = (w: World) => ({ only: { rules: [], resources: [w.emulator.id('A')] } });
  /** Tells of each intent once it is durable. */
  const onIntent =
    (told: () => void): typeof fileSink =>
    async (file, how) => {
      const sink = await fileSink(file, how);
      return {
        async append(text) {
          await sink.append(text);
          if (text.includes('"record":"intent"')) told();
        },
        close: () => sink.close(),
      };
    };

  it('does not make what somebody else removes since a removal of the run: resume says gone, undo leaves it', async () => {
    await using w = await start();
    const stop = new AbortController();
    const first = await w.reconcile(onlyA(w), {
      interrupt: stop.signal,
      openSink: onIntent(() => stop.abort()),
    });
    expect([first.exit, untagged(w.emulator.requests())]).toEqual([130, []]);
    w.emulator.removeTag(w.emulator.id('A'), 'temp-1');
    w.clock.turn(1_000);
    const resumed = await w.resume();
    expect(resumed.outcomes[0]?.tags.map((tag) => tag.state)).toEqual(['gone', 'removed']);
    w.clock.turn(1_000);
    expect((await w.undo()).exit).toBe(0);
    expect(everything(w.emulator)[w.emulator.id('A')]).toEqual({ 'temp-2': 'two' });
  });

  it('since it came too late does not either', async () => {
    await using w = await start();
    let intents = 0;
    const openSink = onIntent(() => {
      if (++intents > 1) return;
      w.clock.turn(2_500);
      w.emulator.removeTag(w.emulator.id('A'), 'temp-1');
    });
    const run = await w.reconcile(onlyA(w), { openSink });
    expect(run.outcomes[0]?.tags.map((tag) => tag.state)).toEqual(['gone', 'removed']);
    w.clock.turn(1_000);
    await w.undo();
    expect(everything(w.emulator)[w.emulator.id('A')]).toEqual({ 'temp-2': 'two' });
  });
});

describe('a tag that an unanswered call took away', () => {
  it('is told as removed, though another tag of that call had to be sent again and failed', async () => {
    const faults = {
      rules: [
        { on: 'UntagResource', nth: 1, fault: { kind: 'reset', when: 'after' } },
        { on: 'UntagResource', nth: 2, fault: { kind: 'conflict' } },
      ],
    } as const;
    await using w = await world({ rules: RULES, seed: SEED, options: { faults } });
    let first: string | undefined;
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        const sent = api.untag(id, keys);
        await sent.catch(() => {
          // Both tags are gone and the answer was lost; somebody sets one of them again, as it was.
          if (first === undefined && keys.length > 1) w.emulator.setTag(id, 'temp-2', 'two');
          first ??= id;
        });
        return sent;
      },
    });
    const only = { rules: [], resources: [w.emulator.id('A')] };
    const run = await w.reconcile({ ...ONE_BY_ONE, only });
    expect(run.exit).toBe(0);
    expect(run.outcomes[0]?.tags.map((tag) => tag.state)).toEqual(['removed', 'removed']);
  });
});
