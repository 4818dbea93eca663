import type { FlowJob } from 'bullmq';
import type { FleetOrder } from '../order.ts';
import { PREFIX, untilTaken } from './connection.ts';
import { FLEETS, jobId, ORGANIZATIONS } from './names.ts';
import type { OpenQueue } from './queue.ts';

/** Finished jobs stay for a week, for whoever asks. Seconds. */
const KEPT = { age: 7 * 86_400 };

/**
 * Submits a fleet as a flow: the fleet is the parent, each organization a child. What is to be done lies in the
 * state directory already; the queue holds names alone.
 *
 * @throws Refusal (`queue-unreachable`) where the queue takes nothing
 */
export async function submitFleet({ library, connection }: OpenQueue, order: FleetOrder): Promise<void> {
  const producer = new library.bullmq.FlowProducer({ connection, prefix: PREFIX });
  try {
    await untilTaken(connection, producer.add(flowOf(order)));
  } finally {
    await producer.close();
  }
}

function flowOf({ id, fleet }: FleetOrder): FlowJob {
  const keep = { removeOnComplete: KEPT, removeOnFail: KEPT, stackTraceLimit: 0 };
  return {
    name: 'fleet',
    queueName: FLEETS,
    data: { fleet: id },
    opts: { ...keep, jobId: id },
    children: fleet.organizations.map(({ name }) => {
      const data = { fleet: id, organization: name };
      // An organization that somebody else works on is tried again, for about a day.
      const patience = { attempts: 17_280, backoff: { type: 'fixed', delay: 5_000 } };
      const opts = { ...keep, ...patience, jobId: jobId(data), ignoreDependencyOnFailure: true };
      return { name: 'organization', queueName: ORGANIZATIONS, data, opts };
    }),
  };
}
