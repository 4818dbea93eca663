import process from 'node:process';

/**
 * Turns Ctrl-C and SIGTERM into an abort. The first one asks the run to end well: no new call starts, those under
 * way finish and are journaled. The second ends the process at once; the journal tells the truth even then.
 */
export function onInterrupt(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nstopping: calls under way are finished first; once more to stop at once\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    forget() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
