import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { refuse } from '../problem.ts';
import type { Reply } from './failure.ts';
import { isLoopback } from './port.ts';

/** One request as it goes on the wire; nothing is added or encoded on the way but what HTTP itself needs. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Milliseconds: to connect, from there or from sending to the head of the answer, and for its body. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly body: number;
}

export const TIMEOUTS: Timeouts = { connect: 10_000, headers: 30_000, body: 60_000 };

/** What the usual proxy variables say; empty texts where they say nothing. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly none: string;
}

/** Takes the environment; lower case wins over upper case, as in curl. */
export function proxyFromEnv(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  return {
    http: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    https: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    none: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
  };
}

export interface TransportOptions {
  /** Scheme, host and port. */
  readonly endpoint: string;
  /** Most sockets at a time. */
  readonly connections: number;
  readonly timeouts: Timeouts;
  readonly proxy: ProxySettings;
  readonly largestBody?: number;
}

/** Why no whole answer came: no connection, none in time, broken off (`network`), or more than is safe to hold. */
export class TransportFailure extends Error {
  readonly kind: 'network' | 'too-large' | 'untrusted';
  /** The code of the system, TLS or undici, such as `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(kind: TransportFailure['kind'], message: string, code: string | undefined, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.code = code;
  }
}

/** Sends requests as they are and gives answers as they came: no retry, no redirect, no decoding but UTF-8. */
export interface Transport {
  /** Rejects with TransportFailure, or with the signal's reason. */
  readonly send: (request: Outgoing, signal?: AbortSignal) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** A page of 1,000 resources with 20 tags of the longest Chinese keys and values, escaped, is under 50 MB. */
const LARGEST_BODY = 64 * 1024 * 1024;

export function openTransport(options: TransportOptions): Transport {
  const { endpoint, timeouts } = options;
  const dispatcher = createDispatcher(options);

  const exchange = async (request: Outgoing, deadline: Deadline): Promise<Reply> => {
    deadline.within(timeouts.headers, `no answer within ${timeouts.headers} ms`);
    const answer = await dispatcher.request({ ...request, origin: endpoint, signal: deadline.signal });
    deadline.within(timeouts.body, `the answer was not complete within ${timeouts.body} ms`);
    const bytes = await answer.body.bytes();
    return { status: answer.statusCode, headers: answer.headers, body: decode(bytes) };
  };

  return {
    async send(request, signal) {
      signal?.throwIfAborted();
      const deadline = createDeadline(signal);
      try {
        return await exchange(request, deadline);
      } catch (error) {
        signal?.throwIfAborted();
        throw transportFailure(error);
      } finally {
        deadline.clear();
      }
    },
    close: () => dispatcher.close(),
  };
}

function createDispatcher({
  endpoint,
  connections,
  timeouts,
  proxy,
  largestBody,
}: TransportOptions): Dispatcher {
  const tls = { timeout: timeouts.connect };
  const shared = {
    connections,
    pipelining: 1,
    connect: tls,
    // undici's own timers are coarse; these only stand behind the exact ones of `createDeadline`.
    headersTimeout: timeouts.headers + 5_000,
    bodyTimeout: timeouts.body + 5_000,
    maxResponseSize: largestBody ?? LARGEST_BODY,
  };
  if (isLoopback(new URL(endpoint).hostname)) return new Agent(shared);
  try {
    return new EnvHttpProxyAgent({
      ...shared,
      proxyTls: tls,
      requestTls: tls,
      // Given even if empty, or undici would look into the process's environment.
      httpProxy: proxy.http,
      httpsProxy: proxy.https,
      noProxy: proxy.none,
    });
  } catch (error) {
    // The cause quotes the setting, which may hold a password.
    if (!(error instanceof Error)) throw error;
    return refuse('proxy-invalid', 'The proxy that HTTPS_PROXY or HTTP_PROXY names is not a usable URL.', {
      hint: 'Write it as http://host:port, or unset it.',
    });
  }
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the time anew. */
  within(ms: number, why: string): void;
  clear(): void;
}

function createDeadline(outer: AbortSignal | undefined): Deadline {
  const stop = new AbortController();
  const forward = (): void => stop.abort(outer?.reason);
  outer?.addEventListener('abort', forward, { once: true });
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: stop.signal,
    within(ms, why) {
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(new TransportFailure('network', why, 'ETIMEDOUT', undefined)), ms);
    },
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', forward);
    },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TransportFailure('network', 'the answer is not UTF-8 text', undefined, error);
  }
}

/** Codes of OpenSSL and Node for a certificate that is not trusted: no later try will do better. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function transportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new TransportFailure('too-large', 'the answer is larger than any the API gives', code, error);
  }
  if (code !== undefined && UNTRUSTED.has(code)) {
    return new TransportFailure('untrusted', 'its certificate is not trusted', code, error);
  }
  return new TransportFailure('network', 'no whole answer came', code, error);
}

/** The code of an error, or of what caused it: undici wraps, and Node joins the errors of several addresses. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
