import process from 'node:process';
import type { OrganizationsApi } from '../cloud/port.ts';
import { CLOCK, PROCESSES, RANDOM } from '../machine.ts';
import type { Log } from '../model.ts';
import type { Effects } from '../run.ts';
import { openTelemetry } from '../telemetry/open.ts';
import { version } from '../version.ts';
import { ask } from './confirm.ts';
import { onInterrupt } from './interrupt.ts';
import { type LogOptions, makeLog } from './log.ts';
import { makeProgress } from './progress.ts';

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

/** What a session gives to whoever opens connections of its own. */
export type SessionEffects = Omit<Effects, 'connect'>;

/** Does the work of one verb on one organization; see `inOwnSession`. */
export function inSession<T>(
  options: SessionOptions,
  connect: (surroundings: Surroundings) => Promise<OrganizationsApi>,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  return inOwnSession({ ...options, alone: true }, (effects) =>
    work({ ...effects, connect: (log = effects.log) => connect({ ...effects, log }) }),
  );
}

/**
 * Does the work of one verb with everything around it that a real run has: log, progress, interrupts, the real
 * clock. Whatever becomes of the work, the terminal is left as it was.
 */
export async function inOwnSession<T>(
  options: SessionOptions & Pick<LogOptions, 'alone'>,
  work: (effects: SessionEffects) => Promise<T>,
): Promise<T> {
  const log = makeLog(options);
  const telemetry = await openTelemetry({ env: process.env, log, clock: CLOCK, ...whoAmI() });
  const interrupts = onInterrupt();
  const interrupt = interrupts.signal;
  const progress = await makeProgress(options.progress !== false);
  try {
    return await work({
      clock: CLOCK,
      random: RANDOM,
      log,
      interrupt,
      confirm: async (run) => options.yes === true || ask(run, interrupt),
      progress: (step) => progress.step(step),
      watch: telemetry?.watch,
      processes: PROCESSES,
      stateDir: options.stateDir ?? '.reconcile',
      tool: `reconcile ${version()}`,
    });
  } finally {
    progress.end();
    await telemetry?.close();
    interrupts.forget();
  }
}

function whoAmI(): { readonly version: string; readonly instance: string } {
  return { version: version(), instance: `${PROCESSES.self.host}-${PROCESSES.self.pid}` };
}
