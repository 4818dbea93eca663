import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ClientOptions, type CloudClient, createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import type { Clock, Log } from '../../engine/model.ts';

/** A request as a scripted server got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a scripted server does with a request: an answer, or anything with the socket. */
export type Script =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
  | ((response: ServerResponse, request: Received) => void);

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Sockets that were ever opened, and requests that were under way at a time, at most. */
  readonly sockets: () => number;
  readonly mostAtOnce: () => number;
}

/**
 * A server on loopback that answers as it is told: by a list, whose last entry is repeated, or by a function of
 * the request.
 */
export async function serve(
  script: readonly Script[] | ((request: Received, n: number) => Script),
): Promise<ScriptedServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let atOnce = 0;
  let most = 0;
  const server: Server = createServer((request, response) => {
    atOnce++;
    most = Math.max(most, atOnce);
    response.on('close', () => atOnce--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const n = received.push(one) - 1;
      const act = typeof script === 'function' ? script(one, n) : script[Math.min(n, script.length - 1)];
      if (typeof act === 'function') act(response, one);
      else {
        const type = { 'content-type': 'application/json' };
        response.writeHead(act?.status ?? 200, { ...type, ...act?.headers }).end(act?.body ?? '');
      }
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    sockets: () => sockets.size,
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A clock whose sleeps take no time and turn it. */
export interface TurningClock extends Clock {
  turn(ms: number): void;
  /** Lengths of all sleeps so far. */
  readonly slept: readonly number[];
}

export function turningClock(start = Date.UTC(2026, 10, 24, 8)): TurningClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    turn: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export const KEYS = {
  accessKey: 'AKSCRIPTED0123456789',
  secretKey: 'SKSCRIPTEDsecretSECRETsecretSECRETsecret',
  securityToken: 'TOKENscriptedTOKENscripted',
};

export interface TestClient extends CloudClient, AsyncDisposable {
  /** Everything that was logged, as text. */
  readonly logged: () => string;
}

/** A client of a scripted server, closed at the end of an `await using` block. */
export function connect(endpoint: string, options: Partial<ClientOptions> = {}): TestClient {
  const lines: string[] = [];
  const log: Log = (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const client = createClient({
    endpoint,
    credentials: fixedCredentials('a test', KEYS),
    clock: turningClock(),
    random: () => 0.5,
    log,
    concurrency: 4,
    version: '0.0.0-test',
    ...options,
  });
  return { ...client, logged: () => lines.join('\n'), [Symbol.asyncDispose]: () => client.close() };
}

export const organization = {
  body: JSON.stringify({
    organization: {
      id: 'o-abcdefghij',
      management_account_id: 'acc1',
      management_account_name: 'root account',
    },
  }),
};

export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Script => ({
  status,
  headers,
  body: JSON.stringify({ error_code: code, error_msg: 'no' }),
});

export const page = (name: string, rows: readonly unknown[], next: string | null = null): Script => ({
  body: JSON.stringify({
    [name]: rows,
    page_info: { next_marker: next, current_count: rows.length || null },
  }),
});
