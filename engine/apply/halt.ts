import type { ApiFailure } from '../cloud/port.ts';
import type { Problem } from '../model.ts';

/** Denials in a row, with no success among them, after which the caller is taken to be denied everything. */
const DENIALS = 5;

/** Resources in a row that were lost to the network, after which the way to the service is taken to be gone. */
const UNANSWERED = 5;

/** Whether and why a run has stopped to start calls. In-flight ones finish and are journaled. */
export interface Halt {
  /** Aborted once no new call may start. Waits for a turn or a retry end with it. */
  readonly signal: AbortSignal;
  /** Why, in a sentence; undefined while the run goes on. */
  why(): string | undefined;
  readonly problems: readonly Problem[];
  /** Told of every failure of a write; stops the run where it must (DESIGN of apply in engine/README.md). */
  failed(failure: ApiFailure): void;
  succeeded(): void;
  /**
   * Told of every resource that ended in failure, and of what it was; stops the run past the failure budget, and
   * where no resource in a row was answered.
   */
  lost(failure?: ApiFailure): void;
  stop(problem: Problem): void;
}

/**
 * Makes the halt of one run. `interrupt` is the user's Ctrl-C; `maxFailures` how many resources may fail before
 * the run stops.
 */
export function makeHalt(
  interrupt: AbortSignal,
  maxFailures: number,
  describe: (failure: ApiFailure) => Problem,
): Halt {
  const own = new AbortController();
  const problems: Problem[] = [];
  let denials = 0;
  let succeeded = false;
  let failures = 0;
  let unanswered = 0;
  const stop = (problem: Problem): void => {
    if (!own.signal.aborted) problems.push(problem);
    own.abort();
  };
  return {
    signal: AbortSignal.any([interrupt, own.signal]),
    why: () => (own.signal.aborted ? problems[0]?.message : interrupt.aborted ? 'interrupted' : undefined),
    problems,
    failed(failure) {
      if (failure.kind === 'denied') denials += 1;
      if (failure.stopsRun || (denials >= DENIALS && !succeeded)) stop(describe(failure));
    },
    succeeded() {
      succeeded = true;
      unanswered = 0;
    },
    lost(failure) {
      failures += 1;
      unanswered = failure?.kind === 'network' ? unanswered + 1 : 0;
      if (failure !== undefined && unanswered >= UNANSWERED) stop(describe(failure));
      if (failures > maxFailures) {
        const message = `stopped after ${failures} failed resources (--max-failures ${maxFailures})`;
        stop({ code: 'too-many-failures', severity: 'error', message });
      }
    },
    stop,
  };
}
