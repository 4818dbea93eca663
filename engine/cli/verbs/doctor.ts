import process from 'node:process';
import { type Check, examine } from '../../cloud/doctor.ts';
import type { ExitCode } from '../../model.ts';
import { renderChecks } from '../../report/checks.ts';
import { type CloudOptions, connect } from '../connect.ts';
import { CLOCK } from '../effects.ts';
import { type LogOptions, makeLog } from '../log.ts';
import { print, styleOf } from '../output.ts';

/** Options of `doctor`, as the parser gives them. */
export interface Options extends CloudOptions, LogOptions {
  readonly json?: boolean;
}

/** `reconcile doctor`: 0 where a run could go ahead, else 1. Sends no write. */
export async function run(options: Options): Promise<ExitCode> {
  const { client, credentials } = await connect(options, makeLog(options));
  let checks: readonly Check[];
  try {
    checks = await examine(client, credentials, CLOCK);
  } finally {
    await client.close();
  }
  const page = options.json === true ? `${JSON.stringify(checks, null, 2)}\n` : undefined;
  await print(page === undefined ? renderChecks(checks, styleOf(process.stdout)) : [page]);
  return checks.some((check) => check.state === 'fail') ? 1 : 0;
}
