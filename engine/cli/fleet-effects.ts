import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import process from 'node:process';
import { type Connect, connector } from '../fleet/connect.ts';
import { type OpenQueue, openQueue } from '../fleet/queue/queue.ts';
import { sharedRules } from '../fleet/rules.ts';
import type { FleetEffects } from '../fleet/work.ts';
import { CLOCK, RANDOM } from '../machine.ts';
import { version } from '../version.ts';
import { rulesOfRun } from './revision.ts';
import type { SessionEffects } from './session.ts';

/** What the runs of a fleet need, out of what a session has. */
export function fleetEffects(session: SessionEffects): FleetEffects {
  return {
    ...session,
    connect: connect(),
    rules: sharedRules(rulesOfRun),
    confirm: (_, run) => session.confirm(run),
    // One line for all; bars of single organizations would write over each other.
    progress: () => undefined,
  };
}

/** Opens organizations with what this machine has: its environment, home folder and clock. */
export function connect(): Connect {
  return connector({
    env: process.env,
    home: homedir(),
    readFile: (file) => readFile(file, 'utf8'),
    clock: CLOCK,
    random: RANDOM,
    version: version(),
  });
}

/** Opens the queue at a URL for a process that shares the session's state directory with the others. */
export function openSessionQueue(url: string, session: SessionEffects): Promise<OpenQueue> {
  const { self } = session.processes;
  return openQueue({ ...session, url, env: process.env, self: `${self.host}-${self.pid}` });
}
