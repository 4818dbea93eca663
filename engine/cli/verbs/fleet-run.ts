import { resolve } from 'node:path';
import type { FailureBudget } from '../../carry-out.ts';
import type { Fleet, FleetOrganization, Label } from '../../fleet/fleet.ts';
import { rememberFiles } from '../../fleet/kept-files.ts';
import { loadFleet } from '../../fleet/load.ts';
import type { FleetOrder } from '../../fleet/order.ts';
import { followFleet } from '../../fleet/queue/follow.ts';
import { submitFleet } from '../../fleet/queue/submit.ts';
import { makeRecord } from '../../fleet/record.ts';
import type { FleetRun } from '../../fleet/result.ts';
import { type EmbeddedRequest, runFleet } from '../../fleet/run.ts';
import { selectOrganizations } from '../../fleet/select.ts';
import type { FleetRequest } from '../../fleet/work.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import { Refusal, refuse } from '../../problem.ts';
import { diskFiles } from '../../rules/disk.ts';
import { loadRules } from '../../rules/load.ts';
import { newRunId } from '../../runs/ids.ts';
import { askedOfFleet } from '../asked.ts';
import { requireConsent } from '../confirm.ts';
import { fleetEffects, openSessionQueue } from '../fleet-effects.ts';
import { makeCounter } from '../progress.ts';
import { type ReportChoice, writeFleetReports } from '../report.ts';
import { inOwnSession, type SessionEffects, type SessionOptions } from '../session.ts';

/** Options of `fleet run`, as the parser gives them. */
export interface Options extends SessionOptions, ReportChoice {
  readonly dryRun?: boolean;
  readonly select: readonly Label[];
  readonly parallel: number;
  readonly queue?: string;
  readonly read: ReadMode;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile fleet run FLEET`. */
export async function run([file = '']: readonly string[], options: Options): Promise<ExitCode> {
  const fleet = selectOrganizations(await loadFleet(file, diskFiles()), options.select);
  if (options.dryRun !== true) requireConsent(options.yes);
  if (options.queue === undefined) {
    const done = await embedded(fleet, options);
    return writeFleetReports(done, options, askedOfFleet(file, options));
  }
  return throughQueue(fleet, options.queue, options);
}

/** Hands the fleet to workers, waits for them and reports as if it had been done here. */
async function throughQueue(fleet: Fleet, url: string, options: Options): Promise<ExitCode> {
  if (options.dryRun !== true && options.yes !== true)
    refuse('no-terminal', 'workers apply without asking', { hint: 'give --yes, or --dry-run to only look' });
  const counter = await makeCounter(options.progress !== false, fleet.organizations.length);
  try {
    return await inOwnSession(options, async (session) => {
      const queue = await openSessionQueue(url, session);
      try {
        const order = await orderOf(fleet, requestOf(options), session);
        const record = makeRecord(session.stateDir, order, session.random);
        await submitFleet(queue, record.order);
        for (let i = 0; i < fleet.organizations.length; i++) counter.began();
        const done = await followFleet(queue, record, session, (_, { exit }) =>
          counter.ended(exit === 0 || exit === 2),
        );
        const exit = await writeFleetReports(done, options, askedOfFleet(fleet.file, options));
        // Cut short, it is not over: workers still need what they are to do.
        if (done.organizations.every((one) => one.run !== undefined)) record.forget();
        return exit;
      } finally {
        await queue.close();
      }
    });
  } finally {
    counter.end();
  }
}

/** What workers need to know: the fleet, and every rule file as it is now. Rules that cannot be loaded fail there. */
async function orderOf(
  fleet: Fleet,
  request: FleetRequest,
  session: SessionEffects,
): Promise<Omit<FleetOrder, 'id'>> {
  const remembered = rememberFiles(diskFiles());
  for (const rules of new Set(fleet.organizations.map((one) => one.rules)))
    await loadRules(rules, remembered.files).catch(onlyRefusals);
  const started = new Date(session.clock.now()).toISOString();
  const placed = { ...fleet, organizations: fleet.organizations.map(withWholePath) };
  return { version: 1, fleet: placed, request, tool: session.tool, started, files: remembered.kept() };
}

function onlyRefusals(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

/** Workers stand in other folders. */
function withWholePath(one: FleetOrganization): FleetOrganization {
  const { credentials } = one;
  if (credentials.kind !== 'profile' || credentials.file === undefined) return one;
  return { ...one, credentials: { ...credentials, file: resolve(credentials.file) } };
}

async function embedded(fleet: Fleet, options: Options): Promise<FleetRun> {
  // A line that is drawn again and again would write over a question.
  const quiet = options.progress === false || (options.dryRun !== true && options.yes !== true);
  const counter = await makeCounter(!quiet, fleet.organizations.length);
  try {
    return await inOwnSession(options, (session) =>
      runFleet(fleet, embeddedRequest(fleet, options, session), fleetEffects(session), {
        began: () => counter.began(),
        ended: (_, { exit }) => counter.ended(exit === 0 || exit === 2),
      }),
    );
  } finally {
    counter.end();
  }
}

/** A run that may write leaves a record, so that the next one finds what this one did not end. */
function embeddedRequest(fleet: Fleet, options: Options, session: SessionEffects): EmbeddedRequest {
  const { stateDir, random, tool } = session;
  const request = requestOf(options);
  const { parallel } = options;
  const started = new Date(session.clock.now()).toISOString();
  if (request.mode === 'dry-run') return { ...request, parallel, started, id: newRunId(started, random) };
  // No worker asks for the rule files.
  const files = { reads: [], globs: [], links: [] };
  const record = makeRecord(stateDir, { version: 1, fleet, request, tool, started, files }, random);
  return { ...request, parallel, started, id: record.order.id, record };
}

function requestOf({ dryRun, read, failOn, maxFailures }: Options): FleetRequest {
  return { mode: dryRun === true ? 'dry-run' : 'apply', read, failOn, maxFailures };
}
