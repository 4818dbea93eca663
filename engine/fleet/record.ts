import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, Random, Run } from '../model.ts';
import { Refusal, refuse } from '../problem.ts';
import { makeFolder, writeDurably } from '../runs/durable.ts';
import { entriesOf, firstLine, makeOwnFolder, RUN_FILES } from '../runs/folders.ts';
import { newRunId, oldestFirst } from '../runs/ids.ts';
import { begunFrom, type FleetOrder, type KeptResult, orderFrom, resultFrom } from './order.ts';

/** The folder `fleets/ID` of a fleet run in a state directory. */
export interface FleetRecord {
  readonly order: FleetOrder;
  /** Notes the run that is about to write, so that another worker, or the next fleet run, can go on with it. */
  begin(organization: string, run: string): void;
  /** The run that was noted, if it came so far that it can be gone on with. */
  begun(organization: string): string | undefined;
  /** Whether a run is among the runs of the state directory: one that was to write. */
  isKept(run: string): boolean;
  /** Keeps what came of an organization, for whoever reports it elsewhere. */
  keep(organization: string, run: Run): void;
  /** Notes that an organization is done, where its run is reported here. */
  close(organization: string, run: Run): void;
  result(organization: string): KeptResult | undefined;
  /** Drops what was reported: values stay only where runs are kept. A dry run leaves nothing. */
  forget(): void;
}

/** Makes the record of a new fleet run, with an id of its own. Throws Refusal (`file-unwritable`). */
export function makeRecord(stateDir: string, about: Omit<FleetOrder, 'id'>, random: Random): FleetRecord {
  const order = { ...about, id: ownId(stateDir, about.started, random) };
  const folder = folderOf(stateDir, order.id);
  for (const part of ['begun', 'done']) makeFolder(join(folder, part));
  write(join(folder, 'fleet.json'), order);
  return recordAt(stateDir, order);
}

/** Draws ids until one is not taken, which makes its folder. */
function ownId(stateDir: string, started: Instant, random: Random): string {
  makeFolder(join(stateDir, 'fleets'));
  for (let draw = 1; ; draw++) {
    const id = newRunId(started, random);
    try {
      makeOwnFolder(folderOf(stateDir, id));
      return id;
    } catch (error) {
      const taken = error instanceof Refusal && error.problems.some((one) => one.code === 'run-id-taken');
      if (!taken || draw === MOST_DRAWS) throw error;
    }
  }
}

/** Ids that are drawn for a fleet run until it has one of its own. */
const MOST_DRAWS = 3;

/** Opens the record of a fleet run. Throws Refusal (`fleet-unknown`) where this state directory does not have it. */
export function openRecord(stateDir: string, id: string): FleetRecord {
  const order = orderOf(stateDir, id);
  if (order === undefined) {
    const file = join(folderOf(stateDir, id), 'fleet.json');
    refuse(
      'fleet-unknown',
      `${file} is ${existsSync(file) ? 'damaged, or of another version' : 'not there'}`,
      {
        hint: 'every worker must mount the state directory that the fleet was begun with',
      },
    );
  }
  return recordAt(stateDir, order);
}

/**
 * Fleet runs of a name, the last one first; each is read when it is asked for. One that is damaged, or of another
 * version, is passed over: nobody can say of which fleet it is.
 */
export function* recordsOf(stateDir: string, fleet: string): Generator<FleetRecord> {
  const began = (id: string): Instant => orderOf(stateDir, id)?.started ?? '';
  const ids = entriesOf(join(stateDir, 'fleets')).map(({ name }) => name);
  for (const id of oldestFirst(ids, began).reverse()) {
    const order = orderOf(stateDir, id);
    if (order?.fleet.name === fleet) yield recordAt(stateDir, order);
  }
}

function orderOf(stateDir: string, id: string): FleetOrder | undefined {
  return orderFrom(read(join(folderOf(stateDir, id), 'fleet.json')), id);
}

/** The last fleet run of a name. Throws Refusal (`fleet-unknown`). */
export function lastRecord(stateDir: string, fleet: string): FleetRecord {
  for (const record of recordsOf(stateDir, fleet)) return record;
  return refuse('fleet-unknown', `no run of fleet ${fleet} is kept in ${stateDir}`, {
    hint: 'reconcile fleet run begins one; another state directory needs --state-dir',
  });
}

function recordAt(stateDir: string, order: FleetOrder): FleetRecord {
  const folder = folderOf(stateDir, order.id);
  const begunFile = (name: string): string => join(folder, 'begun', `${name}.json`);
  const doneFile = (name: string): string => join(folder, 'done', `${name}.json`);
  const isKept = (run: string): boolean => hasBegun(join(stateDir, 'runs', run));
  const result = (name: string): KeptResult | undefined => resultFrom(read(doneFile(name)));
  return {
    order,
    begin: (name, run) => write(begunFile(name), { run }),
    begun(name) {
      const run = begunFrom(read(begunFile(name)));
      return run !== undefined && isKept(run) ? run : undefined;
    },
    isKept,
    keep: (name, run) => write(doneFile(name), { ...resultOf(run), record: run }),
    close: (name, run) => write(doneFile(name), resultOf(run)),
    result,
    forget() {
      if (order.request.mode === 'dry-run') rmSync(folder, { recursive: true, force: true });
      else for (const { name } of order.fleet.organizations) shorten(doneFile(name), result(name));
    },
  };
}

/** A journal whose first line is whole; without one, nothing was sent and there is nothing to go on with. */
function hasBegun(folder: string): boolean {
  return firstLine(join(folder, RUN_FILES.journal)) !== undefined;
}

function resultOf({ id, exit, wrote }: Run): KeptResult {
  return { run: id, exit, wrote };
}

function shorten(file: string, result: KeptResult | undefined): void {
  if (result === undefined) return;
  const { record: _, ...kept } = result;
  write(file, kept);
}

function folderOf(stateDir: string, id: string): string {
  return join(stateDir, 'fleets', id);
}

function write(file: string, value: unknown): void {
  writeDurably(file, [`${JSON.stringify(value)}\n`]);
}

/**
 * Files here are replaced as a whole, so one is there with all of its text or not at all. One that the disk damaged is as
 * one that is not there: what it told, a run in the state directory tells again, or is planned again.
 */
function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
