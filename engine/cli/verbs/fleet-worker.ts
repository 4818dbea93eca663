import process from 'node:process';
import { serveQueue } from '../../fleet/queue/worker.ts';
import type { ExitCode } from '../../model.ts';
import { refuse } from '../../problem.ts';
import { connect, openSessionQueue } from '../fleet-effects.ts';
import { inOwnSession, type SessionOptions } from '../session.ts';

/** Options of `fleet worker`, as the parser gives them. */
export interface Options extends SessionOptions {
  readonly queue?: string;
  readonly parallel: number;
  readonly lease: number;
}

/** How long whatever is left of a worker may take to end by itself, milliseconds. */
const GRACE = 1_000;

/** `reconcile fleet worker`: works until SIGTERM or Ctrl-C, then ends well what is under way. */
export async function run({ queue: url, parallel, lease, ...options }: Options): Promise<ExitCode> {
  if (url === undefined)
    refuse('missing-value', 'a worker needs --queue URL', { hint: 'or the variable RECONCILE_QUEUE' });
  return inOwnSession({ ...options, yes: true }, async (session): Promise<ExitCode> => {
    const queue = await openSessionQueue(url, session);
    try {
      const { confirm: _, progress: __, ...effects } = session;
      await serveQueue(queue, parallel, { ...effects, connect: connect(), lease: lease * 1000 });
      return 0;
    } finally {
      await queue.close();
      // Fires only where something still waits for a queue that is away; it must not keep a worker that has ended.
      setTimeout(() => process.exit(), GRACE).unref();
    }
  });
}
