import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../engine/fleet/fleet.ts';
import { lastRecord, makeRecord, recordsOf } from '../../engine/fleet/record.ts';
import { runFleet } from '../../engine/fleet/run.ts';
import { exitSoFar, statusOf } from '../../engine/fleet/status.ts';
import type { FleetRequest } from '../../engine/fleet/work.ts';
import type { ExitCode, Run } from '../../engine/model.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { sequence, type World, world } from '../engine.ts';
import { rulesFrom } from '../rules-from.ts';
import { ACME } from './kit.ts';

const RULES = `
version: 1
limits: { removals: none, share: 100% }
rules:
  - id: no-temp
    match: { type: ou }
    remove: "temp-*"
`;
const UNITS = `
root:
  units:
${Array.from({ length: 12 }, (_, i) => `    U${i}: { tags: { temp-a: "v${i}", owner: x } }`).join('\n')}
`;
const SEED = `organization: { name: acme }${UNITS}`;
const FLEET: Fleet = {
  name: 'group',
  file: 'fleet.yaml',
  organizations: [ACME],
};
const REQUEST: FleetRequest = { mode: 'apply', failOn: 'error', read: 'auto' };

function about(started: string, fleet = FLEET) {
  return {
    version: 1,
    fleet,
    request: REQUEST,
    tool: 'test',
    started,
    files: { reads: [], globs: [], links: [] },
  } as const;
}

interface Asked {
  /** The untag call at which it is interrupted. */
  readonly stopAt?: number;
  /** Done before each untag call. */
  readonly meanwhile?: () => void;
  /** Done once, before the service is asked for the first time. */
  readonly first?: () => Promise<unknown>;
  readonly fleet?: Fleet;
  readonly seed?: number;
}

/** A fleet run in this process over the one organization of a world. */
async function fleetRun(made: World, asked: Asked = {}): Promise<Run> {
  const { stopAt = 0, meanwhile = () => undefined, fleet = FLEET, seed = 1 } = asked;
  let { first } = asked;
  const { clock, stateDir, emulator } = made;
  const random = sequence(seed * 100 + readdirSync(stateDir).length);
  const started = new Date(clock.now()).toISOString();
  const record = makeRecord(stateDir, about(started, fleet), random);
  const stop = new AbortController();
  let calls = 0;
  made.wrap = (api) => ({
    ...api,
    untag(id, keys) {
      if (++calls === stopAt) stop.abort();
      meanwhile();
      return api.untag(id, keys);
    },
  });
  const { organizations } = await runFleet(
    fleet,
    { ...REQUEST, id: record.order.id, started, parallel: 1, record },
    {
      ...made.effects,
      random,
      interrupt: stop.signal,
      async connect() {
        const before = first;
        first = undefined;
        await before?.();
        return made.effects.connect();
      },
      rules: () => Promise.resolve(made.rules),
      confirm: () => Promise.resolve(true),
      progress: () => undefined,
    },
    { began: () => undefined, ended: () => undefined },
  );
  await clock.sleep(60_000);
  expect(emulator.requests().length).toBeGreaterThan(0);
  return organizations[0]?.run as Run;
}

function left({ emulator }: World): number {
  return emulator.resources().flatMap(({ tags }) => tags.filter((tag) => tag.key.startsWith('temp-'))).length;
}

function status({ stateDir }: World): [string, ExitCode | undefined][] {
  return statusOf(lastRecord(stateDir, 'group')).map(({ state, exit }) => [state, exit]);
}

