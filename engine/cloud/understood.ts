import { Malformed } from './answers.ts';
import { nameCall, type Subject } from './apis.ts';
import { type Reply, requestId } from './failure.ts';
import { ApiFailure } from './port.ts';

/** Tag calls answer with an empty body, which is not JSON. An error inside a success is no success. */
export function checkEmpty(body: string): void {
  if (body.trim() === '') return;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new Malformed('is neither empty nor JSON', { cause: error });
  }
  if (typeof value === 'object' && value !== null && ('error_code' in value || 'error' in value)) {
    throw new Malformed('reports an error inside a success');
  }
}

/** What an answer says. Throws ApiFailure (`malformed`) where it is not what the API promises. */
export function understood<T>(
  subject: Subject,
  reply: Reply | undefined,
  understand: (body: string) => T,
): T {
  try {
    return understand(reply?.body ?? '');
  } catch (error) {
    if (error instanceof Malformed) throw malformed(subject, error.message, reply);
    throw error;
  }
}

/** The failure that an answer is which cannot be understood; `what` ends `the answer …`. */
export function malformed(subject: Subject, what: string, reply?: Reply): ApiFailure {
  return new ApiFailure('malformed', `${nameCall(subject)} failed: the answer ${what}.`, {
    status: reply?.status,
    requestId: reply === undefined ? undefined : requestId(reply),
    hint: 'Check that the endpoint and the proxy lead to the Organizations service.',
  });
}
