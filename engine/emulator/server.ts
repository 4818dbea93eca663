import type { Clock, Resource, Tag } from '../model.ts';
import type { Keys } from './callers.ts';
import { createExchange } from './exchange.ts';
import type { FaultPlan } from './faults/plan.ts';
import { createGate } from './gate.ts';
import { createKeyring } from './keyring.ts';
import { listen } from './listener.ts';
import type { EditRecord, RequestRecord } from './log.ts';
import { openState } from './recorded.ts';
import type { Seed } from './seed.ts';
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
  const keyring = createKeyring(seed);
  const { state, edits, act } = openState(seed, options.stateFile, { switches, clock, lag: faults.lag });
  const gate = createGate(keyring.entryOf, clock, {
    expire: faults.expire,
    ownDomainOnly: switches['foreign-domain-id'] === 'refuse',
  });
  const random = options.random ?? faults.seed ?? 1;
  const exchange = createExchange({ state, switches, gate, clock, faults, seed: random, act });
  const listener = await listen(options.port ?? 0, { exchange, clock, organization: seed.organization.id });

  const edit = (id: string, set: readonly Tag[], remove: readonly string[]) => {
    const member = state.get(id);
    if (member === undefined) throw new Error(`The emulator has no resource ${id}.`);
    act(undefined, () => state.edit(member, set, remove));
  };
  return {
    url: listener.url,
    keys: keyring.administrator,
    keysOf: keyring.keysOf,
    temporaryKeys: keyring.handOut,
    requests: () => listener.records,
    edits: () => edits,
    resources: () => state.resources(),
    setTag: (id, key, value) => edit(id, [{ key, value }], []),
    removeTag: (id, key) => edit(id, [], [key]),
    close: () => listener.close(),
  };
}