describe('fleet runs that began within one second', () => {
  it('are told apart by when they began: status tells of the last one, whatever their ids', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const begun = ['zzzz', 'mmmm', 'aaaa'].map((tail, i) => {
      const letters = tail.split('').map((one) => parseInt(one, 36) / 36);
      const started = `2026-01-01T00:00:00.${i + 1}00Z`;
      return makeRecord(made.stateDir, about(started), () => letters.shift() ?? 0).order;
    });
    expect(begun.map(({ id }) => id.slice(-4))).toEqual(['zzzz', 'mmmm', 'aaaa']);
    expect(lastRecord(made.stateDir, 'group').order.id).toBe(begun[2]?.id);
    expect([...recordsOf(made.stateDir, 'group')].map(({ order }) => order.id)).toEqual(
      begun.map(({ id }) => id).reverse(),
    );
  });
});

describe('the next run of a fleet in one process', () => {
  it('goes on with the run that was cut off, in its journal, and with nothing that is done', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const first = await fleetRun(made, { stopAt: 5 });
    expect([first.exit, left(made), status(made)]).toEqual([130, 7, [['begun', undefined]]]);
    const second = await fleetRun(made);
    expect([second.id, second.exit, left(made), status(made)]).toEqual([first.id, 0, 0, [['ended', 0]]]);
    const journal = readFileSync(join(made.stateDir, 'runs', first.id, 'journal.jsonl'), 'utf8');
    expect(journal).toContain('"record":"resume"');
    expect(second.outcomes).toHaveLength(12);
    const third = await fleetRun(made);
    expect(third.id).not.toBe(first.id);
    // With nothing to do there is no run to keep.
    expect(listRuns(made.stateDir)).toEqual([first.id]);
  });

  it('goes on through several cuts, whatever fleet run they were of', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const ids = [];
    for (const stopAt of [3, 3, 3, 0]) ids.push((await fleetRun(made, { stopAt })).id);
    expect(new Set(ids).size).toBe(1);
    expect([left(made), listRuns(made.stateDir).length]).toEqual([0, 1]);
  });

  it('goes on with it though a dry run, of which a queue keeps a record, came between', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const first = await fleetRun(made, { stopAt: 5 });
    const started = new Date(made.clock.now()).toISOString();
    const looked = { ...about(started), request: { ...REQUEST, mode: 'dry-run' } } as const;
    makeRecord(made.stateDir, looked, sequence(7)).keep('acme', await made.dryRun());
    await made.clock.sleep(60_000);
    const second = await fleetRun(made);
    expect([second.id, second.exit, left(made)]).toEqual([first.id, 0, 0]);
  });

  it('begins anew where something else is to be done now: other rules, other limits, an old plan, an undone, finished or signed run', async () => {
    const other = {
      ...FLEET,
      organizations: FLEET.organizations.map((one) => ({ ...one, limits: [LIMIT] })),
    };
    const changes: readonly (readonly [string, (made: World, run: Run) => unknown, Fleet?])[] = [
      ['rules', async (made) => (made.rules = await rulesFrom(RULES.replace('temp-*', 'temp-?')))],
      ['limits', () => undefined, other],
      ['age', (made) => made.clock.sleep(25 * 3_600_000)],
      ['undone', (made, { id }) => made.undo({ what: { run: id } })],
      ['signed', (made, { id }) => writeFileSync(join(made.stateDir, 'runs', id, 'evidence.sig.json'), '{}')],
      ['resumed', (made, { id }) => made.resume({ run: id })],
    ];
    for (const [what, change, fleet = FLEET] of changes) {
      await using made = await world({ rules: RULES, seed: SEED });
      const first = await fleetRun(made, { stopAt: 5 });
      await change(made, first);
      const second = await fleetRun(made, { fleet });
      expect([what, second.id === first.id, second.exit, left(made)]).toEqual([what, false, 0, 0]);
    }
  });

  it('begins anew where the credentials lead to another organization now', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    await using elsewhere = await world({ rules: RULES, seed: `organization: { name: other }${UNITS}` });
    const first = await fleetRun(made, { stopAt: 5 });
    elsewhere.clock.turn(made.clock.now() - elsewhere.clock.now());
    const moved: World = {
      ...made,
      effects: { ...made.effects, connect: () => elsewhere.effects.connect() },
    };
    const second = await fleetRun(moved);
    expect([second.id === first.id, second.exit]).toEqual([false, 0]);
    expect([left(made), left(elsewhere)]).toEqual([7, 0]);
  });
});

