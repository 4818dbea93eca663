import { describe, expect, it } from 'vitest';
import type { Check } from '../../engine/cloud/doctor.ts';
import { runCli, type Scenario, scenario } from '../scenario.ts';

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  tags: { owner: platform }
  units:
    Production: { accounts: { prd-pay: { tags: { owner: pay } } } }
  accounts:
    security: { delegated-administrator: true }
callers:
  member: { account: prd-pay }
  delegate: { account: security }
  stranger: { outside: true }
  auditor:
    policy:
      Version: "5.0"
      Statement: [{ Effect: Allow, Action: "*" }, { Effect: Deny, Action: "organizations:policies:list" }]
`;

/** Runs `doctor --json` with other variables than the administrator's. */
async function examine(w: Scenario, env: Readonly<Record<string, string>>) {
  const { code, stdout } = await runCli(['doctor', '--json'], { cwd: w.folder, env: { ...w.env, ...env } });
  const checks = JSON.parse(stdout) as Check[];
  const of = (state: Check['state']) => checks.filter((one) => one.state === state).map(({ name }) => name);
  return {
    code,
    failed: of('fail'),
    warned: of('warn'),
    skipped: of('skipped'),
    said: JSON.stringify(checks),
  };
}

function keysOf(w: Scenario, caller: string): Record<string, string> {
  const { accessKey = '', secretKey = '', domainId = '' } = w.emulator.keysOf(caller) ?? {};
  return {
    HUAWEICLOUD_SDK_AK: accessKey,
    HUAWEICLOUD_SDK_SK: secretKey,
    HUAWEICLOUD_SDK_DOMAIN_ID: domainId,
  };
}

describe.each([
  {
    caller: 'delegate',
    code: 0,
    failed: [],
    warned: ['caller'],
    says: 'only the management account can remove tags',
  },
  {
    caller: 'member',
    code: 1,
    failed: ['caller', 'organizations:resources:listByTag'],
    warned: [],
    says: 'Use credentials of the management account',
  },
  { caller: 'stranger', code: 1, failed: ['organization'], warned: [], says: 'belongs to no organization' },
  {
    caller: 'auditor',
    code: 1,
    failed: ['organizations:policies:list'],
    warned: [],
    says: 'The caller needs the IAM action organizations:policies:list.',
  },
])('reconcile doctor for a $caller', ({ caller, code, failed, warned, says }) => {
  it('names what a run would fail at, and sends no write', async () => {
    await using w = await scenario({ seed: SEED });
    const found = await examine(w, keysOf(w, caller));
    expect(found).toMatchObject({ code, failed, warned });
    expect(found.said).toContain(says);
    expect(w.requests().filter((one) => one.write)).toEqual([]);
  });
});

describe('reconcile doctor', () => {
  it('spends one request on a wrong secret key, and does not blame the clock', async () => {
    await using w = await scenario({ seed: SEED });
    const found = await examine(w, { HUAWEICLOUD_SDK_SK: 'wrong' });
    expect(found).toMatchObject({ code: 1, failed: ['organization'] });
    expect(found.said).toContain('The clock is not it');
    expect(w.requests()).toHaveLength(1);
  });

  it('prints its table with every check skipped where no credentials are found', async () => {
    await using w = await scenario({ seed: SEED });
    const found = await examine(w, { HUAWEICLOUD_SDK_AK: '', HUAWEICLOUD_SDK_SK: '' });
    expect(found).toMatchObject({ code: 1, failed: ['credentials'] });
    expect(found.skipped).toContain('clock');
    expect(w.requests()).toEqual([]);
  });

  it('counts one of a thing as one', async () => {
    await using w = await scenario({
      seed: 'organization: { name: acme, management-account: only }\nroot: { tags: { owner: me } }\n',
    });
    expect((await examine(w, {})).said).toContain('"1 account."');
  });

  it('says once why it skipped the rest, and names it', async () => {
    await using w = await scenario({ seed: SEED });
    const env = { ...w.env, HUAWEICLOUD_SDK_AK: '', HUAWEICLOUD_SDK_SK: '' };
    const { stdout } = await runCli(['doctor'], { cwd: w.folder, env });
    expect(stdout.match(/there are no credentials/g)).toHaveLength(1);
    expect(stdout).toMatch(
      /^skipped {2}11 checks {4}Not looked at: there are no credentials\. These are: clock, organization, caller, .*organizations:resources:untag\.$/m,
    );
  });

  it('says by how much a clock is off', async () => {
    const ahead = { now: () => Date.now() + 20 * 60_000, sleep: () => Promise.resolve() };
    await using w = await scenario({ seed: SEED, options: { clock: ahead } });
    const found = await examine(w, {});
    expect(found.code).toBe(1);
    expect(found.said).toContain("20 minutes behind the service's");
  });
});
