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
  readonly started: Instant;
  readonly ended: Instant;
  /** In the order of the fleet file. */
  readonly organizations: readonly FleetResult[];
  /** The worst of all. */
  readonly exit: ExitCode;
}

/** What came of one organization. */
export interface FleetResult {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly exit: ExitCode;
  /** Absent where the fleet was interrupted before its turn. */
  readonly run?: Run;
}

/** Exit codes from the worst: what was refused or failed hides nothing that is less grave. */
const WORST: readonly ExitCode[] = [1, 3, 130, 4, 5, 6, 2, 0];

/** The worst of some exit codes, by the order of a single run's; 0 for none. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST.find((code) => codes.includes(code)) ?? 0;
}

/** Puts what came of each organization together, in the order of the fleet. */
export function fleetRunOf(
  about: Pick<FleetRun, 'id' | 'mode' | 'tool' | 'started' | 'ended'>,
  fleet: Fleet,
  runs: ReadonlyMap<string, Run>,
): FleetRun {
  const organizations = fleet.organizations.map((one) => resultOf(one, runs.get(one.name)));
  return {
    version: 1,
    fleet: fleet.name,
    ...about,
    organizations,
    exit: worstOf(organizations.map((one) => one.exit)),
  };
}

/** An organization that never had its turn was interrupted. */
function resultOf({ name, labels }: FleetOrganization, run: Run | undefined): FleetResult {
  return { name, labels, exit: run?.exit ?? 130, ...(run !== undefined && { run }) };
}
