import process from 'node:process';
import { loadFleet } from '../../fleet/load.ts';
import { lastRecord } from '../../fleet/record.ts';
import { exitSoFar, type OrganizationStatus, statusOf } from '../../fleet/status.ts';
import type { ExitCode } from '../../model.ts';
import { inertJson } from '../../report/stream.ts';
import { sheetOf, table } from '../../report/text/page.ts';
import { visible } from '../../report/visible.ts';
import { diskFiles } from '../../rules/disk.ts';
import { print, styleOf } from '../output.ts';

/** Options of `fleet status`, as the parser gives them. */
export interface Options {
  readonly stateDir: string;
  readonly json?: boolean;
}

/** `reconcile fleet status FLEET`: exits as the fleet run does, as far as it is. */
export async function run([file = '']: readonly string[], { stateDir, json }: Options): Promise<ExitCode> {
  const fleet = await loadFleet(file, diskFiles());
  const record = lastRecord(stateDir, fleet.name);
  const organizations = statusOf(record);
  const { id, started, request } = record.order;
  if (json === true) {
    await print([inertJson({ id, started, mode: request.mode, organizations })]);
  } else {
    const page = sheetOf({ ...styleOf(process.stdout) });
    await print([`fleet run ${visible(id)}, ${request.mode}\n`, ...table(page, 3, rows(organizations))]);
  }
  return exitSoFar(organizations);
}

function rows(organizations: readonly OrganizationStatus[]): string[][] {
  return [
    ['organization', 'state', 'run', 'exit'],
    ...organizations.map(({ name, state, run = '-', exit }) => [
      name,
      state,
      visible(run),
      exit === undefined ? '-' : String(exit),
    ]),
  ];
}
