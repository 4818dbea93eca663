import { ApiFailure, type FailureKind } from './port.ts';

/**
 * Guards the key against its lock: more than five refused signatures in a row lock it for five minutes. Until an
 * answer proves that the credentials are accepted, requests go one at a time; after the first refused signature
 * none goes at all.
 */
export interface Admission {
  /** Runs one request, alone as long as nothing is proven. Rejects as the first refused signature did. */
  enter<T>(send: () => Promise<T>): Promise<T>;
  /** Throws where a signature was refused since. */
  check(): void;
}

/** Failures that tell nothing of whether the credentials are good. */
const PROVE_NOTHING: ReadonlySet<FailureKind> = new Set([
  'throttled',
  'unavailable',
  'network',
  'token-expired',
]);

export function createAdmission(): Admission {
  let refused: ApiFailure | undefined;
  let proven = false;
  let last: Promise<void> = Promise.resolve();

  const isProven = (): boolean => proven;
  const check = (): void => {
    if (refused !== undefined) throw refused;
  };

  const run = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    try {
      const answer = await send();
      proven = true;
      return answer;
    } catch (error) {
      if (error instanceof ApiFailure) judge(error);
      throw error;
    }
  };

  const judge = (failure: ApiFailure): void => {
    if (failure.kind === 'signature') refused ??= failure;
    // Fresh credentials have to prove themselves again.
    else if (failure.kind === 'token-expired' || failure.kind === 'renewed') proven = false;
    else if (!PROVE_NOTHING.has(failure.kind)) proven = true;
  };

  return {
    check,
    async enter(send) {
      if (isProven()) return run(send);
      const before = last;
      let leave = (): void => undefined;
      last = new Promise((resolve) => {
        leave = resolve;
      });
      await before;
      // What came before may have proven the credentials; then nobody behind waits for this one.
      if (isProven()) leave();
      try {
        return await run(send);
      } finally {
        leave();
      }
    },
  };
}
