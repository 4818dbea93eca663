import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import process from 'node:process';
import { connector } from '../fleet/connect.ts';
import { sharedRules } from '../fleet/rules.ts';
import type { FleetEffects } from '../fleet/work.ts';
import { diskFiles } from '../rules/disk.ts';
import { CLOCK, RANDOM } from './effects.ts';
import type { SessionEffects } from './session.ts';
import { version } from './version.ts';

/** What the runs of a fleet need, out of what a session has. */
export function fleetEffects(session: SessionEffects): FleetEffects {
  return {
    ...session,
    connect: connector({
      env: process.env,
      home: homedir(),
      readFile: (file) => readFile(file, 'utf8'),
      clock: CLOCK,
      random: RANDOM,
      version: version(),
    }),
    rules: sharedRules(diskFiles()),
    confirm: (_, run) => session.confirm(run),
    // One line for all; bars of single organizations would write over each other.
    progress: () => undefined,
  };
}
