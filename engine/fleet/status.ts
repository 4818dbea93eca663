import type { ExitCode } from '../model.ts';
import type { FleetRecord } from './record.ts';

/** Where an organization of a fleet run stands. `begun`: a worker was about to write, or is writing. */
export interface OrganizationStatus {
  readonly name: string;
  readonly state: 'waiting' | 'begun' | 'done';
  readonly run?: string;
  readonly exit?: ExitCode;
}

/** How far a fleet run is, as the state directory tells. */
export function statusOf(record: FleetRecord): OrganizationStatus[] {
  return record.order.fleet.organizations.map(({ name }) => {
    const done = record.result(name);
    if (done !== undefined) return { name, state: 'done', run: done.run, exit: done.exit };
    const run = record.begun(name);
    return run === undefined ? { name, state: 'waiting' } : { name, state: 'begun', run };
  });
}
