import type { ExitCode, Instant, Run } from '../model.ts';
import type { Fleet, FleetOrganization, Label } from './fleet.ts';

/** A run over a fleet: the only input of its reports. */
export interface FleetRun {
  readonly version: 1;
  readonly id: string;
  /** The name of the fleet. */
  readonly fleet: string;
  readonly mode: 'dry-run' | 'apply';
  readonly tool: string;
  /** Whether workers behind a queue did it: they go on with what had not ended when this was interrupted. */
  readonly workers?: true;
  readonly started: Instant;
  readonly ended: Instant;
  /** In the order of the fleet file. */
  readonly organizations: readonly FleetResult[];
  /** The worst of all; once anything was sent, what was 1 or 3 in one organization is 4 for all. */
  readonly exit: ExitCode;
}

/** What came of one organization. */
export interface FleetResult {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly exit: ExitCode;
  /** Absent where the fleet was interrupted before its turn, or, with workers, before its end. */
  readonly run?: Run;
}

/** Exit codes from the worst: what was refused or failed hides nothing that is less grave. */
const WORST: readonly ExitCode[] = [1, 3, 130, 4, 5, 6, 2, 0];

/** How a run ended, as far as the exit code of its fleet depends on it. */
export interface Ended {
  readonly exit: ExitCode;
  /** Whether it sent a write. */
  readonly wrote: boolean;
}

/**
 * The exit code of a fleet: the worst of its runs, by the order of a single run's; 0 for none. 1 and 3 say that
 * nothing was sent: where another organization was written to, the fleet as a whole was done in part.
 */
export function exitOfFleet(runs: readonly Ended[]): ExitCode {
  const worst = WORST.find((code) => runs.some(({ exit }) => exit === code)) ?? 0;
  const nothingSent = worst === 1 || worst === 3;
  return nothingSent && runs.some(({ wrote }) => wrote) ? 4 : worst;
}

/** Puts what came of each organization together, in the order of the fleet. */
export function fleetRunOf(
  about: Pick<FleetRun, 'id' | 'mode' | 'tool' | 'workers' | 'started' | 'ended'>,
  fleet: Fleet,
  runs: ReadonlyMap<string, Run>,
): FleetRun {
  const organizations = fleet.organizations.map((one) => resultOf(one, runs.get(one.name)));
  return {
    version: 1,
    fleet: fleet.name,
    ...about,
    organizations,
    exit: exitOfFleet(organizations.map(({ exit, run }) => ({ exit, wrote: run?.wrote === true }))),
  };
}

/** An organization that never had its turn was interrupted. */
function resultOf({ name, labels }: FleetOrganization, run: Run | undefined): FleetResult {
  return { name, labels, exit: run?.exit ?? 130, ...(run !== undefined && { run }) };
}
