import { createClient } from '../cloud/client.ts';
import type { CredentialSearch } from '../cloud/credentials.ts';
import { chooseEndpoint } from '../cloud/endpoint.ts';
import type { OrganizationsApi } from '../cloud/port.ts';
import { proxyFromEnv } from '../cloud/transport.ts';
import type { Log, Random } from '../model.ts';
import { resolveCredentials } from './credentials.ts';
import type { FleetOrganization } from './fleet.ts';

/** What connections of a fleet take from outside. */
export interface Outside extends Pick<CredentialSearch, 'env' | 'home' | 'readFile' | 'clock'> {
  readonly random: Random;
  /** Of this tool, for `User-Agent`. */
  readonly version: string;
}

/** Opens the service of one organization. Rejects with Refusal where that cannot even be tried. */
export type Connect = (one: FleetOrganization, log: Log) => Promise<OrganizationsApi>;

/** Gives what opens organizations: each has a client, sockets, a pace and a retry budget of its own. */
export function connector({ random, version, ...search }: Outside): Connect {
  return async ({ credentials, endpoint, concurrency, rate }, log) =>
    createClient({
      ...chooseEndpoint(endpoint, search.env, 'the fleet file'),
      credentials: await resolveCredentials(credentials, search),
      clock: search.clock,
      random,
      log,
      concurrency,
      rate,
      proxy: proxyFromEnv(search.env),
      version,
    });
}
