import process from 'node:process';
import type { Step } from '../run.ts';

/** Shows how far a run is. */
export interface Progress {
  step(step: Step): void;
  end(): void;
}

const SILENT: Progress = { step: () => undefined, end: () => undefined };

/** A bar on standard error at a terminal; silent elsewhere, so that logs of CI jobs stay readable. */
export async function makeProgress(wanted: boolean): Promise<Progress> {
  if (!wanted || !process.stderr.isTTY) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: '{bar} {value} of {total} resources',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  return {
    step(step) {
      if (step.stage === 'applying') bar.start(step.total, 0);
      if (step.stage === 'applied') bar.increment();
    },
    end: () => bar.stop(),
  };
}
