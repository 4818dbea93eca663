import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../engine/cloud/port.ts';
import { summarize } from '../../engine/report/summary.ts';
import type { Effects } from '../../engine/run.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { everything, world } from '../engine.ts';
import { tagsOf, untagged } from '../scenario.ts';

const RULES = `
version: 1
limits: { share: none }
rules:
  - id: no-temp
    remove: "temp-*"
`;

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two, owner: a } }
    B: { tags: { temp-1: one } }
    C: { tags: { owner: c } }
  accounts:
    acc: { tags: { temp-x: "中文", env: prod } }
`;

describe('applying', () => {
  it('sends one untag call for each resource with a removal and none for a clean one', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const run = await w.reconcile();
    expect(run.exit).toBe(0);
    const calls = new Map(untagged(w.emulator.requests()));
    expect(calls.size).toBe(3);
    expect(calls.get(w.emulator.id('A'))).toEqual(['temp-1', 'temp-2']);
    expect(tagsOf(w.emulator, 'A')).toEqual({ owner: 'a' });
    expect(tagsOf(w.emulator, 'acc')).toEqual({ env: 'prod' });
  });

  it('sends no write the second time', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    await w.reconcile();
    const before = w.emulator.requests().length;
    const run = await w.reconcile();
    expect(run.exit).toBe(0);
    expect(run.plan?.calls).toEqual([]);
    expect(
      w.emulator
        .requests()
        .slice(before)
        .filter((request) => request.write),
    ).toEqual([]);
  });

  it('has every value in the journal before the call that destroys it', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const journaled: string[][] = [];
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        const [folder = ''] = runFolders(w.stateDir);
        const text = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
        const values = readJournal(text, 'journal.jsonl').records.flatMap((record) =>
          record.record === 'intent' && record.resource.id === id ? record.tags.map((tag) => tag.value) : [],
        );
        journaled.push(values);
        return api.untag(id, keys);
      },
    });
    await w.reconcile();
    expect(journaled.map((values) => values.join()).sort()).toEqual(['one', 'one,two', '中文']);
  });

  it('asks before it sends anything, and sends nothing where the answer is no', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const run = await w.reconcile({}, { confirm: () => Promise.resolve(false) });
    expect(run.declined).toBe(true);
    expect(run.exit).toBe(2);
    expect(w.emulator.requests().filter((request) => request.write)).toEqual([]);
    expect(existsSync(join(w.stateDir, 'runs'))).toBe(false);
  });

  it('leaves alone a value that somebody changed since it was planned, and exits 6', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const confirm = (): Promise<boolean> => {
      w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'changed');
      return Promise.resolve(true);
    };
    const run = await w.reconcile({}, { confirm });
    expect(run.exit).toBe(6);
    expect(tagsOf(w.emulator, 'A')).toEqual({ owner: 'a', 'temp-1': 'changed' });
    const outcome = run.outcomes.find((one) => one.resource.name === 'A');
    expect(outcome?.tags.map((tag) => tag.state)).toEqual(['stale', 'removed']);
  });

  it('counts a tag that is gone already as done', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const confirm = (): Promise<boolean> => {
      w.emulator.removeTag(w.emulator.id('B'), 'temp-1');
      return Promise.resolve(true);
    };
    const run = await w.reconcile({}, { confirm });
    expect(run.exit).toBe(0);
    expect(run.outcomes.find((one) => one.resource.name === 'B')?.tags[0]?.state).toBe('gone');
    expect(untagged(w.emulator.requests()).map(([id]) => id)).not.toContain(w.emulator.id('B'));
  });

  it('never removes unseen what was set again between two tries of one resource', async () => {
    const fault = { on: 'UntagResource', nth: 1, fault: { kind: 'reset', when: 'after' } } as const;
    await using w = await world({ rules: RULES, seed: SEED, options: { faults: { rules: [fault] } } });
    let first: string | undefined;
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        try {
          return await api.untag(id, keys);
        } catch (error) {
          first ??= id;
          // The call took effect and its answer was lost; now somebody sets the key again, to another value.
          w.emulator.setTag(id, 'temp-1', 'set again');
          throw error;
        }
      },
    });
    const run = await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } });
    expect(run.exit).toBe(6);
    const resource = w.emulator.resources().find((one) => one.id === first);
    expect(resource?.tags).toContainEqual({ key: 'temp-1', value: 'set again' });
    expect(untagged(w.emulator.requests()).filter(([id]) => id === first)).toHaveLength(1);
  });

  it('reads again where the answer took more than two seconds, or the clock was set back', async () => {
    for (const late of [3_000, -60_000]) {
      await using w = await world({ rules: RULES, seed: SEED });
      let reads = 0;
      w.wrap = (api) => ({
        ...api,
        async listTags(id, asked) {
          const tags = await api.listTags(id, asked);
          if (++reads > 1) return tags;
          // It changes after the service looked, and the answer is long on its way.
          w.emulator.setTag(id, 'temp-1', 'changed since');
          w.clock.turn(late);
          return tags;
        },
      });
      const run = await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } });
      expect([late, run.exit]).toEqual([late, 6]);
      const tags = w.emulator.resources().flatMap((one) => one.tags);
      expect(tags).toContainEqual({ key: 'temp-1', value: 'changed since' });
    }
  });

  it('reads again where a write would follow its read by more than two seconds', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    let reads = 0;
    let asked = 0;
    w.wrap = (api) => ({
      ...api,
      async listTags(id) {
        const tags = await api.listTags(id);
        reads += 1;
        if (reads === 1) w.emulator.setTag(id, 'temp-1', 'changed while we were slow');
        return tags;
      },
    });
    // Three seconds pass after the first read: the second look at the clock is the journal's, before the send.
    const now = (): number => {
      if (reads === 1) asked += 1;
      if (asked === 2) w.clock.turn(3_000);
      return w.clock.now();
    };
    const reading = { mode: 'auto', concurrency: 1 } as const;
    const run = await w.reconcile({ reading }, { clock: { ...w.clock, now } });
    expect(asked).toBeGreaterThan(1);
    expect(run.exit).toBe(6);
    expect(w.emulator.resources().flatMap((one) => one.tags)).toContainEqual({
      key: 'temp-1',
      value: 'changed while we were slow',
    });
  });

  it('stops at once where the signature is refused in the middle, and says how many were not sent', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    w.wrap = (api) => {
      let calls = 0;
      return {
        ...api,
        untag: async (id, keys) => {
          calls += 1;
          if (calls < 2) return api.untag(id, keys);
          throw new ApiFailure('signature', 'the signature was refused', { status: 401, code: 'APIGW.0301' });
        },
      };
    };
    const run = await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } });
    expect(run.exit).toBe(4);
    const states = run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state));
    expect(states.filter((state) => state === 'not-sent').length).toBeGreaterThan(0);
    expect(run.problems.map((one) => one.code)).toEqual(['signature-refused']);
    expect(untagged(w.emulator.requests())).toHaveLength(1);
  });

  it('takes one denied resource for that resource’s failure, and goes on with the others', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const denied = w.emulator.id('B');
    w.wrap = (api) => ({
      ...api,
      untag: (id, keys) =>
        id === denied
          ? Promise.reject(new ApiFailure('denied', 'denied for this resource', { status: 403 }))
          : api.untag(id, keys),
    });
    const run = await w.reconcile();
    expect(run.exit).toBe(4);
    expect(tagsOf(w.emulator, 'B')).toEqual({ 'temp-1': 'one' });
    expect(tagsOf(w.emulator, 'A')).toEqual({ owner: 'a' });
  });

  it('does not believe an answer that live tags contradict', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const lied = w.emulator.id('B');
    w.wrap = (api) => ({
      ...api,
      untag: (id, keys) => (id === lied ? Promise.resolve({ requestId: 'r' }) : api.untag(id, keys)),
    });
    const run = await w.reconcile();
    expect(run.exit).toBe(4);
    expect(run.outcomes.find((one) => one.resource.id === lied)?.tags[0]).toMatchObject({ state: 'failed' });
  });

  it('waits for reads that lag behind writes before it calls them a difference', async () => {
    await using w = await world({ rules: RULES, seed: SEED, options: { faults: { lag: { ms: 3000 } } } });
    const run = await w.reconcile();
    expect(run.exit).toBe(0);
    expect(tagsOf(w.emulator, 'A')).toEqual({ owner: 'a' });
  });

  it('refuses a plan past a limit with every number, and sends nothing', async () => {
    const rules = RULES.replace(
      '{ share: none }',
      '{ removals: 1, share: 10%, per-type: { ou: { resources: 1 } } }',
    );
    await using w = await world({ rules, seed: SEED });
    for (const mode of ['dry-run', 'apply'] as const) {
      const run = await w.reconcile({ mode });
      expect(run.exit).toBe(3);
      expect(run.objections).toEqual([
        { limit: 'removals', allowed: 1, actual: 4 },
        { limit: 'share', allowed: 10, actual: (4 * 100) / 7, of: 7 },
        { limit: 'per-type.ou.resources', allowed: 1, actual: 2 },
      ]);
    }
    expect(w.emulator.requests().filter((request) => request.write)).toEqual([]);
  });

  it('refuses to apply in a freeze, says until when, and tells so in a dry run already', async () => {
    const rules = `${RULES}freeze: [{ from: 2026-11-20, until: 2026-11-24, why: year end }]\n`;
    await using w = await world({ rules, seed: SEED });
    const run = await w.reconcile();
    expect(run.exit).toBe(3);
    expect(run.frozen).toEqual([{ from: '2026-11-20', until: '2026-11-24', why: 'year end' }]);
    const dry = await w.dryRun();
    expect([dry.exit, dry.frozen]).toEqual([3, run.frozen]);
    if (dry.plan === undefined) throw new Error('a refused dry run shows its plan all the same');
    const saved = await w.apply(dry.plan);
    expect([saved.exit, saved.frozen]).toEqual([3, run.frozen]);
    expect(w.emulator.requests().filter((request) => request.write)).toEqual([]);
  });

  it('finishes what is under way at an interrupt, journals it, and starts nothing new', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const ctrlC = new AbortController();
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        ctrlC.abort();
        return api.untag(id, keys);
      },
    });
    const reading = { mode: 'auto', concurrency: 1 } as const;
    const steps: string[] = [];
    const progress: Effects['progress'] = ({ stage }) => void steps.push(stage);
    const run = await w.reconcile({ reading }, { interrupt: ctrlC.signal, progress });
    expect(run.exit).toBe(130);
    expect(untagged(w.emulator.requests())).toHaveLength(1);
    // What has not had its turn is not worked through.
    expect(steps.filter((stage) => stage === 'applied')).toHaveLength(1);
    const states = run.outcomes.map((one) => one.tags[0]?.state);
    expect(states).toEqual(['removed', 'not-sent', 'not-sent']);
    w.wrap = (api) => api;
    const rest = await w.resume();
    expect(rest.exit).toBe(0);
    expect(untagged(w.emulator.requests())).toHaveLength(3);
  });

  it('goes on with a run once somebody who has seen what is left says yes, and sends nothing after a no', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const ctrlC = new AbortController();
    w.wrap = (api) => ({ ...api, untag: (id, keys) => (ctrlC.abort(), api.untag(id, keys)) });
    const reading = { mode: 'auto', concurrency: 1 } as const;
    const first = await w.reconcile({ reading }, { interrupt: ctrlC.signal });
    w.wrap = (api) => api;
    const asked: unknown[] = [];
    const answer = (yes: boolean): Partial<Effects> => ({
      confirm: (run) => {
        const { states } = summarize({ ...run, ended: run.started, exit: 0 });
        asked.push([states.get('planned'), states.get('removed')]);
        return Promise.resolve(yes);
      },
    });
    const before = everything(w.emulator);
    const no = await w.resume({}, answer(false));
    expect([no.id, no.exit, no.declined, everything(w.emulator)]).toEqual([first.id, 2, true, before]);
    const yes = await w.resume({}, answer(true));
    expect([yes.exit, tagsOf(w.emulator, 'A'), asked]).toEqual([
      0,
      { owner: 'a' },
      [
        [3, 1],
        [3, 1],
      ],
    ]);
    w.wrap = (api) => ({ ...api, tag: () => Promise.reject(new ApiFailure('refused', 'no')) });
    expect((await w.undo()).exit).toBe(4);
    w.wrap = (api) => api;
    const undone = await w.resume({}, answer(false));
    expect([undone.mode, undone.declined, tagsOf(w.emulator, 'A')]).toEqual(['undo', true, { owner: 'a' }]);
  });

  it('waits for no fresh tree at an interrupt: nothing is sent, and the rest can be gone on with', async () => {
    const rules = RULES.replace('remove:', 'match: { path: "/A/**" }\n    remove:');
    await using w = await world({ rules, seed: SEED });
    const ctrlC = new AbortController();
    let planned = false;
    w.wrap = (api) => ({
      ...api,
      listChildren(parent) {
        if (!planned) return api.listChildren(parent);
        ctrlC.abort();
        return new Promise(() => undefined);
      },
    });
    const confirm = (): Promise<boolean> => Promise.resolve((planned = true));
    const run = await w.reconcile({}, { interrupt: ctrlC.signal, confirm });
    expect([run.exit, run.interrupted, run.wrote]).toEqual([130, true, false]);
    expect(run.outcomes.map((one) => one.tags.map(({ state }) => state))).toEqual([['not-sent', 'not-sent']]);
    w.wrap = (api) => api;
    const rest = await w.resume();
    expect([rest.id, rest.exit, tagsOf(w.emulator, 'A')]).toEqual([run.id, 0, { owner: 'a' }]);
  });

  it('tells of a key that differs by case alone and went with another, and an undo puts both back', async () => {
    const seed = SEED.replace('owner: a', 'Temp-1: precious');
    await using w = await world({ rules: RULES, seed });
    const before = everything(w.emulator);
    // A service for which both keys are one.
    w.wrap = (api) => ({
      ...api,
      untag: (id, keys) =>
        api.untag(
          id,
          keys.flatMap((key) => (key === 'temp-1' && id === w.emulator.id('A') ? [key, 'Temp-1'] : [key])),
        ),
    });
    const run = await w.reconcile();
    expect(run.exit).toBe(4);
    expect(
      run.outcomes.flatMap(({ tags }) => tags.filter((tag) => tag.state === 'failed').map(({ key }) => key)),
    ).toEqual(['temp-1']);
    w.wrap = (api) => api;
    expect((await w.undo()).exit).toBe(0);
    expect(everything(w.emulator)).toEqual(before);
  });

  it('undoes exactly what it did', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const before = everything(w.emulator);
    await w.reconcile();
    expect(everything(w.emulator)).not.toEqual(before);
    const run = await w.undo();
    expect(run.exit).toBe(0);
    expect(everything(w.emulator)).toEqual(before);
  });
});

function runFolders(stateDir: string): string[] {
  return readdirSync(join(stateDir, 'runs')).map((name) => join(stateDir, 'runs', name));
}
