import { createHash, createHmac } from 'node:crypto';

/**
 * SDK-HMAC-SHA256, the signature of Huawei Cloud's API gateway (API Request Signing Guide, "AK/SK signing"). Pure:
 * the time comes in as a header.
 */

const ALGORITHM = 'SDK-HMAC-SHA256';

/** A header or a query parameter: name and value. */
export type Pair = readonly [name: string, value: string];

/** What is signed. `path` is raw, as it goes on the wire; `headers` are exactly those to sign, names in lower case. */
export interface Signable {
  readonly method: string;
  readonly path: string;
  readonly query: readonly Pair[];
  readonly headers: readonly Pair[];
  readonly body: string;
}

/** The value of the `Authorization` header. `secretKey` is used as it is: there is no derived key and no scope. */
export function authorization(request: Signable, accessKey: string, secretKey: string): string {
  const headers = sorted(request.headers);
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1] ?? '';
  const toSign = [ALGORITHM, date, sha256(canonicalRequest(request))].join('\n');
  const signature = createHmac('sha256', secretKey).update(toSign).digest('hex');
  const names = headers.map(([name]) => name).join(';');
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`;
}

/** The request as the gateway rebuilds it from what it received. */
export function canonicalRequest({ method, path, query, headers, body }: Signable): string {
  const inOrder = sorted(headers);
  return [
    method,
    canonicalPath(path),
    queryString(query),
    ...inOrder.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    inOrder.map(([name]) => name).join(';'),
    sha256(body),
  ].join('\n');
}

/** A query as it is signed and as it must be sent: RFC 3986, sorted by name, then value. */
export function queryString(query: readonly Pair[]): string {
  return sorted(query.map(([name, value]) => [encode(name), encode(value)] as const))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** `X-Sdk-Date` of an instant in milliseconds: `20250102T030405Z`. */
export function sdkDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Segments encoded (`organizations:ous` goes raw on the wire and is signed as `organizations%3Aous`), `/` at the end. */
function canonicalPath(path: string): string {
  const encoded = path.split('/').map(encode).join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** Percent-encodes all but RFC 3986's unreserved characters; encodeURIComponent leaves five more as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sorted(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted(([a, x], [b, y]) => order(a, b) || order(x, y));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
