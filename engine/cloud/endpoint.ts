import { refuse } from '../problem.ts';
import { isLoopback } from './port.ts';

/** One data set and one address for all regions (Organizations API Reference, "Endpoints"). */
const SERVICE_ENDPOINT = 'https://organizations.myhuaweicloud.com';

/** Names the endpoint where no option does. */
export const ENDPOINT_VARIABLE = 'HUAWEICLOUD_ORGANIZATIONS_ENDPOINT';

/** An endpoint, and what named it, for whoever has to mend it. */
export interface ChosenEndpoint {
  /** A URL without a path (`https://host[:port]`). */
  readonly endpoint: string;
  /** `--endpoint`, the variable, or another name of the option; absent for the service's own. */
  readonly endpointFrom?: string;
}

/**
 * The endpoint of a run: what the option says, else the variable, else the service's own. `named` is what the user
 * calls the option. Throws Refusal as `checkEndpoint` does.
 */
export function chooseEndpoint(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  named = '--endpoint',
): ChosenEndpoint {
  if (option !== undefined) return { endpoint: checkEndpoint(option, named), endpointFrom: named };
  const fromEnv = env[ENDPOINT_VARIABLE];
  if (!fromEnv) return { endpoint: SERVICE_ENDPOINT };
  return { endpoint: checkEndpoint(fromEnv, ENDPOINT_VARIABLE), endpointFrom: ENDPOINT_VARIABLE };
}

/**
 * An endpoint's origin. Throws Refusal where it is no URL of a host alone (`endpoint-invalid`), or plain http to a
 * host that is not this machine (`endpoint-not-https`): a signature does not hide what is sent.
 */
export function checkEndpoint(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    refuse('endpoint-invalid', `The endpoint in ${source} is not an https URL.`, { hint: EXAMPLE });
  }
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) {
    refuse('endpoint-invalid', `The endpoint in ${source} has more than a host and a port.`, {
      hint: EXAMPLE,
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    refuse('endpoint-not-https', `The endpoint in ${source} is plain http to ${url.hostname}.`, {
      hint: 'Use https. Plain http is only for an emulator on this machine (127.0.0.1, [::1], localhost).',
    });
  }
  return url.origin;
}

const EXAMPLE = `Give it as ${SERVICE_ENDPOINT}, or leave it out.`;
