import type * as BullMq from 'bullmq';
import type * as IoRedis from 'ioredis';
import { refuse } from '../../problem.ts';
import { isSystemError } from '../../runs/durable.ts';

/** The packages of the queue, which only those install who use one. */
export interface QueueLibrary {
  readonly bullmq: Pick<typeof BullMq, 'Worker' | 'Queue' | 'FlowProducer' | 'WaitingError'>;
  readonly redis: Pick<typeof IoRedis, 'Redis'>;
}

/** Loads the packages of the queue. Throws Refusal (`queue-missing`) where they are not installed. */
export async function loadQueueLibrary(): Promise<QueueLibrary> {
  try {
    const [bullmq, redis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, redis };
  } catch (error) {
    if (isSystemError(error) || !isMissing(error)) throw error;
    return refuse(
      'queue-missing',
      'a queue needs the packages bullmq and ioredis, and they are not installed',
      {
        hint: 'npm install bullmq@6.7.0 ioredis@6.0.0 beside reconcile-tags',
      },
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
