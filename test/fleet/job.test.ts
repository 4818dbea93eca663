import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, WaitingError } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { loadQueueLibrary } from '../../engine/fleet/queue/library.ts';
import type { JobData, JobResult } from '../../engine/fleet/queue/names.ts';
import { workOnJob } from '../../engine/fleet/queue/work.ts';
import { type FleetRecord, makeRecord } from '../../engine/fleet/record.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { sequence, type World, world } from '../engine.ts';

const RULES = `
version: 1
limits: { removals: none, share: 100% }
rules:
  - id: no-temp
    match: { type: ou }
    remove: "temp-*"
`;
const SEED = `
organization: { name: acme }
root:
  units:
${Array.from({ length: 6 }, (_, i) => `    U${i}: { tags: { temp-a: "v${i}", owner: x } }`).join('\n')}
`;

const LEASE = 30_000;

/** The record of a fleet of one organization, as whoever submits it makes it. */
function recordOf({ stateDir, clock }: World): FleetRecord {
  const acme = {
    name: 'acme',
    credentials: { kind: 'variables', prefix: 'ACME_' },
    rules: 'tag-rules.yaml',
    limits: [],
    labels: [],
    concurrency: 1,
    place: { file: 'fleet.yaml', line: 1, column: 1 },
  } as const;
  const about = {
    version: 1,
    fleet: { name: 'group', file: 'fleet.yaml', organizations: [acme] },
    request: { mode: 'apply', failOn: 'error', read: 'auto' },
    tool: 'test',
    started: new Date(clock.now()).toISOString(),
    files: {
      reads: [{ path: 'tag-rules.yaml', base64: Buffer.from(RULES).toString('base64') }],
      globs: [],
    },
  } as const;
  return makeRecord(stateDir, about, sequence());
}

/**
 * A worker takes the job of the organization. The queue answers each renewal of the lease with what `renews` gives
 * for its number, from 1; 0 says that the job is another's.
 */
async function take(made: World, { order }: FleetRecord, token: string, renews: (nth: number) => number) {
  let renewal = 0;
  const handedBack: string[] = [];
  const job = {
    id: `acme.${order.id}`,
    data: { fleet: order.id, organization: 'acme' },
    extendLock: () => Promise.resolve(renews(++renewal)),
    moveToWait: (of: string) => Promise.resolve(handedBack.push(of)),
  };
  const { clock, effects } = made;
  // A renewal is answered before its time is up; all else goes by the clock of the test.
  const sleep = (ms: number): Promise<void> =>
    ms === LEASE ? new Promise(() => undefined) : clock.sleep(ms);
  const work = workOnJob(job as unknown as Job<JobData, JobResult>, token, await loadQueueLibrary(), {
    ...effects,
    random: sequence(made.emulator.requests().length),
    clock: { ...clock, sleep },
    connect: () => effects.connect(),
    lease: LEASE,
  });
  return { result: await work.catch((error: unknown) => error), handedBack };
}

function untagged({ emulator }: World): number {
  return emulator.requests().filter((one) => one.write).length;
}

describe('a job that a worker takes', () => {
  it('reports the run of a worker that was killed between finishing it and telling so', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const record = recordOf(made);
    const { result: told } = await take(made, record, 'a', () => 1);
    rmSync(join(made.stateDir, 'fleets', record.order.id, 'done', 'acme.json'));
    const asked = made.emulator.requests().length;
    const { result } = await take(made, record, 'b', () => 1);
    expect(result).toEqual({ run: listRuns(made.stateDir)[0], exit: 0, wrote: true });
    expect(result).toEqual(told);
    expect(record.result('acme')).toMatchObject({ exit: 0, record: { outcomes: { length: 6 } } });
    expect([made.emulator.requests().length, untagged(made)]).toEqual([asked, 6]);
  });

  it('is gone on with where the queue could not be asked before a write, and turns out to be ours still', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const record = recordOf(made);
    const late = await take(made, record, 'a', (nth) => (nth === 4 ? 0 : 1));
    expect(late.result).toBeInstanceOf(WaitingError);
    expect(late.handedBack).toEqual(['a']);
    expect(record.result('acme')).toBeUndefined();
    expect(untagged(made)).toBe(3);
    const { result } = await take(made, record, 'b', () => 1);
    expect(result).toEqual({ run: record.begun('acme'), exit: 0, wrote: true });
    expect([untagged(made), listRuns(made.stateDir).length]).toEqual([6, 1]);
  });

  it('is left to whoever has it by now', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const record = recordOf(made);
    const lost = await take(made, record, 'a', (nth) => (nth >= 4 ? 0 : 1));
    expect(lost.result).toEqual(new Error('another worker has the job'));
    expect(lost.handedBack).toEqual([]);
    expect(record.result('acme')).toBeUndefined();
    expect(untagged(made)).toBe(3);
  });
});
