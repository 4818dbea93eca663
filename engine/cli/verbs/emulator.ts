import process from 'node:process';
import { startEmulator } from '../../emulator/server.ts';
import { CLOCK } from '../../machine.ts';
import type { ExitCode } from '../../model.ts';
import { emulated } from '../connect.ts';
import { demoFile } from '../files.ts';
import { print } from '../output.ts';

export interface Options {
  readonly seed?: string;
  readonly faults?: string;
  readonly port: number;
  readonly state?: string;
}

/** `reconcile emulator`: serves until it is interrupted. What it prints can be put into a shell as it is. */
export async function run(options: Options): Promise<ExitCode> {
  const file = options.seed ?? demoFile('organization.yaml');
  const { state, port } = options;
  const emulator = await startEmulator({
    ...(await emulated(options)),
    clock: CLOCK,
    port,
    ...(state !== undefined && { stateFile: state }),
  });
  const { accessKey, secretKey, domainId } = emulator.keys;
  await print([
    `# Emulator of Huawei Cloud Organizations, seeded from ${file}; Ctrl-C ends it\n`,
    `export HUAWEICLOUD_ORGANIZATIONS_ENDPOINT=${emulator.url}\n`,
    `export HUAWEICLOUD_SDK_AK=${accessKey}\n`,
    `export HUAWEICLOUD_SDK_SK=${secretKey}\n`,
    `export HUAWEICLOUD_SDK_DOMAIN_ID=${domainId}\n`,
  ]);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await emulator.close();
  return 0;
}