describe('a run that is to be gone on with, where somebody is faster', () => {
  it('is left as it is, and what is left to do is planned anew', async () => {
    const others: readonly (readonly [string, (made: World, run: Run) => Promise<unknown>])[] = [
      ['finished', (made, { id }) => made.resume({ run: id })],
      ['undone', (made, { id }) => made.undo({ what: { run: id } })],
    ];
    for (const [what, other] of others) {
      await using made = await world({ rules: RULES, seed: SEED });
      const cut = await fleetRun(made, { stopAt: 5 });
      const run = await fleetRun(made, { first: () => other(made, cut) });
      expect([what, run.exit, run.id === cut.id, left(made)]).toEqual([what, 0, false, 0]);
      expect(status(made)).toEqual([['ended', 0]]);
    }
  });
});

describe('a fleet run in this process that cannot note what is done', () => {
  it('says so, with what it did and exit 4: something was sent', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const run = await fleetRun(made, {
      meanwhile() {
        const folder = join(made.stateDir, 'fleets', lastRecord(made.stateDir, 'group').order.id, 'done');
        rmSync(folder, { recursive: true, force: true });
        writeFileSync(folder, '');
      },
    });
    expect([run.exit, run.wrote, left(made)]).toEqual([4, true, 0]);
    expect(run.problems.map((one) => one.code)).toEqual(['file-unwritable']);
    expect((await fleetRun(made)).exit).toBe(0);
  });
});

describe('the status of a fleet run', () => {
  const ended = (exit: ExitCode, wrote: boolean) => ({ name: 'a', state: 'ended', exit, wrote }) as const;
  const begun = { name: 'b', state: 'begun', run: 'x' } as const;

  it('exits as the run does, as far as it is, and not as one that sent nothing where somebody has begun', () => {
    expect(exitSoFar([begun, { name: 'c', state: 'waiting' }])).toBe(0);
    expect(exitSoFar([ended(1, false), ended(0, false)])).toBe(1);
    expect(exitSoFar([ended(1, false), begun])).toBe(4);
    expect(exitSoFar([ended(3, false), ended(0, true)])).toBe(4);
    expect(exitSoFar([ended(2, true), begun])).toBe(2);
  });
});

describe('records of a fleet that a disk damaged', () => {
  const TEXTS = ['', '{', '{}', 'null', '[]', '5', '"x"', '[null]', '{"version":2,"fleet":{"name":"group"}}'];

  it('stop no fleet run and no status, whatever they hold: what they told is planned again', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    for (const text of TEXTS) {
      await fleetRun(made);
      const folder = join(made.stateDir, 'fleets', lastRecord(made.stateDir, 'group').order.id);
      for (const part of ['begun', 'done']) writeFileSync(join(folder, part, 'acme.json'), text);
      expect([text, status(made)]).toEqual([text, [['waiting', undefined]]]);
      expect((await fleetRun(made)).exit).toBe(0);
      for (const id of readdirSync(join(made.stateDir, 'fleets')))
        writeFileSync(join(made.stateDir, 'fleets', id, 'fleet.json'), text);
      expect(() => lastRecord(made.stateDir, 'group')).toThrow(/no run of fleet group is kept/);
      expect((await fleetRun(made)).exit).toBe(0);
      expect(status(made)).toEqual([['ended', 0]]);
    }
  });

  it('are told of where they are no folder', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    writeFileSync(join(made.stateDir, 'fleets'), '');
    expect(() => lastRecord(made.stateDir, 'group')).toThrow(/cannot read .*fleets \(ENOTDIR\)/);
  });
});

const LIMIT = { name: 'removals', value: 400, text: 'removals=400' } as const;
