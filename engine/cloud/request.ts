import type { Subject } from './apis.ts';
import type { Credentials } from './keys.ts';
import { authorization, type Pair, queryString, sdkDate } from './sign.ts';
import type { Outgoing } from './transport.ts';

/** One call of the API, not signed yet. */
export interface ApiCall extends Subject {
  readonly method: 'GET' | 'POST';
  /** Raw: a colon in it stays one on the wire. */
  readonly path: string;
  readonly query: readonly Pair[];
  /** JSON, or empty. */
  readonly body: string;
  /** Texts in the body that no message may show: an answer may quote what was sent. */
  readonly hidden?: readonly string[];
  /** The time (milliseconds) after which it must not be sent any more. */
  readonly until?: number | undefined;
  /** Told the time (milliseconds) at which each try is sent. */
  readonly sent?: (at: number) => void;
}

/**
 * Signs a call for one try at the time `now` (milliseconds). Only the headers of a fixed list are signed, so that
 * what a proxy or a tracer adds on the way breaks nothing. Path and query are sent exactly as they were signed.
 */
export function signed(
  call: ApiCall,
  credentials: Credentials,
  on: { readonly host: string; readonly now: number; readonly userAgent: string },
): Outgoing {
  const token = credentials.securityToken?.reveal();
  const headers: Pair[] = [
    ['content-type', 'application/json'],
    ['host', on.host],
    ['x-sdk-date', sdkDate(on.now)],
  ];
  if (credentials.domainId !== undefined) headers.push(['x-domain-id', credentials.domainId]);
  if (token !== undefined) headers.push(['x-security-token', token]);
  const { method, path, query, body } = call;
  const proof = authorization(
    { method, path, query, headers, body },
    credentials.accessKey,
    credentials.secretKey.reveal(),
  );
  const asked = queryString(query);
  return {
    method,
    path: asked === '' ? path : `${path}?${asked}`,
    headers: {
      ...Object.fromEntries(headers),
      'user-agent': on.userAgent,
      accept: 'application/json',
      authorization: proof,
    },
    body,
  };
}
