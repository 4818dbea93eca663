import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import process from 'node:process';
import { type CloudClient, createClient } from '../cloud/client.ts';
import { type CredentialSource, findCredentials, fixedCredentials } from '../cloud/credentials.ts';
import { chooseEndpoint } from '../cloud/endpoint.ts';
import { metadataService } from '../cloud/metadata.ts';
import { proxyFromEnv } from '../cloud/transport.ts';
import { CLOCK, RANDOM } from './effects.ts';
import { demoFile, readText } from './files.ts';
import type { Surroundings } from './session.ts';
import { version } from './version.ts';

/** Options that say which service is used, with which credentials and how fast. */
export interface CloudOptions {
  readonly emulator?: boolean;
  readonly seed?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly concurrency: number;
  readonly rate?: number;
}

/** Gives what opens the service of a run: the cloud, or an emulator that lives as long as the client. */
export function connector(options: CloudOptions): (surroundings: Surroundings) => Promise<CloudClient> {
  return async (surroundings) => {
    if (options.emulator === true) return connectEmulator(options, surroundings);
    const { env } = process;
    const endpoint = chooseEndpoint(options.endpoint, env);
    return client(endpoint, await credentialsOf(options), options, surroundings);
  };
}

/** The credentials that a run would use. Throws Refusal where there are none. */
export async function credentialsOf({ profile }: CloudOptions): Promise<CredentialSource> {
  return findCredentials({
    env: process.env,
    home: homedir(),
    readFile: (file) => readFile(file, 'utf8'),
    clock: CLOCK,
    ...(process.env['RECONCILE_METADATA'] !== 'off' && { fetchMetadata: metadataService() }),
    ...(profile !== undefined && { profile }),
  });
}

function client(
  endpoint: string,
  credentials: CredentialSource,
  { concurrency, rate }: CloudOptions,
  { log }: Surroundings,
): CloudClient {
  return createClient({
    endpoint,
    credentials,
    clock: CLOCK,
    random: RANDOM,
    log,
    concurrency,
    rate,
    proxy: proxyFromEnv(process.env),
    version: version(),
  });
}

/** Starts the embedded service in this process, over real HTTP; closing the client ends it. */
async function connectEmulator(options: CloudOptions, surroundings: Surroundings): Promise<CloudClient> {
  const { startEmulator } = await import('../emulator/server.ts');
  const { parseSeed } = await import('../emulator/seed.ts');
  const file = options.seed ?? demoFile('organization.yaml');
  const emulator = await startEmulator({ seed: parseSeed(readText(file), file), clock: CLOCK });
  const api = client(emulator.url, fixedCredentials('the emulator', emulator.keys), options, surroundings);
  return {
    ...api,
    close: async () => {
      await api.close();
      await emulator.close();
    },
  };
}
