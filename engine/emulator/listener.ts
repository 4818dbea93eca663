import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import { ApiError, errorAnswer } from './answer.ts';
import { deliver } from './delivery.ts';
import type { Exchange, Reply } from './exchange.ts';
import { loggedBody, type OpenRecord, queryRecord, type RequestRecord } from './log.ts';
import { deriveId } from './seed/ids.ts';
import { parseAuthorization } from './signature.ts';

/** The gateway takes no larger body with a signature. */
const MAX_BODY = 12 * 1024 * 1024;

/** What answers, and what its records need. */
export interface Attendant {
  readonly exchange: Exchange;
  readonly clock: Clock;
  /** Id of the organization: request ids are derived from it. */
  readonly organization: string;
}

export interface Listener {
  readonly url: string;
  readonly records: readonly RequestRecord[];
  /** Stops at once; requests under way are cut off. */
  close(): Promise<void>;
}

/** What is true of all requests of one listener. */
interface Desk extends Attendant {
  readonly records: OpenRecord[];
  readonly signal: AbortSignal;
  underWay: number;
}

/** Listens on loopback. Throws `Refusal` where it may not have the port. */
export async function listen(port: number, attendant: Attendant): Promise<Listener> {
  const stop = new AbortController();
  const desk: Desk = { ...attendant, records: [], signal: stop.signal, underWay: 0 };
  const server = createServer((request, response) => void attend(request, response, desk));
  // A client that reuses a connection must not find it closed under its request.
  server.keepAliveTimeout = 120_000;
  const url = await bind(server, port);
  return {
    url,
    records: desk.records,
    close: async () => {
      stop.abort();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function bind(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((cause: unknown) => {
    const why =
      (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'It is taken.' : 'It is not allowed.';
    throw new Refusal([problem('emulator-port', `The emulator could not listen on port ${port}. ${why}`)], {
      cause,
    });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One HTTP request from its first byte to its last. */
async function attend(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  desk.underWay++;
  response.once('close', () => desk.underWay--);
  try {
    await converse(request, response, desk);
  } catch (error) {
    const gone = request.socket.destroyed || desk.signal.aborted;
    request.socket.destroy();
    // The client went away, or the emulator is closing; anything else is a defect and must be seen.
    if (!gone) throw error;
  }
}

async function converse(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const body = await readBody(request);
  const { path, query } = splitTarget(request.url ?? '/');
  const record = openRecord(request, { path, query, body: body ?? Buffer.alloc(0) }, desk);
  desk.records.push(record);
  const reply =
    body === undefined
      ? tooLarge(record)
      : await desk.exchange(received(request, body), query, record, desk.signal);
  if (reply === 'cut') {
    request.socket.resetAndDestroy();
    return;
  }
  record.status = reply.answer.status;
  const { clock, signal } = desk;
  await deliver(response, reply.answer, { clock, signal, requestId: record.requestId, faults: reply.faults });
}

function openRecord(
  request: IncomingMessage,
  parts: { path: string; query: ReadonlyMap<string, string>; body: Buffer },
  desk: Desk,
): OpenRecord {
  const n = desk.records.length + 1;
  return {
    n,
    at: new Date(desk.clock.now()).toISOString(),
    method: request.method ?? '',
    path: parts.path,
    query: queryRecord(parts.query),
    body: loggedBody(parts.body),
    api: undefined,
    write: false,
    accessKey: parseAuthorization(request.headers.authorization)?.accessKey,
    // 32 hexadecimal digits, as the gateway's are.
    requestId: deriveId('account', desk.organization, 'request', String(n)),
    inFlight: desk.underWay,
    status: undefined,
    effect: false,
  };
}

function received(request: IncomingMessage, body: Buffer) {
  return { method: request.method ?? '', target: request.url ?? '/', headers: request.headers, body };
}

/** Path and query as they came; the first of a repeated name counts. */
function splitTarget(target: string): { path: string; query: Map<string, string> } {
  const mark = target.indexOf('?');
  const query = new Map<string, string>();
  if (mark < 0) return { path: target, query };
  for (const [name, value] of new URLSearchParams(target.slice(mark + 1)))
    if (!query.has(name)) query.set(name, value);
  return { path: target.slice(0, mark), query };
}

/** The body, or undefined where it is larger than any that is taken. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks);
}

function tooLarge(record: OpenRecord): Reply {
  const error = new ApiError(413, 'APIGW.0201', 'The request body exceeds 12 MB');
  return { answer: errorAnswer(error, record.requestId), faults: [] };
}
