import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySaved, type SavedRequest } from '../engine/apply-saved.ts';
import { createClient } from '../engine/cloud/client.ts';
import { fixedCredentials } from '../engine/cloud/credentials.ts';
import type { OrganizationsApi } from '../engine/cloud/port.ts';
import type { EmulatorOptions } from '../engine/emulator/server.ts';
import type { Clock, Plan, Run } from '../engine/model.ts';
import { EVERYTHING } from '../engine/plan/only.ts';
import { type Request, reconcile } from '../engine/reconcile.ts';
import { type ResumeRequest, resume } from '../engine/resume.ts';
import type { LoadedRules } from '../engine/rules/load.ts';
import type { Effects } from '../engine/run.ts';
import type { Processes } from '../engine/runs/lock.ts';
import { type UndoRequest, undo } from '../engine/undo.ts';
import { emulate, type TestClock, type TestEmulator, testClock } from './emulator/kit.ts';
import { rulesFrom } from './rules-from.ts';

/** The engine in this process against an emulator over real HTTP, under a clock that no test waits for. */
export interface World extends AsyncDisposable {
  readonly emulator: TestEmulator;
  readonly clock: TestClock;
  readonly stateDir: string;
  readonly effects: Effects;
  rules: LoadedRules;
  /** Wraps the port of runs to come: to count, to fail, to act between two calls. */
  wrap: (api: OrganizationsApi) => OrganizationsApi;
  reconcile(more?: Partial<Request>, effects?: Partial<Effects>): Promise<Run>;
  dryRun(more?: Partial<Request>): Promise<Run>;
  apply(plan: Plan, more?: Partial<SavedRequest>, effects?: Partial<Effects>): Promise<Run>;
  resume(more?: Partial<ResumeRequest>, effects?: Partial<Effects>): Promise<Run>;
  undo(more?: Partial<UndoRequest>, effects?: Partial<Effects>): Promise<Run>;
}

export interface WorldOptions {
  readonly rules: string;
  readonly seed: string;
  readonly options?: Partial<EmulatorOptions>;
}

const ALONE: Processes = { self: { pid: 1, host: 'test', started: '0' }, isDead: () => false };

export async function world({ rules, seed, options = {} }: WorldOptions): Promise<World> {
  const clock = testClock();
  const emulator = await emulate(seed, { clock, ...options });
  const stateDir = mkdtempSync(join(tmpdir(), 'reconcile-state-'));
  const made: World = {
    emulator,
    clock,
    stateDir,
    rules: await rulesFrom(rules),
    wrap: (api) => api,
    effects: {
      ...effectsOn(emulator, clock, stateDir),
      connect: () => Promise.resolve(made.wrap(client(emulator, clock))),
    },
    reconcile: (more = {}, effects = {}) =>
      reconcile(request(made.rules, { mode: 'apply', ...more }), { ...made.effects, ...effects }),
    dryRun: (more = {}) => reconcile(request(made.rules, { mode: 'dry-run', ...more }), made.effects),
    apply: (plan, more = {}, effects = {}) =>
      applySaved({ plan, ...SAVED, ...more }, { ...made.effects, ...effects }),
    resume: (more = {}, effects = {}) =>
      resume(
        { run: 'last', concurrency: 4, failOn: 'error', maxAgeHours: 24, ...more },
        { ...made.effects, ...effects },
      ),
    undo: (more = {}, effects = {}) =>
      undo({ what: { run: 'last' }, ...UNDO, ...more }, { ...made.effects, ...effects }),
    async [Symbol.asyncDispose]() {
      await emulator.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return made;
}

const SAVED = {
  concurrency: 4,
  failOn: 'error',
  maxAgeHours: 24,
  requireComplete: false,
  again: false,
} as const;
const UNDO = { concurrency: 4, failOn: 'error', dryRun: false, resources: [] } as const;

function request(rules: LoadedRules, more: Partial<Request> & Pick<Request, 'mode'>): Request {
  return {
    rules,
    only: EVERYTHING,
    overrides: [],
    failOn: 'error',
    reading: { mode: 'auto', concurrency: 4 },
    ...more,
  };
}

/** What a run against an emulator needs, where nobody is asked and nothing is shown. */
export function effectsOn(emulator: TestEmulator, clock: Clock, stateDir: string): Effects {
  return {
    connect: () => Promise.resolve(client(emulator, clock)),
    clock,
    random: sequence(),
    log: () => undefined,
    interrupt: new AbortController().signal,
    confirm: () => Promise.resolve(true),
    progress: () => undefined,
    processes: ALONE,
    stateDir,
    tool: 'reconcile test',
  };
}

function client(emulator: TestEmulator, clock: Clock): OrganizationsApi {
  return createClient({
    endpoint: emulator.url,
    credentials: fixedCredentials('the test', emulator.keys),
    clock,
    random: sequence(),
    log: () => undefined,
    concurrency: 4,
    version: 'test',
  });
}

/** A seeded source of numbers (mulberry32). */
export function sequence(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Tags of every resource at the emulator, by id: what a test compares before and after. */
export function everything(emulator: TestEmulator): Record<string, Record<string, string>> {
  return Object.fromEntries(
    emulator
      .resources()
      .map((one) => [one.id, Object.fromEntries(one.tags.map((tag) => [tag.key, tag.value]))]),
  );
}
