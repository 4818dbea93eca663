import type { FailureBudget } from '../../carry-out.ts';
import type { Fleet, Label } from '../../fleet/fleet.ts';
import { loadFleet } from '../../fleet/load.ts';
import type { FleetRun } from '../../fleet/result.ts';
import { runFleet } from '../../fleet/run.ts';
import { selectOrganizations } from '../../fleet/select.ts';
import type { FleetRequest } from '../../fleet/work.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import { diskFiles } from '../../rules/disk.ts';
import { requireConsent } from '../confirm.ts';
import { fleetEffects } from '../fleet-effects.ts';
import { makeCounter } from '../progress.ts';
import { type ReportChoice, writeFleetReports } from '../report.ts';
import { inOwnSession, type SessionOptions } from '../session.ts';

/** Options of `fleet run`, as the parser gives them. */
export interface Options extends SessionOptions, ReportChoice {
  readonly dryRun?: boolean;
  readonly select: readonly Label[];
  readonly parallel: number;
  readonly read: ReadMode;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile fleet run FLEET`. */
export async function run([file = '']: readonly string[], options: Options): Promise<ExitCode> {
  if (options.dryRun !== true) requireConsent(options.yes);
  const fleet = selectOrganizations(await loadFleet(file, diskFiles()), options.select);
  return writeFleetReports(await embedded(fleet, options), options);
}

async function embedded(fleet: Fleet, options: Options): Promise<FleetRun> {
  // A line that is drawn again and again would write over a question.
  const quiet = options.progress === false || (options.dryRun !== true && options.yes !== true);
  const counter = await makeCounter(!quiet, fleet.organizations.length);
  try {
    return await inOwnSession(options, (session) =>
      runFleet(fleet, { ...requestOf(options), parallel: options.parallel }, fleetEffects(session), {
        began: () => counter.began(),
        ended: (_, { exit }) => counter.ended(exit === 0 || exit === 2),
      }),
    );
  } finally {
    counter.end();
  }
}

function requestOf({ dryRun, read, failOn, maxFailures }: Options): FleetRequest {
  return { mode: dryRun === true ? 'dry-run' : 'apply', read, failOn, maxFailures };
}
