import type { Redis } from 'ioredis';
import { refuse } from '../../problem.ts';
import type { QueueAddress } from './address.ts';
import type { QueueLibrary } from './library.ts';

/** Braces keep all keys in one slot of a Redis Cluster. */
export const PREFIX = '{reconcile}';

/** How long a server may take to answer before it counts as away, milliseconds. */
const PATIENCE = 5_000;

/**
 * Opens a connection that outlives restarts of the server, after one try that does not wait.
 *
 * @throws Refusal (`queue-unreachable`)
 */
export async function openConnection({ redis }: QueueLibrary, options: QueueAddress): Promise<Redis> {
  const first = new redis.Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: PATIENCE,
    retryStrategy: () => null,
  });
  let reason = 'no answer';
  first.on('error', (error: NodeJS.ErrnoException) => {
    reason = error.code ?? (error.message.split(' ')[0] || reason);
  });
  try {
    await first.connect();
    await first.ping();
  } catch (error) {
    const hint =
      'check that Redis or Valkey runs there, and RECONCILE_REDIS_USERNAME and RECONCILE_REDIS_PASSWORD';
    return refuseQueue(options, answerIn(error) ?? reason, hint);
  } finally {
    first.disconnect();
  }
  return hearing(new redis.Redis(options));
}

function hearing(connection: Redis): Redis {
  // Heard, or it would end the process; ioredis connects anew by itself.
  connection.on('error', () => undefined);
  return connection;
}

/**
 * Waits for what writes to the queue before anything is begun.
 *
 * @throws Refusal (`queue-unreachable`) where the server answers that it takes no write, as one does that is full or a replica
 */
export async function untilTaken<T>({ options }: Redis, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const answer = answerIn(error);
    if (answer === undefined) throw error;
    const hint = 'the log of the server says why; it must be no replica, and have room';
    return refuseQueue(options, answer, hint);
  }
}

/** The first word of an error that the server answered with, such as `OOM`; the rest may repeat what was sent. */
function answerIn(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return undefined;
  // Of several commands in one, the first error is the reason of the others.
  const [first = error] = (error as { previousErrors?: readonly Error[] }).previousErrors ?? [];
  return /^[A-Z]+/.exec(first.message)?.[0];
}

function refuseQueue(
  { host, port }: { readonly host?: string | undefined; readonly port?: number | undefined },
  why: string,
  hint: string,
): never {
  return refuse('queue-unreachable', `the queue at ${host}:${port} cannot be used (${why})`, { hint });
}
