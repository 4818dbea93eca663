import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../engine/emulator/server.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { world } from '../engine.ts';
import { complaints, RULES, runFolder, SEED, verify } from './kit.ts';

const QUIET = { rules: RULES, seed: SEED };

describe('the evidence of a run as the engine leaves it', () => {
  it('checks after an apply, and says what the run was', async () => {
    await using w = await world(QUIET);
    const run = await w.reconcile();
    const verification = verify(runFolder(w.stateDir));
    expect(verification.problems).toEqual([]);
    expect(verification).toMatchObject({
      holds: true,
      subject: 'run',
      name: run.id,
      run: { mode: 'apply', exit: 0, counts: { removed: 7 }, head: run['journal-head'], origin: 'emulator' },
    });
    expect(verification.files.map((one) => one.state)).toEqual(['good', 'good', 'good']);
  });

  it('checks after an undo, and after the undo of an undo', async () => {
    await using w = await world(QUIET);
    await w.reconcile();
    w.clock.turn(1_000);
    await w.undo();
    w.clock.turn(1_000);
    await w.undo({ what: { run: listRuns(w.stateDir).at(-1) ?? '' } });
    for (const nth of [0, 1, 2]) expect(verify(runFolder(w.stateDir, nth)).problems).toEqual([]);
    expect(verify(runFolder(w.stateDir, 2)).run).toMatchObject({ mode: 'undo', counts: { removed: 7 } });
  });

  it('checks where values changed, were gone already, or came back before they were read again', async () => {
    await using w = await world(QUIET);
    const confirm = (): Promise<boolean> => {
      w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'changed');
      w.emulator.removeTag(w.emulator.id('B'), 'temp-1');
      return Promise.resolve(true);
    };
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        const answer = await api.untag(id, keys);
        if (keys.includes('temp-x')) w.emulator.setTag(id, 'temp-x', 'back');
        return answer;
      },
    });
    const run = await w.reconcile({}, { confirm });
    expect(run.exit).toBe(4);
    const verification = verify(runFolder(w.stateDir));
    expect(verification.problems).toEqual([]);
    expect(verification.run?.counts).toEqual({ failed: 1, gone: 1, removed: 4, stale: 1 });
  });

  it('is unfinished where the run was cut off, and checks once it was gone on with', async () => {
    await using w = await world(QUIET);
    await w.reconcile();
    const folder = runFolder(w.stateDir);
    rmSync(join(folder, 'run.json'));
    const journal = join(folder, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    truncateSync(journal, Buffer.byteLength(`${lines.slice(0, 4).join('\n')}\n`));
    expect(complaints(verify(folder))).toEqual(['evidence-unfinished run.json:1']);
    const run = await w.resume();
    expect(run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state))).not.toContain('failed');
    expect(verify(folder).problems).toEqual([]);
  });

  it('is unfinished where a run that was gone on with was cut off again, its older record notwithstanding', async () => {
    await using w = await world(QUIET);
    const ctrlC = new AbortController();
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        ctrlC.abort();
        return api.untag(id, keys);
      },
    });
    expect((await w.reconcile({}, { interrupt: ctrlC.signal })).exit).toBe(130);
    w.wrap = (api) => api;
    const folder = runFolder(w.stateDir);
    const journal = join(folder, 'journal.jsonl');
    const record = readFileSync(join(folder, 'run.json'));
    const ended = statSync(journal).size;
    await w.resume();
    writeFileSync(join(folder, 'run.json'), record);
    const lines = readFileSync(journal, 'utf8').slice(0, ended).split('\n').length;
    expect(complaints(verify(folder))).toEqual([`evidence-unfinished journal.jsonl:${lines}`]);
  });

  it('names a last line that was torn', async () => {
    await using w = await world(QUIET);
    await w.reconcile();
    const folder = runFolder(w.stateDir);
    const journal = join(folder, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n').length - 1;
    truncateSync(journal, statSync(journal).size - 5);
    expect(complaints(verify(folder))).toContain(`journal-broken journal.jsonl:${lines}`);
  });
});

const FAULTS: readonly FaultRule['fault'][] = [
  { kind: 'throttle' },
  { kind: 'conflict' },
  { kind: 'status', status: 500, when: 'before' },
  { kind: 'status', status: 503, when: 'after' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'html', status: 418 },
  { kind: 'half-body' },
  { kind: 'deny' },
  { kind: 'edit', when: 'before', draw: 'any' },
  { kind: 'edit', when: 'after', draw: 'any' },
];

describe('the evidence of a run under faults', () => {
  it('checks whatever the service did, after the run, after it was gone on with, and after its undo', async () => {
    const rule = fc.record({
      on: fc.constantFrom('write' as const, 'write' as const, 'ListTagResources' as const),
      probability: fc.constantFrom(0.2, 0.6, 1),
      count: fc.integer({ min: 1, max: 12 }),
      fault: fc.constantFrom(...FAULTS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 4 }), fc.nat(), async (rules, seed) => {
        await using w = await world({ ...QUIET, options: { faults: { seed, rules }, random: seed } });
        const stop = new AbortController();
        const progress = (): void => {
          if (seed % 3 === 0) stop.abort();
        };
        const run = await w.reconcile(
          {},
          { interrupt: stop.signal, progress: (step) => step.stage === 'applied' && progress() },
        );
        if (run['journal-head'] === undefined) return;
        const folder = runFolder(w.stateDir);
        expect(verify(folder).problems).toEqual([]);
        await w.resume();
        expect(verify(folder).problems).toEqual([]);
        w.clock.turn(1_000);
        const undone = await w.undo();
        if (undone['journal-head'] !== undefined)
          expect(verify(runFolder(w.stateDir, 1)).problems).toEqual([]);
      }),
      { numRuns: 30, seed: 7 },
    );
  });
});
