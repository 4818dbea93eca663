import { spawn } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../engine/emulator/server.ts';
import { everything, sequence } from '../engine.ts';
import { CLI, type Scenario, scenario, untagged } from '../scenario.ts';
import { journaled } from './crash.ts';

/** Kills of a run of this file; `npm run crash` asks for 1,000. */
const KILLS = Number(process.env['CRASHES'] ?? 40);
const SEED_OF_KILLS = Number(process.env['CRASH_SEED'] ?? 1);

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const UNITS = Array.from(
  { length: 8 },
  (_, i) => `    U${i}: { tags: { temp-a: "${i}", temp-b: "", owner: o${i} } }`,
);
const SEED = `organization: { name: kill, management-account: root }\nroot:\n  units:\n${UNITS.join('\n')}\n`;
const TAGS = 16;

const survived: number[] = [];

describe('a process that is killed', () => {
  it(`${KILLS} times at seeded moments loses nothing: resume ends the work, undo takes it back`, async () => {
    const random = sequence(SEED_OF_KILLS);
    // 1 ShowOrganization, 4 pages, 8 reads, 8 untags and the verification: a moment is a number of requests seen.
    const moments = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * 24));
    for (let i = 0; i < moments.length; i += 2) {
      await Promise.all(moments.slice(i, i + 2).map((moment) => killOnce(moment)));
    }
    expect(survived).toHaveLength(KILLS);
  }, 3_600_000);
});

afterAll(() => expect(survived.length).toBe(KILLS));

/** One life: apply until the emulator has seen so many requests, kill, resume, undo. */
async function killOnce(moment: number): Promise<void> {
  const about = `CRASH_SEED=${SEED_OF_KILLS}, killed at request ${moment}`;
  await using w = await scenario({ rules: RULES, seed: SEED, options: { faults: { latency: 3 } } });
  const original = everything(w.emulator);
  await applyAndKill(w, moment);
  const began = (await w.cli('runs')).stdout.includes('apply');
  const again = began ? await w.cli('resume', 'last', '--yes') : await w.cli('--yes');
  // A run that died before its first intent wrote nothing, and `last` passes it over: then it begins anew.
  const done = again.code === 1 ? await w.cli('--yes') : again;
  expect(done.code, `${about}\n${done.stdout}${done.stderr}`).toBe(0);
  const after = everything(w.emulator);
  for (const [id, tags] of Object.entries(original)) {
    const kept = Object.entries(tags).filter(([key]) => !key.startsWith('temp-'));
    expect(after[id], about).toEqual(Object.fromEntries(kept));
  }
  expectPlanned(w.requests(), about);
  const values = journaled(`${w.folder}/.reconcile`);
  expect(values.size, about).toBe(TAGS);
  for (const [place, value] of values) {
    const [id = '', key = ''] = place.split(' ');
    expect(value, about).toBe(original[id]?.[key]);
  }
  const undone = await w.cli('undo', 'last', '--yes');
  expect(undone.code, `${about}\n${undone.stdout}${undone.stderr}`).toBe(0);
  expect(everything(w.emulator), about).toEqual(original);
  survived.push(moment);
}

function expectPlanned(requests: readonly RequestRecord[], about: string): void {
  for (const [, keys] of untagged(requests)) {
    for (const key of keys) expect(key.startsWith('temp-'), about).toBe(true);
  }
}

/** Starts an apply and kills it with SIGKILL once the emulator has seen so many requests, or lets it end. */
async function applyAndKill(w: Scenario, moment: number): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: w.folder, RECONCILE_METADATA: 'off', ...w.env };
  const child = spawn(process.execPath, [CLI, '--yes'], { cwd: w.folder, env, stdio: 'ignore' });
  const watch = setInterval(() => {
    if (w.emulator.requests().length >= moment) child.kill('SIGKILL');
  }, 1);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
}
