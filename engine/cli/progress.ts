import process from 'node:process';
import type { SoFar } from '../inventory/so-far.ts';
import { PLURALS } from '../report/title.ts';
import { number } from '../report/words.ts';
import type { Step } from '../run.ts';

/** Shows how far a run is. */
export interface Progress {
  step(step: Step): void;
  end(): void;
}

const SILENT: Progress = { step: () => undefined, end: () => undefined };

/** What is read in less than this is not worth a line that comes and goes. */
const PATIENCE_MS = 500;

/** Whether somebody looks on: at a terminal that can draw a line anew, and that is not the log of a CI job. */
function isWatched(): boolean {
  const { CI: ci = '', TERM: terminal } = process.env;
  return process.stderr.isTTY && terminal !== 'dumb' && (ci === '' || ci === '0' || ci === 'false');
}

/** A line while tags are read, a bar while they are removed. Silent where nobody looks on, so that logs stay readable. */
export async function makeProgress(wanted: boolean): Promise<Progress> {
  if (!wanted || !isWatched()) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const look = { stream: process.stderr, hideCursor: true, clearOnComplete: true, gracefulExit: false };
  const bar = new cliProgress.SingleBar({ ...look, format: '{bar} {value} of {total} resources' });
  const line = new cliProgress.SingleBar({ ...look, format: '{text}' });
  // Drawn again several times a second, with what it says by then.
  const said = { text: 'Reading the organization' };
  let patience: NodeJS.Timeout | undefined;
  const endReading = (): void => {
    clearTimeout(patience);
    line.stop();
  };
  return {
    step(step) {
      if (step.stage === 'reading') patience ??= setTimeout(() => line.start(1, 0, said), PATIENCE_MS);
      else if (step.stage === 'read') said.text = readingLine(step);
      else endReading();
      if (step.stage === 'applying') bar.start(step.total, 0);
      if (step.stage === 'applied') bar.increment();
    },
    end() {
      endReading();
      bar.stop();
    },
  };
}

const READ = { ...PLURALS, tree: 'the tree, OU by OU:' } as const;

/** `Reading accounts 3,000 of 10,000`. */
export function readingLine({ what, done, total }: SoFar): string {
  const of = total === undefined ? '' : ` of ${number(total)}`;
  return `Reading ${READ[what]} ${number(done)}${of}`;
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
  if (!wanted || !isWatched())
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
