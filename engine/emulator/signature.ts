import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { compareText } from '../model.ts';

/**
 * The verifying side of SDK-HMAC-SHA256, written from the API Request Signing Guide for the receiver. It shares no code
 * with the client's signer, so that a mistake in one is not hidden by the same mistake in the other.
 */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The Authorization header taken apart. */
export interface Claimed {
  readonly accessKey: string;
  /** In lower case, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Takes the Authorization header apart; undefined where it is absent or of another scheme. */
export function parseAuthorization(header: string | undefined): Claimed | undefined {
  const match =
    /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/u.exec(
      header ?? '',
    );
  const [, accessKey, list, signature] = match ?? [];
  if (accessKey === undefined || list === undefined || signature === undefined) return undefined;
  return { accessKey, signedHeaders: list.toLowerCase().split(';'), signature };
}

/**
 * The canonical form of what came over the wire, over the headers that the sender says it signed. Undefined where
 * one of them is missing or an escape in the target is broken.
 */
export function canonicalForm(
  request: ReceivedRequest,
  signedHeaders: readonly string[],
): string | undefined {
  const mark = request.target.indexOf('?');
  const path = mark < 0 ? request.target : request.target.slice(0, mark);
  const headers = [...signedHeaders].sort().map((name) => {
    const value = header(request, name);
    return value === undefined ? undefined : `${name}:${value.trim()}\n`;
  });
  if (headers.includes(undefined)) return undefined;
  try {
    return [
      request.method.toUpperCase(),
      canonicalPath(path),
      canonicalQuery(mark < 0 ? '' : request.target.slice(mark + 1)),
      headers.join(''),
      signedHeaders.join(';'),
      header(request, 'x-sdk-content-sha256') ?? sha256(request.body),
    ].join('\n');
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The signature that the holder of the secret key would give. */
export function expectedSignature(canonical: string, date: string, secretKey: string): string {
  const text = `SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`;
  return createHmac('sha256', secretKey).update(text).digest('hex');
}

export function equalSignatures(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Reads `YYYYMMDDTHHMMSSZ`: milliseconds since the epoch, or undefined. */
export function parseSdkDate(text: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(text ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function header(request: ReceivedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    return [name, equals < 0 ? '' : pair.slice(equals + 1)].map((part) => encode(formDecode(part)));
  });
  // By name, then value, in code units of the encoded text, which is ASCII.
  pairs.sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? compareText(x, y) : compareText(a, b)));
  return pairs.map((pair) => pair.join('=')).join('&');
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** Percent-encoding with the unreserved set of RFC 3986; `encodeURIComponent` leaves five more as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
