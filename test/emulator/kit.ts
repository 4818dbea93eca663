import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { parseSeed, type Seed } from '../../engine/emulator/seed.ts';
import {
  type Emulator,
  type EmulatorOptions,
  type Keys,
  startEmulator,
} from '../../engine/emulator/server.ts';
import type { Clock } from '../../engine/model.ts';
import { breaches } from './contract.ts';

/** A clock that a test turns; sleeping turns it too, so nothing waits. */
export interface TestClock extends Clock {
  turn(ms: number): void;
}

export function testClock(start = Date.UTC(2026, 10, 24, 8)): TestClock {
  let now = start;
  return {
    now: () => now,
    turn: (ms) => {
      now += ms;
    },
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

/** Real time, for what has to come in pieces. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const SMALL = `
organization: { name: acme, management-account: acme-root }
root:
  tags: { owner: platform }
  units:
    Production:
      tags: { temp-a: "1", env: prod }
      units:
        支付: { tags: { "项目 1": "" } }
      accounts:
        prd-pay: { tags: { owner: pay } }
        prd-old: { status: suspended }
    Empty:
  accounts:
    security: { delegated-administrator: true }
    lab:
policies:
  full-access: { builtin: true }
  deny-leave: { tags: { temp-b: "2" }, attached-to: ["/", prd-pay] }
callers:
  member: { account: prd-pay }
  delegate: { account: security }
  stranger: { outside: true }
  temporary: { security-token: TOKEN }
`;

/** An emulator that is closed by itself at the end of an `await using` block. */
export interface TestEmulator extends Emulator, AsyncDisposable {
  /** Id of the resource of this name. */
  id(name: string): string;
  /** Sends one signed request as the administrator, held to the contract. */
  send(method: string, target: string, more?: SendOptions): Promise<Answer>;
  readonly clock: Clock;
}

export async function emulate(
  seed: string | Seed = SMALL,
  options: Partial<EmulatorOptions> = {},
): Promise<TestEmulator> {
  const clock = options.clock ?? testClock();
  const parsed = typeof seed === 'string' ? parseSeed(seed, 'seed.yaml') : seed;
  const emulator = await startEmulator({ ...options, seed: parsed, clock });
  return {
    ...emulator,
    clock,
    id: (name) => {
      const found = emulator.resources().find((one) => one.name === name);
      if (found === undefined) throw new Error(`no resource ${name}`);
      return found.id;
    },
    send: (method, target, more = {}) => send(emulator.url, method, target, emulator.keys, clock, more),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined where it is empty. */
  readonly json: unknown;
  /** `error_code`, if it has one. */
  readonly code: string | undefined;
}

export interface SendOptions {
  /** A value to be sent as JSON, or text to be sent as it is. */
  readonly body?: unknown;
  readonly keys?: Keys;
  /** Over the headers that are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the headers after they were signed. */
  readonly forge?: (headers: Record<string, string>) => void;
  /** Body that is sent in place of the signed one. */
  readonly swapBody?: string;
  /** False: the answer may break the contract, since a fault spoils it. */
  readonly contract?: boolean;
}

async function send(
  url: string,
  method: string,
  target: string,
  defaultKeys: Keys,
  clock: Clock,
  options: SendOptions,
): Promise<Answer> {
  const body =
    options.body === undefined || typeof options.body === 'string'
      ? options.body
      : JSON.stringify(options.body);
  const headers = sign(method, target, body ?? '', options.keys ?? defaultKeys, {
    host: new URL(url).host,
    'x-sdk-date': sdkDate(clock.now()),
    'content-type': 'application/json',
    ...options.headers,
  });
  options.forge?.(headers);
  const answer = await exchange(url, method, target, headers, options.swapBody ?? body);
  const contentType = answer.headers['content-type'];
  const broken = breaches({
    method,
    target,
    body,
    status: answer.status,
    contentType: typeof contentType === 'string' ? contentType : null,
    answer: answer.text,
  });
  if (options.contract !== false && broken.length > 0) throw new Error(broken.join('\n'));
  return answer;
}

export function sdkDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/gu, '');
}

/** A signer of the tests' own. */
function sign(
  method: string,
  target: string,
  body: string,
  keys: Keys,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...given,
    ...(keys.securityToken === undefined ? {} : { 'x-security-token': keys.securityToken }),
  };
  const names = Object.keys(headers).sort();
  const [path = '', query = ''] = target.split('?');
  const escape = (text: string) =>
    Array.from(Buffer.from(text), (byte) =>
      /[A-Za-z0-9\-_.~]/u.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join('');
  const canonical = [
    method,
    `${path.split('/').map(escape).join('/')}/`,
    Array.from(new URLSearchParams(query), ([name, value]) => `${escape(name)}=${escape(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim() ?? ''}`),
    '',
    names.join(';'),
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = createHmac('sha256', keys.secretKey)
    .update(`SDK-HMAC-SHA256\n${headers['x-sdk-date'] ?? ''}\n${hash}`)
    .digest('hex');
  headers['authorization'] =
    `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** One request without a pool, so that a cut connection is this request's own. */
function exchange(
  url: string,
  method: string,
  target: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port: new URL(url).port, method, path: target, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json = readJson(text);
          const code = (json as { error_code?: string } | undefined)?.error_code;
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json, code });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Where tests name a resource by hand. */
export function tagsPath(id: string, verb: 'tags' | 'tag' | 'untag'): string {
  return `/v1/organizations/resources/${id}/${verb}`;
}

export function filterPath(type: 'roots' | 'ous' | 'accounts' | 'policies', query = ''): string {
  return `/v1/organizations/organizations:${type}/resource-instances/filter${query}`;
}
