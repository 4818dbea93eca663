import type { ExitCode } from '../model.ts';
import type { FleetRecord } from './record.ts';
import { type Ended, exitOfFleet } from './result.ts';

/**
 * Where an organization of a fleet run stands. `begun`: somebody was about to write, or is writing. `ended`: well or
 * not, as the exit code tells.
 */
export interface OrganizationStatus {
  readonly name: string;
  readonly state: 'waiting' | 'begun' | 'ended';
  /** Absent where no run is kept, since it had nothing to write. */
  readonly run?: string;
  readonly exit?: ExitCode;
  readonly wrote?: boolean;
}

/** How far a fleet run is, as the state directory tells. */
export function statusOf(record: FleetRecord): OrganizationStatus[] {
  return record.order.fleet.organizations.map(({ name }) => {
    const done = record.result(name);
    if (done !== undefined) {
      const { run, exit, wrote } = done;
      return { name, state: 'ended', ...(record.isKept(run) && { run }), exit, wrote };
    }
    const run = record.begun(name);
    return run === undefined ? { name, state: 'waiting' } : { name, state: 'begun', run };
  });
}

/** The exit code of a fleet run as far as it is. Whoever has begun may have sent something, so that is never 1 or 3. */
export function exitSoFar(organizations: readonly OrganizationStatus[]): ExitCode {
  return exitOfFleet(
    organizations.flatMap(({ state, exit = 0, wrote = state === 'begun' }): Ended[] =>
      state === 'waiting' ? [] : [{ exit, wrote }],
    ),
  );
}
