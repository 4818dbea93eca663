import type { IdentityPolicy } from './identity.ts';
import { deriveId, deriveKey } from './seed/ids.ts';
import type { Seed, SeedCaller } from './seed/types.ts';

/** What a caller signs with. */
export interface Keys {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Present where the keys are temporary. */
  readonly securityToken?: string;
  /** Id of the account: what goes into X-Domain-Id. */
  readonly domainId: string;
}

/** Where a caller stands towards the organization. */
export type Standing = 'management' | 'delegated' | 'member' | 'outside';

export interface Caller {
  readonly name: string;
  readonly account: string;
  readonly standing: Standing;
  /** Absent for an administrator. */
  readonly policy?: IdentityPolicy;
}

/** The name of the caller that every organization has: the administrator of its management account. */
export const ADMINISTRATOR = 'administrator';

/** Callers of a seed with their keys, the administrator first. A caller of that name in the seed takes its place. */
export function callersOf(seed: Seed): { caller: Caller; keys: Keys }[] {
  const administrator: SeedCaller = {
    name: ADMINISTRATOR,
    account: seed.organization['management-account'].id,
  };
  const others = seed.callers.filter(({ name }) => name !== ADMINISTRATOR);
  const first = seed.callers.find(({ name }) => name === ADMINISTRATOR) ?? administrator;
  return [first, ...others].map((one) => ({ caller: callerOf(seed, one), keys: firstKeys(seed, one) }));
}

function accountOf(seed: Seed, caller: SeedCaller): string {
  return caller.account ?? deriveId('account', seed.organization.id, 'outside', caller.name);
}

function callerOf(seed: Seed, caller: SeedCaller): Caller {
  const { name, account, policy } = caller;
  return {
    name,
    account: accountOf(seed, caller),
    standing: account === undefined ? 'outside' : standingOf(seed, account),
    ...(policy === undefined ? {} : { policy }),
  };
}

function standingOf(seed: Seed, account: string): Standing {
  if (account === seed.organization['management-account'].id) return 'management';
  const node = seed.nodes.find(({ id }) => id === account);
  return node?.type === 'account' && node['delegated-administrator'] ? 'delegated' : 'member';
}

function firstKeys(seed: Seed, caller: SeedCaller): Keys {
  const { name } = caller;
  const token = caller['security-token'];
  return {
    accessKey: caller['access-key'] ?? deriveKey(20, seed.organization.id, name, 'access'),
    secretKey: caller['secret-key'] ?? deriveSecret(seed.organization.id, name, 'secret'),
    ...(token === undefined ? {} : { securityToken: token }),
    domainId: accountOf(seed, caller),
  };
}

/** Temporary keys as IAM would hand them out to a caller, the `nth` time it asks. */
export function temporaryKeys(seed: Seed, caller: Caller, nth: number): Keys {
  const from = [seed.organization.id, caller.name, 'temporary', String(nth)];
  return {
    accessKey: deriveKey(20, ...from, 'access'),
    secretKey: deriveSecret(...from, 'secret'),
    securityToken: `emulator-token-${deriveKey(32, ...from, 'token')}`,
    domainId: caller.account,
  };
}

/** 40 characters, as the cloud's are. */
function deriveSecret(...parts: readonly string[]): string {
  return deriveKey(32, ...parts) + deriveKey(8, ...parts, 'more');
}
