import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import process from 'node:process';
import { type CloudClient, createClient } from '../cloud/client.ts';
import { type CredentialSource, findCredentials, fixedCredentials } from '../cloud/credentials.ts';
import { type ChosenEndpoint, chooseEndpoint } from '../cloud/endpoint.ts';
import { metadataService } from '../cloud/metadata.ts';
import { proxyFromEnv } from '../cloud/transport.ts';
import type { EmulatorOptions } from '../emulator/server.ts';
import { CLOCK, RANDOM } from '../machine.ts';
import type { Log } from '../model.ts';
import { version } from '../version.ts';
import { demoFile, readText } from './files.ts';
import type { Surroundings } from './session.ts';

/** Options that say which service is used, with which credentials and how fast. */
export interface CloudOptions {
  readonly emulator?: boolean;
  readonly seed?: string;
  readonly faults?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly concurrency: number;
  readonly rate?: number;
}

/** Gives what opens the service of a run: the cloud, or an emulator that lives as long as the client. */
export function connector(options: CloudOptions): (surroundings: Surroundings) => Promise<CloudClient> {
  return async ({ log }) => (await connect(options, log)).client;
}

/** Opens the service, and gives the client beside the credentials that it uses. */
export async function connect(
  options: CloudOptions,
  log: Log,
): Promise<{ client: CloudClient; credentials: CredentialSource }> {
  if (options.emulator === true) {
    const { client, credentials } = await startInProcess(options, log);
    return { client, credentials };
  }
  const endpoint = chooseEndpoint(options.endpoint, process.env);
  const credentials = await credentialsOf(options);
  return { client: clientFor(endpoint, credentials, options, log), credentials };
}

/** The credentials that a run would use. Throws Refusal where there are none. */
async function credentialsOf({ profile }: CloudOptions): Promise<CredentialSource> {
  return findCredentials({
    env: process.env,
    home: homedir(),
    readFile: (file) => readFile(file, 'utf8'),
    clock: CLOCK,
    ...(process.env['RECONCILE_METADATA'] !== 'off' && { fetchMetadata: metadataService() }),
    ...(profile !== undefined && { profile }),
  });
}

function clientFor(
  endpoint: ChosenEndpoint,
  credentials: CredentialSource,
  { concurrency, rate }: CloudOptions,
  log: Log,
): CloudClient {
  return createClient({
    ...endpoint,
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
async function startInProcess(
  options: CloudOptions,
  log: Log,
): Promise<{ client: CloudClient; credentials: CredentialSource }> {
  const { startEmulator } = await import('../emulator/server.ts');
  const emulator = await startEmulator({ ...(await emulated(options)), clock: CLOCK });
  const credentials = fixedCredentials('the emulator', emulator.keys);
  const api = clientFor({ endpoint: emulator.url }, credentials, options, log);
  const close = async (): Promise<void> => {
    await api.close();
    await emulator.close();
  };
  return { client: { ...api, close }, credentials };
}

/** What an emulator is to hold, and the faults it is to make, from the files that options name. */
export async function emulated({
  seed: file = demoFile('organization.yaml'),
  faults,
}: Pick<CloudOptions, 'seed' | 'faults'>): Promise<Pick<EmulatorOptions, 'seed' | 'faults'>> {
  const { parseFaults, parseSeed } = await import('../emulator/seed.ts');
  const seed = parseSeed(readText(file), file);
  return faults === undefined ? { seed } : { seed, faults: parseFaults(readText(faults), faults) };
}
