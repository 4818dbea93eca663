import { setMaxListeners } from 'node:events';
import process from 'node:process';

/**
 * Turns Ctrl-C, SIGTERM and the end of the terminal into an abort. The first one asks the run to end well: no new
 * call starts, those under way finish and are journaled. A second Ctrl-C or SIGTERM ends the process at once; the
 * journal tells the truth even then.
 */
export function onInterrupt(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  // Each organization of a fleet listens; Node warns of more than ten.
  setMaxListeners(0, controller.signal);
  const end = (): void => {
    if (controller.signal.aborted) return;
    process.stderr.write('\nstopping: calls under way are finished first; once more to stop at once\n');
    controller.abort();
  };
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    end();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A terminal that closes, and the shell in it, may each send one: nobody has asked twice, and reports come after.
  process.on('SIGHUP', end);
  return {
    signal: controller.signal,
    forget() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
