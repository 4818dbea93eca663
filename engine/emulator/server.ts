import type { Clock, Resource } from '../model.ts';
import { ADMINISTRATOR, callersOf, type Keys, temporaryKeys } from './callers.ts';
import { createExchange } from './exchange.ts';
import type { FaultPlan } from './faults/plan.ts';
import { createGate, type KeyEntry } from './gate.ts';
import { listen } from './listener.ts';
import type { EditRecord, RequestRecord } from './log.ts';
import { openStateFile } from './saved.ts';
import type { Seed } from './seed.ts';
import { createState } from './state.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';

export type { Keys } from './callers.ts';
export type { Fault, FaultPlan, FaultRule } from './faults/plan.ts';
export type { EditRecord, RequestRecord } from './log.ts';
export type { Switches } from './switches.ts';

export interface EmulatorOptions {
  readonly seed: Seed;
  /** 0, the default, takes any that is free. */
  readonly port?: number;
  readonly clock: Clock;
  /** Seed of every draw; else the fault plan's. */
  readonly random?: number;
  /** In place of the faults of the seed. */
  readonly faults?: FaultPlan;
  /** Over those of the seed. */
  readonly switches?: Partial<Switches>;
  /** Keeps the organization across restarts: read at the start, written after each change. */
  readonly stateFile?: string;
}

/** The Organizations service on loopback. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Of the administrator of the management account. */
  readonly keys: Keys;
  /** Keys of a caller of the seed; undefined where it has none of that name. */
  keysOf(caller: string): Keys | undefined;
  /** Fresh temporary keys of a caller, the administrator by default, as IAM would hand them out. */
  temporaryKeys(caller?: string): Keys;
  requests(): readonly RequestRecord[];
  /** Every change of tags so far, by requests and by others. */
  edits(): readonly EditRecord[];
  /** Everything with its current tags and whole path, sorted by type and id. */
  resources(): Resource[];
  /** Sets a tag as somebody else would. */
  setTag(id: string, key: string, value: string): void;
  /** Removes a tag as somebody else would. */
  removeTag(id: string, key: string): void;
  /** Stops at once; requests under way are cut off. */
  close(): Promise<void>;
}

/** Starts the service. Throws `Refusal` where the port is taken or the saved state does not fit. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { seed, clock } = options;
  const faults = options.faults ?? seed.faults ?? {};
  const switches = { ...DEFAULT_SWITCHES, ...seed.switches, ...options.switches };
  const callers = callersOf(seed);
  const entries = new Map<string, KeyEntry>(callers.map((entry) => [entry.keys.accessKey, entry]));
  const edits: EditRecord[] = [];

  let acting: number | undefined;
  const state = createState(seed, {
    switches,
    clock,
    lag: faults.lag,
    edited: ({ node, tags }, before) => {
      edits.push({ request: acting, resource: node.id, before, after: tags });
      saved?.changed(node.id);
    },
  });
  const saved = options.stateFile === undefined ? undefined : openStateFile(options.stateFile, seed, state);
  const act = <T>(request: number | undefined, deed: () => T): T => {
    acting = request;
    const result = deed();
    if (request === undefined) saved?.membersChanged();
    saved?.save();
    return result;
  };

  const gate = createGate((key) => entries.get(key), clock, {
    expire: faults.expire,
    ownDomainOnly: switches['foreign-domain-id'] === 'refuse',
  });
  const random = options.random ?? faults.seed ?? 1;
  const exchange = createExchange({ state, switches, gate, clock, faults, seed: random, act });
  const listener = await listen(options.port ?? 0, { exchange, clock, organization: seed.organization.id });

  let handedOut = 0;
  const byName = (name: string) => callers.find(({ caller }) => caller.name === name);
  const someone = (id: string, set: readonly { key: string; value: string }[], remove: readonly string[]) => {
    const member = state.get(id);
    if (member === undefined) throw new Error(`The emulator has no resource ${id}.`);
    act(undefined, () => state.edit(member, set, remove));
  };
  const administrator = byName(ADMINISTRATOR);
  if (administrator === undefined) throw new Error('Every organization has an administrator.');
  return {
    url: listener.url,
    keys: administrator.keys,
    keysOf: (name) => byName(name)?.keys,
    temporaryKeys: (name = ADMINISTRATOR) => {
      const { caller } = byName(name) ?? administrator;
      const keys = temporaryKeys(seed, caller, ++handedOut);
      entries.set(keys.accessKey, { keys, caller });
      return keys;
    },
    requests: () => listener.records,
    edits: () => edits,
    resources: () => state.resources(),
    setTag: (id, key, value) => someone(id, [{ key, value }], []),
    removeTag: (id, key) => someone(id, [], [key]),
    close: () => listener.close(),
  };
}
