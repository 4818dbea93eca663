import { isIP } from 'node:net';
import { isLoopback } from '../../cloud/port.ts';
import type { Log } from '../../model.ts';
import { refuse } from '../../problem.ts';

/**
 * Where the queue is: host, port and database of a `redis://` or `rediss://` (TLS) URL. User and password come from
 * the URL, or better from RECONCILE_REDIS_USERNAME and RECONCILE_REDIS_PASSWORD, which no list of processes shows.
 *
 * @throws Refusal (`queue-url`), which never quotes the URL
 */
export function connectionOptions(url: string, env: Readonly<Record<string, string | undefined>>, log: Log) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    refuse('queue-url', 'the address of the queue is no redis:// or rediss:// URL', {
      hint: 'such as rediss://redis.example.com:6379',
    });
  }
  const username = env['RECONCILE_REDIS_USERNAME'] ?? decoded(parsed.username);
  const password = env['RECONCILE_REDIS_PASSWORD'] ?? decoded(parsed.password);
  const tls = parsed.protocol === 'rediss:';
  if (!tls && !isLoopback(parsed.hostname)) {
    log('warn', 'the queue is asked without TLS; use rediss:// where the network is not trusted');
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: parsed.port === '' ? 6379 : Number(parsed.port),
    db: databaseOf(parsed.pathname),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    // A server is told the name that it is asked by, and an address is none (RFC 6066).
    ...(tls && { tls: isIP(host) === 0 ? { servername: host } : {} }),
    // A command waits while the server is restarted, however long; whoever may not wait sets a bound of its own.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(100 * times, 2_000),
  };
}

/** Where the queue is and how to speak to it. */
export type QueueAddress = ReturnType<typeof connectionOptions>;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(
      'queue-url',
      'the user or password in the address of the queue has a % that stands for nothing',
      {
        hint: 'give them as RECONCILE_REDIS_USERNAME and RECONCILE_REDIS_PASSWORD, or write %25 for it',
      },
    );
  }
}

function databaseOf(path: string): number {
  const number = /^\/?(\d{0,9})$/.exec(path)?.[1];
  if (number !== undefined) return Number(number);
  return refuse('queue-url', 'the address of the queue ends in what is no number of a database', {
    hint: 'such as rediss://redis.example.com:6379/1; without one it is 0',
  });
}
