import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import { sequence } from '../engine.ts';
import { runCli, scenario } from '../scenario.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: wire, management-account: root }
root:
  units:
    A: { tags: { temp-1: x, owner: a } }
callers:
  member: { account: plain }
  auditor:
    account: root
    policy: { Version: "5.0", Statement: [{ Effect: Allow, Action: ["organizations:organizations:get"] }] }
`;
const SEED_WITH_MEMBER = SEED.replace('  units:', '  accounts: { plain: {} }\n  units:');

describe('the wire', () => {
  it('carries 1,000 calls over no more sockets than the concurrency', async () => {
    await using w = await scenario({ seed: SEED_WITH_MEMBER });
    const port = Number(new URL(w.emulator.url).port);
    let sockets = 0;
    const counter = createServer((socket) => {
      sockets += 1;
      const there = connect(port, '127.0.0.1');
      socket.pipe(there).pipe(socket);
      for (const end of [socket, there]) end.on('error', () => end.destroy());
    });
    await new Promise<void>((resolve) => counter.listen(0, '127.0.0.1', resolve));
    const { port: counted } = counter.address() as AddressInfo;
    const client = createClient({
      endpoint: `http://127.0.0.1:${counted}`,
      credentials: fixedCredentials('the test', w.emulator.keys),
      clock: w.emulator.clock,
      random: sequence(),
      log: () => undefined,
      concurrency: 6,
      version: 'test',
    });
    const id = w.emulator.id('A');
    await Promise.all(Array.from({ length: 1_000 }, () => client.listTags(id)));
    await client.close();
    counter.close();
    expect(w.emulator.requests()).toHaveLength(1_000);
    expect(sockets).toBeGreaterThan(0);
    expect(sockets).toBeLessThanOrEqual(6);
  });

  it('is trusted over TLS where NODE_EXTRA_CA_CERTS names the authority, and not otherwise', async () => {
    await using w = await scenario({ rules: RULES, seed: SEED_WITH_MEMBER });
    const [key, cert] = [join(w.folder, 'key.pem'), join(w.folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const make = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ];
    execFileSync('openssl', [...make, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const front = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (here, answer) => {
      const { method, url: path, headers } = here;
      const onward = request(w.emulator.url + (path ?? ''), { method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      here.pipe(onward);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const endpoint = `https://localhost:${(front.address() as AddressInfo).port}`;
    const args = ['doctor', '--endpoint', endpoint, '--json'];
    const trusted = await runCli(args, { cwd: w.folder, env: { ...w.env, NODE_EXTRA_CA_CERTS: cert } });
    expect(trusted.code).toBe(0);
    const seen = w.emulator.requests().length;
    const strange = await runCli(args, { cwd: w.folder, env: w.env });
    front.closeAllConnections();
    front.close();
    expect(strange.code).toBe(1);
    expect(w.emulator.requests()).toHaveLength(seen);
  });

  it('is never plain http to another machine', async () => {
    await using w = await scenario({ rules: RULES, seed: SEED_WITH_MEMBER });
    const { code, stdout } = await w.cli('--dry-run', '--endpoint', 'http://organizations.example.com');
    expect(code).toBe(1);
    expect(stdout).toContain('endpoint-not-https');
  });
});

describe('reconcile doctor', () => {
  it('finds nothing amiss for the management account, and sends no write', async () => {
    await using w = await scenario({ seed: SEED_WITH_MEMBER });
    const { code, stdout } = await w.cli('doctor');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^fail/m);
    expect(stdout).toMatch(/^ok +organization/m);
    expect(w.requests().filter((one) => one.write)).toEqual([]);
  });

  it('names the permissions that a caller lacks, and the keys that nobody has', async () => {
    await using w = await scenario({ seed: SEED_WITH_MEMBER });
    const keys = w.emulator.keysOf('auditor');
    const env = {
      ...w.env,
      HUAWEICLOUD_SDK_AK: keys?.accessKey ?? '',
      HUAWEICLOUD_SDK_SK: keys?.secretKey ?? '',
    };
    const denied = await runCli(['doctor'], { cwd: w.folder, env });
    expect(denied.code).toBe(1);
    expect(denied.stdout).toMatch(/^fail +organizations:resources:listByTag/m);
    const { HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: endpoint = '' } = w.env;
    const none = await runCli(['doctor', '--endpoint', endpoint], { cwd: w.folder });
    expect(none.code).toBe(1);
    expect(none.stderr + none.stdout).toContain('HUAWEICLOUD_SDK_AK');
  });
});
