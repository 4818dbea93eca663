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

/** Counts things that are worked on at once. */
export interface Counter {
  began(): void;
  /** @param well whether nothing went wrong with it */
  ended(well: boolean): void;
  end(): void;
}

/** A line on standard error at a terminal: how many organizations are done, under way and in trouble. */
export async function makeCounter(wanted: boolean, total: number): Promise<Counter> {
  if (!wanted || !process.stderr.isTTY)
    return { began: () => undefined, ended: () => undefined, end: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const counts = { working: 0, trouble: 0 };
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: '{bar} {value} of {total} organizations, {working} under way, {trouble} in trouble',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(total, 0, counts);
  return {
    began() {
      counts.working++;
      bar.update(counts);
    },
    ended(well) {
      counts.working--;
      if (!well) counts.trouble++;
      bar.increment(1, counts);
    },
    end: () => bar.stop(),
  };
}
