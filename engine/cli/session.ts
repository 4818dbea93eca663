import process from 'node:process';
import type { OrganizationsApi } from '../cloud/port.ts';
import type { Log } from '../model.ts';
import type { Effects } from '../run.ts';
import { ask } from './confirm.ts';
import { CLOCK, PROCESSES, RANDOM } from './effects.ts';
import { onInterrupt } from './interrupt.ts';
import { type LogOptions, makeLog } from './log.ts';
import { makeProgress } from './progress.ts';
import { version } from './version.ts';

/** Options that every run has. */
export interface SessionOptions extends LogOptions {
  readonly stateDir?: string;
  readonly yes?: boolean;
  readonly progress?: boolean;
}

/** What a connection needs of the session. */
export interface Surroundings {
  readonly log: Log;
  readonly interrupt: AbortSignal;
}

/** The effects of a real run, and what ends them. */
export interface Session {
  readonly effects: Effects;
  end(): void;
}

/** Opens a session: log, progress, interrupts and the real clock around one run. */
export async function openSession(
  options: SessionOptions,
  connect: (surroundings: Surroundings) => Promise<OrganizationsApi>,
): Promise<Session> {
  const log = makeLog(options);
  const interrupt = onInterrupt();
  const progress = await makeProgress(options.progress !== false);
  return {
    effects: {
      connect: () => connect({ log, interrupt }),
      clock: CLOCK,
      random: RANDOM,
      log,
      interrupt,
      confirm: async (run) => options.yes === true || ask(run, interrupt),
      progress: (step) => progress.step(step),
      processes: PROCESSES,
      stateDir: options.stateDir ?? '.reconcile',
      tool: `reconcile ${version()}`,
    },
    end() {
      progress.end();
      process.removeAllListeners('SIGINT');
      process.removeAllListeners('SIGTERM');
    },
  };
}
