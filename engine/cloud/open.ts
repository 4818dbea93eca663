import { type ClientOptions, type CloudClient, createClient } from './client.ts';
import { type CredentialSearch, findCredentials } from './credentials.ts';
import { chooseEndpoint } from './endpoint.ts';
import { metadataService } from './metadata.ts';
import { proxyFromEnv } from './transport.ts';

/** Where and as whom to open the service. */
export interface OpenOptions
  extends Omit<CredentialSearch, 'fetchMetadata'>,
    Omit<ClientOptions, 'credentials' | 'endpoint' | 'proxy'> {
  /** Default: the environment's, else the service's own. */
  readonly endpoint?: string;
}

/**
 * Opens the service with the first credentials that are found. Sends nothing to it yet.
 *
 * Rejects with Refusal where there are no credentials, or the endpoint or a proxy cannot be used.
 */
export async function openCloud({ endpoint, ...options }: OpenOptions): Promise<CloudClient> {
  const { env } = options;
  const chosen = chooseEndpoint(endpoint, env);
  const wanted = env['RECONCILE_METADATA'] !== 'off';
  const credentials = await findCredentials({
    ...options,
    ...(wanted && { fetchMetadata: metadataService() }),
  });
  return createClient({ ...options, ...chosen, credentials, proxy: proxyFromEnv(env) });
}
