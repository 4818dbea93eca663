import process from 'node:process';
import { type Check, examine, withoutCredentials } from '../../cloud/doctor.ts';
import { CLOCK } from '../../machine.ts';
import type { ExitCode } from '../../model.ts';
import { Refusal } from '../../problem.ts';
import { renderChecks } from '../../report/checks.ts';
import { inertJson } from '../../report/stream.ts';
import { type CloudOptions, connect } from '../connect.ts';
import { type LogOptions, makeLog } from '../log.ts';
import { print, styleOf } from '../output.ts';

/** Options of `doctor`, as the parser gives them. */
export interface Options extends CloudOptions, LogOptions {
  readonly json?: boolean;
}

/** `reconcile doctor`: 0 where a run could go ahead, else 1. Sends no write. */
export async function run(options: Options): Promise<ExitCode> {
  const checks = await look(options);
  const page = options.json === true ? inertJson(checks) : undefined;
  await print(page === undefined ? renderChecks(checks, styleOf(process.stdout)) : [page]);
  return checks.some((check) => check.state === 'fail') ? 1 : 0;
}

async function look(options: Options): Promise<readonly Check[]> {
  let service: Awaited<ReturnType<typeof connect>>;
  try {
    service = await connect(options, makeLog(options));
  } catch (error) {
    if (isAboutCredentials(error)) return withoutCredentials(error);
    throw error;
  }
  try {
    return await examine(service.client, service.credentials, CLOCK);
  } finally {
    await service.client.close();
  }
}

function isAboutCredentials(error: unknown): error is Refusal {
  return error instanceof Refusal && error.problems.every(({ code }) => code.startsWith('credentials-'));
}
