import { Agent } from 'undici';
import { type Credentials, makeCredentials } from './keys.ts';

/** One request to the ECS metadata service. Rejects where nobody answers, as on any machine that is no ECS. */
export type FetchMetadata = (request: {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}) => Promise<{ readonly status: number; readonly body: string }>;

const ADDRESS = 'http://169.254.169.254';
const TOKEN_PATH = '/meta-data/latest/api/token';
const KEYS_PATH = '/openstack/latest/securitykey';
const TOKEN_SECONDS = '21600';
/** Statuses by which a metadata service without tokens answers the token call. */
const NO_TOKENS: ReadonlySet<number> = new Set([404, 405, 503]);

/**
 * Temporary keys of the agency of this ECS: a token, then the keys (ECS User Guide, "Obtaining Metadata"). Gives a
 * text that says what is missing where there are none.
 */
export async function readMetadata(fetch: FetchMetadata): Promise<Credentials | string> {
  const token = await ask(fetch, {
    method: 'PUT',
    path: TOKEN_PATH,
    headers: { 'x-metadata-token-ttl-seconds': TOKEN_SECONDS },
  });
  if (token === undefined) return 'ECS metadata: nobody answers, so this machine is no ECS';
  if (token.status !== 200 && !NO_TOKENS.has(token.status))
    return `ECS metadata: no token (HTTP ${token.status})`;
  const headers = token.status === 200 ? { 'x-metadata-token': token.body.trim() } : {};
  const keys = await ask(fetch, { method: 'GET', path: KEYS_PATH, headers });
  if (keys === undefined) return 'ECS metadata: the service stopped answering';
  if (keys.status !== 200) return `ECS metadata: no keys, so no agency is set (HTTP ${keys.status})`;
  return parseKeys(keys.body) ?? 'ECS metadata: the answer has no usable keys';
}

/** Asks the real metadata service: link-local, so never through a proxy, and with little patience. */
export function metadataService(patience = 1_000, address = ADDRESS): FetchMetadata {
  return async ({ method, path, headers }) => {
    const agent = new Agent({ connect: { timeout: patience }, maxResponseSize: 64 * 1024 });
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await agent.request({ origin: address, method, path, headers, signal });
      return { status: answer.statusCode, body: await answer.body.text() };
    } finally {
      await agent.destroy();
    }
  };
}

async function ask(
  fetch: FetchMetadata,
  request: Parameters<FetchMetadata>[0],
): Promise<Awaited<ReturnType<FetchMetadata>> | undefined> {
  try {
    return await fetch(request);
  } catch {
    return undefined;
  }
}

function parseKeys(body: string): Credentials | undefined {
  let credential: unknown;
  try {
    credential = (JSON.parse(body) as { credential?: unknown } | null)?.credential;
  } catch {
    return undefined;
  }
  if (typeof credential !== 'object' || credential === null) return undefined;
  const { access, secret, securitytoken, expires_at } = credential as Record<string, unknown>;
  const expires = typeof expires_at === 'string' ? Date.parse(expires_at) : Number.NaN;
  if (typeof access !== 'string' || typeof secret !== 'string' || typeof securitytoken !== 'string')
    return undefined;
  if (Number.isNaN(expires)) return undefined;
  return makeCredentials(
    { accessKey: access, secretKey: secret, securityToken: securitytoken, expires },
    'ECS metadata',
  );
}
