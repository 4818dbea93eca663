import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FLEET_REPORTS } from '../../engine/fleet/report/index.ts';
import type { FleetRun } from '../../engine/fleet/result.ts';
import { blocksOf, commandsOf } from '../docs/page.ts';
import type { TestEmulator } from '../emulator/kit.ts';
import { CLI } from '../scenario.ts';
import { type FleetWorld, fleetWorld, unlikePlan } from './kit.ts';

const PAGE = readFileSync('docs/fleet.md', 'utf8');

/** The commands that the page leaves to this test. */
const COMMANDS = blocksOf(PAGE)
  .filter(({ note }) => note === 'run by test/fleet/page.test.ts')
  .flatMap(commandsOf);

const profileOf = ({ keys }: TestEmulator, section: string): string =>
  `[${section}]\nak = ${keys.accessKey}\nsk = ${keys.secretKey}\n`;

/** The fleet of the page, each organization at an emulator of its own, with its keys where the page has them. */
function asOnThePage(world: FleetWorld): { env: Record<string, string>; emulators: readonly TestEmulator[] } {
  const emulators = [...world.emulators.values()];
  const [acme, globex, initech] = emulators;
  if (acme === undefined || globex === undefined || initech === undefined)
    throw new Error('three are needed');
  const references = ['{ profile: acme }', '{ env-prefix: GLOBEX_ }', '{ file: ./secrets/initech }'];
  const entries = emulators.map(
    ({ url }, i) => `  - { name: o-${i}, credentials: ${references[i] ?? ''}, endpoint: "${url}" }\n`,
  );
  world.write('fleet.yaml', `version: 1\norganizations:\n${entries.join('')}`);
  for (const [file, text] of [
    ['.huaweicloud/credentials', profileOf(acme, 'acme')],
    ['secrets/initech', profileOf(initech, 'global')],
  ] as const) {
    mkdirSync(dirname(join(world.folder, file)), { recursive: true });
    world.write(file, text);
  }
  const temporary = globex.temporaryKeys();
  const env = {
    GLOBEX_AK: temporary.accessKey,
    GLOBEX_SK: temporary.secretKey,
    GLOBEX_SECURITY_TOKEN: temporary.securityToken ?? '',
  };
  return { env, emulators };
}

/** Types a command of the page, whose paths are those of this folder. */
async function type(
  { folder }: FleetWorld,
  command: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  writeFileSync(join(folder, 'reconcile'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(folder, 'reconcile'), 0o755);
  const all = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, RECONCILE_METADATA: 'off', ...env };
  const here = command.replaceAll('/run/secrets', join(folder, 'secrets'));
  return (await promisify(execFile)('bash', ['-c', here], { cwd: folder, env: all })).stdout;
}

describe('the page of fleets', () => {
  it('lists the formats that a fleet is reported in, and every other one is refused', async () => {
    const [, list = ''] = /A fleet is reported as ([^:]*):/.exec(PAGE) ?? [];
    expect(list.match(/\w+(?=`)/g)).toEqual(Object.keys(FLEET_REPORTS));
    await using world = await fleetWorld({ organizations: 1 });
    const words = ['fleet', 'run', 'fleet.yaml', '--dry-run', '--report', 'xlsx=fleet.xlsx'];
    const { code, stderr } = await world.cli(words, world.keys());
    expect([code, stderr.includes('bad-value')]).toEqual([1, true]);
    expect(world.total()).toBe(0);
  });

  it('says how a run of each kind of credentials is undone, and `fleet run` given again does the rest', async () => {
    await using world = await fleetWorld({ organizations: 3, units: 2 });
    const { env, emulators } = asOnThePage(world);
    const ran = await world.cli(['fleet', 'run', 'fleet.yaml', '--yes', '--report', 'json'], env);
    expect([ran.code, unlikePlan(world)]).toEqual([0, []]);
    const { organizations } = JSON.parse(ran.stdout) as FleetRun;
    const workbook = ['report', organizations[0]?.run?.id ?? '', '--report', 'xlsx=acme.xlsx'];
    expect([(await world.cli(workbook)).code, existsSync(join(world.folder, 'acme.xlsx'))]).toEqual([
      0,
      true,
    ]);
    const others = ['undo', organizations[1]?.run?.id ?? '', '--yes', '--profile', 'acme'];
    const refused = await world.cli([...others, '--endpoint', emulators[0]?.url ?? ''], env);
    expect([refused.code, refused.stdout.includes('run-origin'), unlikePlan(world)]).toEqual([1, true, []]);
    expect(COMMANDS).toHaveLength(3);
    for (const [i, { text }] of COMMANDS.entries()) {
      // The organizations of the page are at the service's own endpoint; these are not.
      const endpoint = emulators[i]?.url ?? '';
      expect(text).toContain('reconcile undo last --yes');
      const said = await type(world, text.replace('--yes', `--yes --endpoint ${endpoint}`), env);
      expect(said).toContain('2 tags put back and verified');
      expect(unlikePlan(world)).toEqual([...world.emulators.keys()].slice(0, i + 1));
    }
    const one = await world.cli(['fleet', 'run', 'fleet.yaml', '--yes', '--select', 'name=o-1'], env);
    expect([one.code, unlikePlan(world)]).toEqual([0, ['org-00', 'org-02']]);
  });
});
