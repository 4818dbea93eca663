import { describe, expect, it } from 'vitest';
import { resolveCredentials } from '../../engine/fleet/credentials.ts';
import { loadFleet } from '../../engine/fleet/load.ts';
import { exitOfFleet } from '../../engine/fleet/result.ts';
import { selectOrganizations } from '../../engine/fleet/select.ts';
import type { ExitCode, Problem } from '../../engine/model.ts';
import { Refusal } from '../../engine/problem.ts';
import { diskFiles } from '../../engine/rules/disk.ts';
import { loadRules } from '../../engine/rules/load.ts';
import { testClock } from '../emulator/kit.ts';

const load = (text: string) =>
  loadFleet('fleets/group.yaml', { read: () => Promise.resolve(Buffer.from(text)) });

async function problemsOf(text: string): Promise<readonly Problem[]> {
  const error: unknown = await load(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error('it was not refused');
  return error.problems;
}

const TWO = `
version: 1
defaults:
  rules: shared.yaml
  limits: { removals: 10, share: 25% }
  labels: { region: eu }
  concurrency: 2
organizations:
  - { name: acme, credentials: { profile: acme } }
  - name: globex
    credentials: { file: secrets/globex, profile: main }
    rules: /etc/globex.yaml
    limits: { removals: none }
    labels: { wave: "2" }
    endpoint: https://organizations.example.com
`;

describe('a fleet file', () => {
  it('lays the defaults under each organization, with paths beside the file', async () => {
    const { name, organizations } = await load(TWO);
    expect(name).toBe('group');
    expect(organizations[0]).toMatchObject({
      name: 'acme',
      credentials: { kind: 'profile', profile: 'acme' },
      rules: 'fleets/shared.yaml',
      concurrency: 2,
      labels: [{ label: 'region', value: 'eu' }],
    });
    expect(organizations[1]).toMatchObject({
      credentials: { kind: 'profile', profile: 'main', file: 'fleets/secrets/globex' },
      rules: '/etc/globex.yaml',
      endpoint: 'https://organizations.example.com',
      limits: [
        { name: 'removals', value: null },
        { name: 'share', value: 25 },
      ],
    });
  });

  it('of the examples is fit to work with, and its rules are there', async () => {
    const { organizations } = await loadFleet('examples/fleet/fleet.yaml', diskFiles());
    for (const { rules } of organizations) await expect(loadRules(rules, diskFiles())).resolves.toBeDefined();
    expect(organizations.length).toBe(3);
  });

  it.each(['sk', 'ak', 'secret-key', 'password', 'securityToken', 'access_key'])(
    'refuses the secret `%s` without showing it',
    async (key) => {
      const problems = await problemsOf(
        `version: 1\norganizations:\n  - { name: a, credentials: { profile: p, ${key}: HIDDEN } }\n`,
      );
      expect(problems.map((one) => one.code)).toEqual(['fleet-secret']);
      expect(JSON.stringify(problems)).not.toContain('HIDDEN');
    },
  );

  it('tells every mistake at once, with its place', async () => {
    const problems = await problemsOf(`version: 1
organizations:
  - { name: a, credentials: { profile: p }, labels: { name: x } }
  - { name: B!, credentials: { env-prefix: lower_ } }
  - { name: c, credentials: {} }
`);
    expect(problems.map(({ code, place }) => [code, place?.line])).toEqual([
      ['not-allowed', 3],
      ['not-allowed', 4],
      ['not-allowed', 4],
      ['empty', 5],
    ]);
  });

  it('refuses an endpoint that no run could use, where it stands', async () => {
    const problems = await problemsOf(`version: 1
defaults: { endpoint: "http://example.com" }
organizations:
  - { name: a, credentials: { profile: p }, endpoint: "https://host:99999" }
  - { name: b, credentials: { profile: q }, endpoint: "https://host?x=1" }
  - { name: c, credentials: { profile: r }, endpoint: "http://127.0.0.1:8080" }
`);
    expect(problems.map(({ code, place }) => [code, place?.line, place?.column])).toEqual([
      ['endpoint-not-https', 2, 23],
      ['endpoint-invalid', 4, 55],
      ['endpoint-invalid', 5, 55],
    ]);
  });

  it('refuses one organization twice, by its name or by its credentials, and two ways to one key', async () => {
    const problems = await problemsOf(`version: 1
organizations:
  - { name: a, credentials: { profile: p } }
  - { name: a, credentials: { profile: q } }
  - { name: b, credentials: { profile: p } }
  - { name: c, credentials: { profile: r, env-prefix: C_ } }
`);
    expect(problems.map(({ code, place }) => [code, place?.line])).toEqual([
      ['fleet-organization-twice', 4],
      ['fleet-organization-twice', 5],
      ['fleet-credentials', 6],
    ]);
  });
});

describe('selecting organizations', () => {
  it('takes those with one of the values of every label that is named', async () => {
    const fleet = await load(TWO);
    const names = (...selected: [string, string][]) =>
      selectOrganizations(
        fleet,
        selected.map(([label, value]) => ({ label, value })),
      ).organizations.map((one) => one.name);
    expect(names()).toEqual(['acme', 'globex']);
    expect(names(['region', 'eu'], ['wave', '2'])).toEqual(['globex']);
    expect(names(['name', 'acme'], ['name', 'globex'])).toEqual(['acme', 'globex']);
    expect(() => names(['wave', '2'], ['name', 'acme'])).toThrow(Refusal);
  });
});

describe('credentials of an organization', () => {
  const search = {
    home: '/home/user',
    clock: testClock(),
    readFile: (file: string) =>
      Promise.resolve(
        file === '/run/secrets/acme' ? '[main]\nak = AAAAAAAAAAAA\nsk = ssss\n' : '[other]\nak = x\nsk = y\n',
      ),
  };

  it('are those that are named, whatever else the environment holds', async () => {
    const env = {
      HUAWEICLOUD_SDK_AK: 'WRONGWRONGWR',
      HUAWEICLOUD_SDK_SK: 'wrong',
      ACME_AK: 'RIGHTRIGHTRI',
      ACME_SK: 'right',
    };
    const variables = await resolveCredentials({ kind: 'variables', prefix: 'ACME_' }, { ...search, env });
    expect((await variables.get()).accessKey).toBe('RIGHTRIGHTRI');
    const reference = { kind: 'profile', file: '/run/secrets/acme', profile: 'main' } as const;
    const file = await resolveCredentials(reference, { ...search, env });
    expect((await file.get()).accessKey).toBe('AAAAAAAAAAAA');
    const missing = resolveCredentials({ kind: 'variables', prefix: 'GLOBEX_' }, { ...search, env });
    await expect(missing).rejects.toThrow('GLOBEX_AK and GLOBEX_SK');
    await expect(
      resolveCredentials({ kind: 'profile', profile: 'nobody' }, { ...search, env }),
    ).rejects.toThrow(Refusal);
  });

  it('are never quoted where one of a pair is missing', async () => {
    const half = resolveCredentials(
      { kind: 'variables', prefix: 'A_' },
      { ...search, env: { A_SK: 'HIDDEN' } },
    );
    const error: unknown = await half.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refusal);
    expect(JSON.stringify((error as Refusal).problems)).not.toContain('HIDDEN');
    expect(JSON.stringify((error as Refusal).problems)).toContain('A_AK');
  });
});

describe('the exit code of a fleet', () => {
  /** Of runs by their exit codes; the one at `writing` sent something. */
  const exit = (codes: readonly ExitCode[], writing?: number) =>
    exitOfFleet(codes.map((code, i) => ({ exit: code, wrote: i === writing })));

  it('is the worst of all, in the order of a single run', () => {
    expect(exit([])).toBe(0);
    expect(exit([0, 2, 6])).toBe(6);
    expect(exit([2, 5, 4, 130])).toBe(130);
    expect(exit([130, 3, 0])).toBe(3);
    expect(exit([3, 1])).toBe(1);
  });

  it('never says that nothing was sent where one organization was written to', () => {
    expect(exit([1, 0], 0)).toBe(4);
    expect(exit([0, 3, 130], 0)).toBe(4);
    expect(exit([130, 0], 0)).toBe(130);
    expect(exit([0, 2, 6], 0)).toBe(6);
  });
});
