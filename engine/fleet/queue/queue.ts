import type { Redis } from 'ioredis';
import type { Clock, Log, Random } from '../../model.ts';
import { newRunId } from '../../runs/ids.ts';
import { connectionOptions } from './address.ts';
import { openConnection, untilTaken } from './connection.ts';
import { loadQueueLibrary, type QueueLibrary } from './library.ts';
import { proveStateDirectory } from './marker.ts';

/** What a queue takes from outside. */
export interface QueueOutside {
  readonly url: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Tells this process from all others. */
  readonly self: string;
}

/** A queue that answered, from a process that shares its state directory with the others. */
export interface OpenQueue {
  readonly library: QueueLibrary;
  readonly connection: Redis;
  close(): Promise<void>;
}

/**
 * Opens the queue and proves the state directory.
 *
 * @throws Refusal (`queue-missing`, `queue-url`, `queue-unreachable`, `fleet-state-differs`)
 */
export async function openQueue(outside: QueueOutside): Promise<OpenQueue> {
  const { url, env, stateDir, clock, random, log, self } = outside;
  const library = await loadQueueLibrary();
  const connection = await openConnection(library, connectionOptions(url, env, log));
  try {
    const mark = `${newRunId(new Date(clock.now()).toISOString(), random)}.${self.replace(/[^\w.-]/g, '-')}`;
    await untilTaken(connection, proveStateDirectory(connection, stateDir, mark));
  } catch (error) {
    connection.disconnect();
    throw error;
  }
  return {
    library,
    connection,
    close: () => {
      connection.disconnect();
      return Promise.resolve();
    },
  };
}
