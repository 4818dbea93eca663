import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { checkEndpoint } from '../cloud/endpoint.ts';
import { compareText } from '../model/order.ts';
import type { Problem } from '../model.ts';
import { type ProblemCode, problem, Refusal } from '../problem.ts';
import { collectProblems, type Report } from '../rules/collect.ts';
import { RULES_FILE, type RuleFiles } from '../rules/disk.ts';
import { below, placeOf, type Spot } from '../rules/places.ts';
import { readYaml } from '../rules/yaml.ts';
import type { CredentialsReference, Fleet, FleetOrganization, Label, NamedLimit } from './fleet.ts';
import { checkShape, mayShow } from './shape.ts';
import type { WrittenFleet, WrittenOrganization, WrittenSettings } from './written.ts';

/** Requests in flight where nothing is said: six refused signatures in a row lock a key, so it stays below. */
const CONCURRENCY = 4;

/**
 * Reads and checks a fleet file. Paths in it become relative to where the process stands, as the file's own is.
 *
 * @throws Refusal with every problem of the file, none of which quotes a line that may hold a secret
 */
export async function loadFleet(name: string, files: Pick<RuleFiles, 'read'>): Promise<Fleet> {
  const { file, problems } = readYaml(await readBytes(name, files), name);
  const collector = collectProblems();
  problems.forEach(collector.add);
  const written = file === undefined ? undefined : checkShape(file, collector.report);
  const fleet =
    file === undefined || written === undefined
      ? undefined
      : normalise(written, { file, path: [] }, name, collector.report);
  const found = collector.sorted([name]).map(withoutSecrets);
  if (fleet === undefined || found.length > 0) throw new Refusal(found);
  return fleet;
}

async function readBytes(name: string, files: Pick<RuleFiles, 'read'>): Promise<Uint8Array> {
  try {
    return await files.read(name);
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new Refusal([problem('fleet-file-unreadable', `cannot read ${name} (${code})`)], { cause });
  }
}

function withoutSecrets({ excerpt, ...rest }: Problem): Problem {
  return excerpt === undefined || !mayShow(excerpt) ? rest : { ...rest, excerpt };
}

function normalise(written: WrittenFleet, top: Spot, name: string, report: Report): Fleet {
  const { defaults = {} } = written;
  checkEndpointOf(defaults, below(top, 'defaults'), report);
  const organizations = written.organizations.map((one, i) =>
    organizationOf(one, defaults, below(top, 'organizations', i), name, report),
  );
  refuseTwice(organizations, top, report);
  return { name: written.name ?? nameOf(name), file: name, organizations };
}

/** The name of a file as the name of a fleet. */
function nameOf(file: string): string {
  const words = basename(file, extname(file))
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['fleet'];
  return words.join('-').slice(0, 63);
}

function organizationOf(
  written: WrittenOrganization,
  defaults: WrittenSettings,
  spot: Spot,
  file: string,
  report: Report,
): FleetOrganization {
  checkEndpointOf(written, spot, report);
  const settings = { ...defaults, ...written };
  const { endpoint, rate } = settings;
  return {
    name: written.name,
    credentials: referenceOf(written.credentials, below(spot, 'credentials'), file, report),
    rules: beside(file, settings.rules ?? RULES_FILE),
    ...(endpoint !== undefined && { endpoint }),
    limits: limitsOf({ ...defaults.limits, ...written.limits }),
    labels: labelsOf({ ...defaults.labels, ...written.labels }),
    concurrency: settings.concurrency ?? CONCURRENCY,
    ...(rate !== undefined && { rate }),
    place: placeOf(spot),
  };
}

/** An endpoint that no run could use is a mistake of the file, told before anything is begun. */
function checkEndpointOf({ endpoint }: WrittenSettings, spot: Spot, report: Report): void {
  if (endpoint === undefined) return;
  try {
    checkEndpoint(endpoint, 'the fleet file');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    for (const { code, message, hint } of error.problems)
      report(below(spot, 'endpoint'), code as ProblemCode, message, { hint });
  }
}

function referenceOf(
  written: WrittenOrganization['credentials'],
  spot: Spot,
  fleet: string,
  report: Report,
): CredentialsReference {
  const { profile, file, 'env-prefix': prefix } = written;
  if (prefix !== undefined && (profile !== undefined || file !== undefined)) {
    report(spot, 'fleet-credentials', '`env-prefix` stands beside another place to find credentials.', {
      hint: 'Give `env-prefix` alone, or `profile`, `file`, or both of these.',
    });
  }
  if (prefix !== undefined) return { kind: 'variables', prefix };
  return {
    kind: 'profile',
    ...(profile !== undefined && { profile }),
    ...(file !== undefined && { file: beside(fleet, file) }),
  };
}

function beside(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

function limitsOf(written: Readonly<Record<string, number | string>>): NamedLimit[] {
  return Object.entries(written)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => ({
      name: key as NamedLimit['name'],
      value: value === 'none' ? null : Number.parseFloat(String(value)),
      text: `${key}=${value}`,
    }));
}

function labelsOf(written: Readonly<Record<string, string>>): Label[] {
  return Object.entries(written)
    .sort(([a], [b]) => compareText(a, b))
    .map(([label, value]) => ({ label, value }));
}

/** One name or one set of credentials twice: two runs on one organization. */
function refuseTwice(organizations: readonly FleetOrganization[], top: Spot, report: Report): void {
  const names = new Map<string, FleetOrganization>();
  const accounts = new Map<string, FleetOrganization>();
  organizations.forEach((one, i) => {
    const spot = below(top, 'organizations', i);
    const account = JSON.stringify([one.credentials, one.endpoint]);
    const sameName = names.get(one.name);
    const sameAccount = accounts.get(account);
    if (sameName !== undefined) {
      const message = `The name \`${one.name}\` is taken by the organization on line ${sameName.place.line}.`;
      report(below(spot, 'name'), 'fleet-organization-twice', message);
    } else if (sameAccount !== undefined) {
      const message = `\`${one.name}\` has the credentials of \`${sameAccount.name}\`, so it is the same organization.`;
      report(below(spot, 'credentials'), 'fleet-organization-twice', message);
    }
    names.set(one.name, sameName ?? one);
    accounts.set(account, sameAccount ?? one);
  });
}
