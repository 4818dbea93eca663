import type { Problem } from '../model.ts';
import { type ProblemCode, problem } from '../problem.ts';
import type { ApiFailure, FailureKind } from './port.ts';

const CODES: Readonly<Record<FailureKind, ProblemCode>> = {
  throttled: 'service-throttled',
  conflict: 'service-conflict',
  unavailable: 'service-unavailable',
  network: 'service-unreachable',
  signature: 'signature-refused',
  'token-expired': 'token-expired',
  renewed: 'token-expired',
  caller: 'caller-refused',
  'no-organization': 'no-organization',
  denied: 'permission-denied',
  'not-found': 'resource-not-found',
  refused: 'request-refused',
  malformed: 'answer-malformed',
};

/** A failed request as a coded message to the user. */
export function problemOf(failure: ApiFailure): Problem {
  return problem(CODES[failure.kind], failure.message, {
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.requestId === undefined ? {} : { 'request-id': failure.requestId }),
  });
}
