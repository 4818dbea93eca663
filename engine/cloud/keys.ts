import { refuse } from '../problem.ts';
import { type Secret, secret } from './secret.ts';

/** What signs a request. */
export interface Credentials {
  /** Names the key; no secret. */
  readonly accessKey: string;
  readonly secretKey: Secret;
  /** Of temporary keys. */
  readonly securityToken?: Secret;
  /** The account the keys belong to, where the source says. */
  readonly domainId?: string;
  /** Milliseconds since the epoch; absent for keys that last. */
  readonly expires?: number;
}

/** Keys as a source has them. */
export interface PlainKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string | undefined;
  readonly domainId?: string | undefined;
  readonly expires?: number | undefined;
}

const NAMES = {
  accessKey: 'access key',
  secretKey: 'secret key',
  securityToken: 'security token',
  domainId: 'domain id',
} as const;

/**
 * What a header value can hold; anything else would break the request or smuggle a header into it. Quotes are in no
 * key, and would go to the service as a part of one.
 */
const ONE_WORD = /^[\x21\x23-\x26\x28-\x7e]+$/;

/** Checks keys and wraps the secret ones. `where` is for the message of the Refusal (`credentials-invalid`). */
export function makeCredentials(keys: PlainKeys, where: string): Credentials {
  const bad = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => {
    const value = keys[name];
    return value !== undefined && !ONE_WORD.test(value);
  });
  if (bad.length > 0) {
    const named = bad.map((name) => NAMES[name]).join(' and the ');
    refuse('credentials-invalid', `The ${named} of ${where} has characters that none can have.`, {
      hint: 'Copy it again: one word, no quotes, no line break.',
    });
  }
  const { accessKey, secretKey, securityToken, domainId, expires } = keys;
  return {
    accessKey,
    secretKey: secret(secretKey),
    ...(securityToken === undefined ? {} : { securityToken: secret(securityToken) }),
    ...(domainId === undefined ? {} : { domainId }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** An access key as logs and messages show it: `ABCD…WXYZ`. */
export function shortenKey(accessKey: string): string {
  return accessKey.length < 12
    ? `${accessKey.slice(0, 2)}…`
    : `${accessKey.slice(0, 4)}…${accessKey.slice(-4)}`;
}
