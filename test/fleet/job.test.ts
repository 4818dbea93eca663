import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, WaitingError } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { loadQueueLibrary } from '../../engine/fleet/queue/library.ts';
import { type JobData, type JobResult, jobId } from '../../engine/fleet/queue/names.ts';
import { workOnJob } from '../../engine/fleet/queue/work.ts';
import { type FleetRecord, makeRecord } from '../../engine/fleet/record.ts';
import type { Effects } from '../../engine/run.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { keysOf, watchUntags } from '../crash/checks.ts';
import { HEIR } from '../crash/mortal.ts';
import { atEveryStep, expectPlanned, fresh, planOf, RULES } from '../crash/small.ts';
import { everything, sequence, type World } from '../engine.ts';
import { ACME } from './kit.ts';

const LEASE = 30_000;

/** The record of a fleet of one organization, as whoever submits it makes it. */
function recordOf({ stateDir, clock }: World): FleetRecord {
  const rules = { path: 'tag-rules.yaml', base64: Buffer.from(RULES).toString('base64') };
  const about = {
    version: 1,
    fleet: { name: 'group', file: 'fleet.yaml', organizations: [ACME] },
    request: { mode: 'apply', failOn: 'error', read: 'auto' },
    tool: 'test',
    started: new Date(clock.now()).toISOString(),
    files: { reads: [rules], globs: [], links: [] },
  } as const;
  return makeRecord(stateDir, about, sequence());
}

/** How the queue answers a worker: whether the job is still its own, at each time that it asks. */
type Renews = (nth: number) => boolean | Promise<boolean>;

const always: Renews = () => true;

/** A worker takes the job of the organization, under a token of its own. */
async function take(
  made: World,
  { order }: FleetRecord,
  token: string,
  renews: Renews,
  more: Partial<Effects> = {},
) {
  let renewal = 0;
  const handedBack: string[] = [];
  const data = { fleet: order.id, organization: 'acme' };
  const job = {
    id: jobId(data),
    data,
    extendLock: async () => ((await renews(++renewal)) ? 1 : 0),
    moveToWait: (of: string) => Promise.resolve(handedBack.push(of)),
  };
  const { clock } = made;
  const effects = { ...made.effects, ...more };
  // The queue answers in time; all else goes by the clock of the test.
  const sleep = (ms: number): Promise<void> =>
    ms === LEASE ? new Promise(() => undefined) : clock.sleep(ms);
  const random = sequence(made.emulator.requests().length);
  const work = workOnJob(job as unknown as Job<JobData, JobResult>, token, await loadQueueLibrary(), {
    ...effects,
    random,
    clock: { ...clock, sleep },
    connect: () => effects.connect(),
    lease: LEASE,
  });
  return { result: await work.catch((error: unknown) => error), handedBack };
}

function folderOf({ stateDir }: World, run: string): string {
  return join(stateDir, 'runs', run);
}

function damageJournal(folder: string): void {
  const file = join(folder, 'journal.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"intent"', '"intend"'));
}

function untags({ emulator }: World): number {
  return emulator.requests().filter((one) => one.write).length;
}

describe('a job that a worker takes', () => {
  it('is ended by the next one, at whatever step the first dies: as planned, with every value in a journal', async () => {
    const deaths = await atEveryStep([], async (made, make, about) => {
      const original = everything(made.emulator);
      const broken = watchUntags(made, keysOf(await planOf(made)));
      const record = recordOf(made);
      const first = make();
      const renews = async (nth: number): Promise<boolean> => {
        await first.step(`renewal ${nth} about to be asked for`);
        return true;
      };
      const ended = await first.life(take(made, record, 'a', renews, first.effects));
      const { result } = ended ?? (await take(made, record, 'b', always, HEIR));
      expect(result, about()).toMatchObject({ exit: 0, wrote: true });
      expect(listRuns(made.stateDir), about()).toEqual([(result as JobResult).run]);
      expect(record.result('acme')?.record?.problems, about()).toEqual([]);
      expectPlanned(made, original, about());
      expect(broken, about()).toEqual([]);
      return ended === undefined;
    });
    expect(deaths).toBeGreaterThan(60);
  });

  it('is gone on with where the queue could not be asked before a write, and turns out to be ours still', async () => {
    await using made = await fresh();
    const record = recordOf(made);
    const late = await take(made, record, 'a', (nth) => nth !== 2);
    expect(late.result).toBeInstanceOf(WaitingError);
    expect(late.handedBack).toEqual(['a']);
    expect(record.result('acme')).toBeUndefined();
    expect(untags(made)).toBe(1);
    const { result } = await take(made, record, 'b', always);
    expect(result).toEqual({ run: record.begun('acme'), exit: 0, wrote: true });
    expect([untags(made), listRuns(made.stateDir).length]).toEqual([3, 1]);
  });

  it('never counts as one that sent nothing, where going on with what was sent is refused', async () => {
    const reasons: readonly (readonly [code: string, (made: World, run: string) => unknown])[] = [
      ['run-undone', (made, run) => made.undo({ what: { run } })],
      ['run-signed', (made, run) => writeFileSync(join(folderOf(made, run), 'evidence.sig.json'), '{}')],
      ['plan-broken', (made, run) => writeFileSync(join(folderOf(made, run), 'plan.json'), '{')],
      ['journal-broken', (made, run) => damageJournal(folderOf(made, run))],
    ];
    for (const [code, refuse] of reasons) {
      await using made = await fresh();
      const record = recordOf(made);
      await take(made, record, 'a', (nth) => nth !== 2);
      const run = record.begun('acme') ?? '';
      await refuse(made, run);
      const sent = untags(made);
      const { result } = await take(made, record, 'b', always);
      const kept = record.result('acme')?.record;
      expect(kept?.problems.map((one) => one.code)).toEqual([code]);
      expect([code, result]).toEqual([code, { run, exit: kept?.exit, wrote: true }]);
      expect([4, 130]).toContain(kept?.exit);
      expect(untags(made)).toBe(sent);
    }
  });

  it('is left to whoever has it by now', async () => {
    await using made = await fresh();
    const record = recordOf(made);
    const lost = await take(made, record, 'a', (nth) => nth < 2);
    expect(lost.result).toEqual(new Error('another worker has the job'));
    expect(lost.handedBack).toEqual([]);
    expect(record.result('acme')).toBeUndefined();
    expect(untags(made)).toBe(1);
  });
});
