import { nameCall } from './apis.ts';
import { ApiFailure, isLoopback } from './port.ts';
import type { ApiCall } from './request.ts';
import { isNobodyThere } from './retry.ts';
import type { TransportFailure } from './transport.ts';

/** Where a call went. */
interface Addressed {
  readonly host: string;
  /** What named the host, in words. */
  readonly endpointFrom: string | undefined;
}

/** The failure of a call that had no answer, in words: what happened, and where to look. */
export function unanswered(
  call: ApiCall,
  failure: TransportFailure,
  { host, endpointFrom }: Addressed,
): ApiFailure {
  const code = failure.code === undefined ? '' : `, ${failure.code}`;
  const message = `${nameCall(call)} failed: ${failure.message} (${host}${code}).`;
  // The cause is left out: errors of a transport can hold what was sent.
  if (failure.kind === 'too-large') return new ApiFailure('malformed', message, { code: failure.code });
  if (failure.kind === 'untrusted') {
    return new ApiFailure('refused', message, {
      code: failure.code,
      hint: 'If a proxy inspects TLS here, name its certificate in NODE_EXTRA_CA_CERTS.',
    });
  }
  return new ApiFailure('network', message, {
    code: failure.code,
    hint: isNobodyThere(failure) ? nobodyThere(host, endpointFrom, failure) : CHECK_NETWORK,
  });
}

const CHECK_NETWORK = 'Check the network and the proxy variables (HTTPS_PROXY, NO_PROXY).';

/** Where the address itself may be wrong, what named it comes first. */
function nobodyThere(host: string, from: string | undefined, { code }: TransportFailure): string {
  const named = from === undefined ? '' : `The address is from ${from}. `;
  const isHere = code === 'ECONNREFUSED' && isLoopback(new URL(`http://${host}`).hostname);
  return named + (isHere ? nobodyHome(host) : CHECK_NETWORK);
}

/** On this machine it is the emulator that is expected, under the port it had when it was started last. */
function nobodyHome(host: string): string {
  const port = new URL(`http://${host}`).port || '80';
  return (
    `Nothing listens on port ${port} of this machine. Is \`reconcile emulator\` running? It prints its address and keys; ` +
    'the address goes to --endpoint or HUAWEICLOUD_ORGANIZATIONS_ENDPOINT.'
  );
}
