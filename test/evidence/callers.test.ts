import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Run } from '../../engine/model.ts';
import { rowsOf } from '../../engine/report/rows.ts';
import { lineHash, NO_HASH } from '../../engine/runs/journal.ts';
import { openPast } from '../../engine/runs/past.ts';
import { runOfPast } from '../../engine/runs/report.ts';
import { type World, world } from '../engine.ts';
import { complaints, copyOf, edit, RULES, runFolder, SEED, verify } from './kit.ts';

const QUIET = { rules: RULES, seed: SEED };
const OTHER = { source: 'ECS metadata', 'access-key': 'TEMP…0001', account: 'other' };

/** Each removal by what the service knows it by: key, caller, and whether the service answered that request to it. */
function calls(run: Run, { emulator }: World): [key: string, by: string | undefined, answered: boolean][] {
  return Array.from(rowsOf(run), ({ resource, key, requestId, at, caller }) => {
    const request = emulator.requests().find((one) => one.requestId === requestId);
    const { tag_keys: keys = [] } = (request?.body ?? {}) as { tag_keys?: readonly string[] };
    const named = request?.path.includes(encodeURIComponent(resource.id)) === true && keys.includes(key);
    return [key, caller?.['access-key'], named && at !== undefined];
  });
}

/** A run in two parts by two callers: the account is denied to the first one. */
async function twoParts(w: World): Promise<Run> {
  const denied = w.emulator.id('acc');
  w.wrap = (api) => ({
    ...api,
    untag: (id, keys) =>
      id === denied
        ? Promise.reject(new ApiFailure('denied', 'Not you.', { status: 403 }))
        : api.untag(id, keys),
  });
  expect((await w.reconcile()).exit).toBe(4);
  w.clock.turn(60_000);
  w.wrap = (api) => ({ ...api, caller: OTHER });
  return w.resume();
}

describe('who called', () => {
  it('is in the record and at the beginning of the journal, shortened', async () => {
    await using w = await world(QUIET);
    const run = await w.reconcile();
    const { accessKey, secretKey, domainId } = w.emulator.keys;
    const key = `${accessKey.slice(0, 4)}…${accessKey.slice(-4)}`;
    const caller = { source: 'the test', 'access-key': key, account: domainId };
    expect(run.callers).toEqual([{ since: run.started, ...caller }]);
    const folder = runFolder(w.stateDir);
    expect(openPast(folder).begin.caller).toEqual(caller);
    for (const name of ['run.json', 'journal.jsonl']) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text).not.toContain(secretKey);
      expect(text).not.toContain(accessKey);
    }
  });

  it('stays with each removal, its request and its time, where somebody else goes on with the run', async () => {
    await using w = await world(QUIET);
    const run = await twoParts(w);
    const [first = ''] = (run.callers ?? []).map((one) => one['access-key']);
    expect(run.callers?.map(({ since: _, ...caller }) => caller)).toEqual([expect.anything(), OTHER]);
    const all = calls(run, w);
    expect(all.filter(([key]) => key === 'temp-x')).toEqual([['temp-x', OTHER['access-key'], true]]);
    const others = all.filter(([key]) => key !== 'temp-x');
    expect(others.map(([, by, answered]) => [by, answered])).toEqual(others.map(() => [first, true]));
    expect(others.length).toBe(6);
    expect(verify(runFolder(w.stateDir)).problems).toEqual([]);
  });

  it('is told by the journal alone where the record of the run is lost', async () => {
    await using w = await world(QUIET);
    const run = await twoParts(w);
    const folder = runFolder(w.stateDir);
    rmSync(join(folder, 'run.json'));
    const again = runOfPast(openPast(folder), 'error');
    expect(calls(again, w)).toEqual(calls(run, w));
  });

  it('of each part is there too where the second part was cut off', async () => {
    await using w = await world(QUIET);
    await twoParts(w);
    const folder = runFolder(w.stateDir);
    const journal = join(folder, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    const resumed = lines.findIndex((line) => line.includes('"record":"resume"'));
    truncateSync(journal, Buffer.byteLength(`${lines.slice(0, resumed + 1).join('\n')}\n`));
    w.clock.turn(60_000);
    w.wrap = (api) => api;
    const run = await w.resume();
    expect(run.callers?.map((one) => one.source)).toEqual(['the test', OTHER.source, 'the test']);
    expect(verify(folder).problems).toEqual([]);
  });

  it('cannot be another one in the record than in the journal', async () => {
    await using w = await world(QUIET);
    await w.reconcile();
    using copy = copyOf(runFolder(w.stateDir));
    edit(copy.folder, 'run.json', (text) => text.replace('"source": "the test"', '"source": "another"'));
    expect(complaints(verify(copy.folder))).toEqual([
      expect.stringMatching(/^evidence-mismatch run\.json:\d+$/),
    ]);
  });

  it('is simply not told by a run of a version that did not record it', async () => {
    await using w = await world(QUIET);
    await w.reconcile();
    const folder = runFolder(w.stateDir);
    forget(folder);
    expect(verify(folder).problems).toEqual([]);
    const old = runOfPast(openPast(folder), 'error');
    expect(old.callers).toBeUndefined();
    expect(calls(old, w).map(([, by]) => by)).toEqual(Array.from({ length: 7 }, () => undefined));
    w.clock.turn(1_000);
    expect((await w.undo()).exit).toBe(0);
  });
});

/** Makes a run folder what it would be without its callers. */
function forget(folder: string): void {
  let prev = NO_HASH;
  edit(folder, 'journal.jsonl', (text) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const { caller: __, ...record } = JSON.parse(line) as Record<string, unknown>;
        const without = JSON.stringify({ ...record, prev });
        prev = lineHash(without);
        return `${without}\n`;
      })
      .join(''),
  );
  edit(folder, 'run.json', (text) => {
    const { callers: _, ...run } = JSON.parse(text) as Run;
    return `${JSON.stringify({ ...run, 'journal-head': prev }, null, 2)}\n`;
  });
}
