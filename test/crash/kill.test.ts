import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../engine/runs/folders.ts';
import { undo } from '../../engine/undo.ts';
import { wallClock } from '../emulator/kit.ts';
import { effectsOn, everything, sequence } from '../engine.ts';
import { type Result, runCli, type Scenario, scenario, untagged } from '../scenario.ts';
import { intents, journaled, lost, without } from './checks.ts';

/** Kills of one run of this file; `npm run crash` asks for 1,000. `CRASH_SEED=n CRASHES=1` replays one. */
const KILLS = Number(process.env['CRASHES'] ?? 40);
const FIRST = Number(process.env['CRASH_SEED'] ?? 1);

/** Lives at once: two processes of each are there at a time, ours and the emulator of this one. */
const AT_ONCE = 3;

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const UNITS = Array.from(
  { length: 8 },
  (_, i) => `    U${i}: { tags: { temp-a: "${i}", temp-b: "", owner: o${i} } }`,
);
const SEED = `organization: { name: kill, management-account: root }\nroot:\n  units:\n${UNITS.join('\n')}\n`;

/** Requests until the verification begins: the organization, a page of each type, and for each unit a read and an untag. */
const REQUESTS = 1 + 4 + 8 + 8;

describe('a process that is killed', () => {
  it(
    `at ${KILLS} seeded moments loses nothing: resume ends the work, undo takes it back`,
    async () => {
      const killed: boolean[] = [];
      const seeds = Array.from({ length: KILLS }, (_, i) => FIRST + i);
      const worker = async (): Promise<void> => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
          killed.push(await liveOnce(seed));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      expect(killed).toHaveLength(KILLS);
      // A process may be done before the kill reaches it; most are not.
      expect(killed.filter(Boolean).length).toBeGreaterThan(KILLS * 0.8);
    },
    KILLS * 30_000,
  );
});

interface Moment {
  readonly requests: number;
  /** Milliseconds after that. */
  readonly and: number;
}

/** One life: apply until the emulator has seen so many requests, kill, resume, undo. Gives whether the kill struck. */
async function liveOnce(seed: number): Promise<boolean> {
  const random = sequence(seed);
  await using w = await scenario({ rules: RULES, seed: SEED, options: { faults: { latency: 3 } } });
  const original = everything(w.emulator);
  const moment = { requests: 1 + Math.floor(random() * REQUESTS), and: Math.floor(random() * 5) };
  const first = await applyAndKill(w, moment);
  const about = `CRASH_SEED=${seed}: killed ${moment.and} ms after request ${moment.requests}`;
  const leftLock = existsSync(join(w.folder, '.reconcile/locks')) && readdirSync(locks(w)).length > 0;
  const [run] = listRuns(state(w));
  const done = await (run === undefined ? w.cli('--yes') : w.cli('resume', run, '--yes'));
  // A kill that came after the record was kept leaves nothing to go on with.
  const whole = `${done.stdout}${done.stderr}`.includes('run-finished');
  expect(done.code, `${about}\n${done.stdout}${done.stderr}`).toBe(whole ? 1 : 0);
  if (leftLock) expect(done.stderr, about).toContain('died and left its lock');
  expect(everything(w.emulator), about).toEqual(without(original, 'temp-'));
  expectPlanned(w, about);
  expect(await undoLast(w, seed), about).toBe(0);
  expect(everything(w.emulator), about).toEqual(original);
  expect(readdirSync(locks(w)), about).toEqual([]);
  return first.signal === 'SIGKILL';
}

/** Undoes what was done, now and then by a process of its own: starting one is most of its work. Gives the exit code. */
async function undoLast(w: Scenario, seed: number): Promise<number | null> {
  const run = listRuns(state(w)).at(-1) ?? '';
  if (seed % 5 === 0) return (await w.cli('undo', run, '--yes')).code;
  const what = { what: { run }, dryRun: false, failOn: 'error', resources: [], concurrency: 4 } as const;
  return (await undo(what, effectsOn(w.emulator, wallClock, state(w)))).exit;
}

const state = (w: Scenario): string => join(w.folder, '.reconcile');
const locks = (w: Scenario): string => join(state(w), 'locks');

/** Only planned keys were sent, each time after an intent of its own, and every value that is gone is in a journal. */
function expectPlanned(w: Scenario, about: string): void {
  const sent = new Map<string, number>();
  for (const [id, keys] of untagged(w.requests())) {
    for (const key of keys) {
      expect(key, about).toMatch(/^temp-/);
      sent.set(`${id} ${key}`, (sent.get(`${id} ${key}`) ?? 0) + 1);
    }
  }
  for (const [place, times] of sent) {
    const [id = '', key = ''] = place.split(' ');
    expect(intents(state(w), id, key), `${about}: ${place}`).toBeGreaterThanOrEqual(times);
  }
  const values = journaled(state(w));
  expect(
    lost(w.emulator).filter((one) => !values.has(one)),
    about,
  ).toEqual([]);
}

/** Starts an apply and kills it once the emulator has seen so many requests and so many milliseconds have gone by. */
function applyAndKill(w: Scenario, moment: Moment): Promise<Result> {
  return runCli(['--yes'], {
    cwd: w.folder,
    env: w.env,
    started: (child) => void killAt(child, w, moment),
  });
}

async function killAt(child: ChildProcess, { emulator }: Scenario, moment: Moment): Promise<void> {
  while (emulator.requests().length < moment.requests && child.exitCode === null) await sleep(1);
  await sleep(moment.and);
  child.kill('SIGKILL');
}
