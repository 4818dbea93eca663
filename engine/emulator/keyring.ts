import { ADMINISTRATOR, type Caller, callersOf, type Keys, temporaryKeys } from './callers.ts';
import type { KeyEntry } from './gate.ts';
import type { Seed } from './seed/types.ts';

/** All keys that are good for something, and whose they are. */
export interface Keyring {
  readonly administrator: Keys;
  readonly entryOf: (accessKey: string) => KeyEntry | undefined;
  /** The first keys of a caller; undefined where the seed has none of that name. */
  readonly keysOf: (caller: string) => Keys | undefined;
  /** Hands out temporary keys of a caller, by default of the administrator. */
  readonly handOut: (caller?: string) => Keys;
}

export function createKeyring(seed: Seed): Keyring {
  const callers = callersOf(seed);
  const entries = new Map<string, KeyEntry>(callers.map((entry) => [entry.keys.accessKey, entry]));
  const find = (name: string) => callers.find(({ caller }) => caller.name === name);
  const administrator = find(ADMINISTRATOR);
  if (administrator === undefined) throw new Error('Every organization has an administrator.');
  let handedOut = 0;
  const handOut = (caller: Caller): Keys => {
    const keys = temporaryKeys(seed, caller, ++handedOut);
    entries.set(keys.accessKey, { keys, caller });
    return keys;
  };
  return {
    administrator: administrator.keys,
    entryOf: (accessKey) => entries.get(accessKey),
    keysOf: (name) => find(name)?.keys,
    handOut: (name = ADMINISTRATOR) => {
      const entry = find(name);
      if (entry === undefined) throw new Error(`The seed has no caller ${name}.`);
      return handOut(entry.caller);
    },
  };
}
