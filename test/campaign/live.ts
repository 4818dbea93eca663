import { createClient } from '../../engine/cloud/client.ts';
import { type CredentialSource, fixedCredentials } from '../../engine/cloud/credentials.ts';
import { makeCredentials } from '../../engine/cloud/keys.ts';
import type { Resource, Run } from '../../engine/model.ts';
import type { Effects } from '../../engine/run.ts';
import { everything, sequence, type World } from '../engine.ts';
import { type Day, isMeddled } from './day.ts';
import { makeWitness, type Witness } from './witness.ts';

/** A day that was lived through, and all there is to judge it by. */
export interface Lived {
  readonly w: World;
  readonly day: Day;
  /** The organization as it was in the morning: resources, and tags by resource id. */
  readonly resources: readonly Resource[];
  readonly before: ReturnType<typeof everything>;
  readonly witness: Witness;
  /** Every run of the day, in order. */
  readonly runs: readonly Run[];
  /** Those during which no call failed, no read lagged, nobody pressed Ctrl-C, and nobody else was at work. */
  readonly calm: readonly Run[];
}

/** Times that a user goes on before giving up. */
const PATIENCE = 4;
/** Milliseconds between two runs: longer than any read lags behind. */
const PAUSE = 20_000;

/** Lives through a day: one run, and as many more as make sense. */
export async function live(w: World, day: Day): Promise<Lived> {
  const interrupt = new AbortController();
  const witness = makeWitness(w.clock, (n) => {
    if (n === day.interruptAt) interrupt.abort();
  });
  const morning = { resources: w.emulator.resources(), before: everything(w.emulator) };
  const runs: Run[] = [];
  const calm: Run[] = [];
  const take = async (
    attempt: (effects: Partial<Effects>) => Promise<Run>,
    signal?: AbortSignal,
  ): Promise<void> => {
    const failures = witness.failures();
    const run = await attempt({ ...effectsOf(w, day, witness), ...(signal && { interrupt: signal }) });
    runs.push(run);
    const alone = !isMeddled(day) && day.faults.lag === undefined;
    if (alone && witness.failures() === failures && !run.interrupted) calm.push(run);
  };
  const reading = { mode: day.read, concurrency: day.concurrency };
  const { concurrency } = day;
  if (day.saved) {
    await take(
      (effects) => w.reconcile({ mode: 'dry-run', reading, failOn: 'none' }, effects),
      interrupt.signal,
    );
    const plan = runs[0]?.plan;
    meddle(w, day);
    if (plan !== undefined)
      await take((effects) => w.apply(plan, { concurrency }, effects), interrupt.signal);
  } else await take((effects) => w.reconcile({ reading }, effects), interrupt.signal);
  for (let tries = 0; tries < PATIENCE && isUnfinished(runs); tries++) {
    w.clock.turn(PAUSE);
    const writer = writerOf(runs);
    await take((effects) =>
      writer === undefined
        ? w.reconcile({ reading }, effects)
        : w.resume({ run: writer.id, concurrency }, effects),
    );
  }
  return { w, day, ...morning, witness, runs, calm };
}

/** Undoes what a day did, gone on with as often as it takes; the last run of that, if there was anything to undo. */
export async function regret({ w, day, runs, witness }: Lived): Promise<Run | undefined> {
  const writer = writerOf(runs);
  if (writer === undefined) return undefined;
  const undone: Run[] = [];
  for (let tries = 0; tries <= PATIENCE && (tries === 0 || isUnfinished(undone)); tries++) {
    w.clock.turn(PAUSE);
    const effects = effectsOf(w, day, witness);
    const begun = writerOf(undone);
    undone.push(
      begun === undefined
        ? await w.undo({ what: { run: writer.id } }, effects)
        : await w.resume({ run: begun.id }, effects),
    );
  }
  return undone.at(-1);
}

/** What others do between the saving of a plan and its application. */
function meddle({ emulator }: World, { seed, meanwhile }: Day): void {
  const random = sequence(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  for (let edit = 0; edit < meanwhile; edit++) {
    const resource = pick(emulator.resources().filter((one) => one.tags.length > 0));
    const key = pick(resource?.tags ?? [])?.key;
    if (resource === undefined || key === undefined) return;
    if (random() < 0.5) emulator.removeTag(resource.id, key);
    else emulator.setTag(resource.id, key, `other-${edit}`);
  }
}

/** The last of some runs that had begun to write. */
function writerOf(runs: readonly Run[]): Run | undefined {
  return runs.findLast((run) => run['journal-head'] !== undefined);
}

function isUnfinished(runs: readonly Run[]): boolean {
  return [1, 4, 130].includes(runs.at(-1)?.exit ?? 0);
}

function effectsOf(w: World, day: Day, witness: Witness): Partial<Effects> {
  const credentials = keysOf(w, day.keys);
  const connect = () =>
    witness.wrap(
      createClient({
        ...{ endpoint: w.emulator.url, credentials, clock: w.clock, random: sequence(day.seed) },
        ...{ log: () => undefined, concurrency: day.concurrency, version: 'test' },
      }),
    );
  return { connect: () => Promise.resolve(connect()) };
}

function keysOf({ emulator }: World, kind: Day['keys']): CredentialSource {
  if (kind === 'lasting') return fixedCredentials('the test', emulator.keys);
  const fetch = () => makeCredentials(emulator.temporaryKeys(), 'the test');
  let current = fetch();
  return {
    describe: 'temporary keys',
    caller: { source: 'the test', 'access-key': 'TEMP…KEYS' },
    get: () => Promise.resolve(current),
    refresh() {
      if (kind === 'renewed') current = fetch();
      return Promise.resolve(current);
    },
  };
}
