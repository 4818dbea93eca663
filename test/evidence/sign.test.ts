import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { envelopeFromJSON } from '@sigstore/bundle';
import { dsse, crypto as sigstore } from '@sigstore/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envelopeText, PAYLOAD_TYPE, readEnvelope } from '../../engine/evidence/envelope.ts';
import { readPublicKey, readSigner } from '../../engine/evidence/keys.ts';
import { addSignature } from '../../engine/evidence/sign.ts';
import { payloadOf } from '../../engine/evidence/statement.ts';
import { planToSign, runToSign } from '../../engine/evidence/verify.ts';
import { Refusal } from '../../engine/problem.ts';
import { world } from '../engine.ts';
import { runCli } from '../scenario.ts';
import { edit, pair, RULES, runFolder, SEED, signRun, verify } from './kit.ts';

const ed = pair('ed25519', 'ed');
const ec = pair('p256', 'ec');

let stateDir: string;
let folder: string;
let close: () => PromiseLike<void>;

beforeAll(async () => {
  const w = await world({ rules: RULES, seed: SEED });
  close = () => w[Symbol.asyncDispose]();
  await w.reconcile();
  stateDir = w.stateDir;
  folder = runFolder(stateDir);
});

afterAll(() => close());

/** A folder for files, gone at the end of its block. */
function desk(): { at: (name: string) => string } & Disposable {
  const made = mkdtempSync(join(tmpdir(), 'reconcile-sign-'));
  return {
    at: (name) => join(made, name),
    [Symbol.dispose]: () => rmSync(made, { recursive: true, force: true }),
  };
}

describe('a signature', () => {
  it('is one to sigstore, whose code makes the signed bytes by itself', () => {
    const statement = runToSign(folder);
    const first = addSignature(statement, ed.signer, undefined, 'x');
    const both = addSignature(statement, ec.signer, first, 'x');
    const envelope = envelopeFromJSON(JSON.parse(envelopeText(both)) as object);
    expect(envelope.payloadType).toBe(PAYLOAD_TYPE);
    const bytes = dsse.preAuthEncoding(envelope.payloadType, envelope.payload);
    const [one, two] = envelope.signatures;
    expect(sigstore.verify(bytes, sigstore.createPublicKey(ed.publicPem), one?.sig ?? Buffer.of())).toBe(
      true,
    );
    expect(
      sigstore.verify(bytes, sigstore.createPublicKey(ec.publicPem), two?.sig ?? Buffer.of(), 'sha256'),
    ).toBe(true);
    expect(sigstore.verify(bytes, sigstore.createPublicKey(ed.publicPem), two?.sig ?? Buffer.of())).toBe(
      false,
    );
  });

  it('is one to openssl, for Ed25519 and for ECDSA on P-256', () => {
    using files = desk();
    const statement = runToSign(folder);
    const checks = {
      ed: [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        files.at('ed.pub'),
        '-rawin',
        '-in',
        files.at('pae'),
        '-sigfile',
        files.at('ed.sig'),
      ],
      ec: [
        'dgst',
        '-sha256',
        '-verify',
        files.at('ec.pub'),
        '-signature',
        files.at('ec.sig'),
        files.at('pae'),
      ],
    };
    writeFileSync(files.at('pae'), dsse.preAuthEncoding(PAYLOAD_TYPE, Buffer.from(payloadOf(statement))));
    for (const [name, keys] of Object.entries({ ed, ec })) {
      writeFileSync(files.at(`${name}.pub`), keys.publicPem);
      const { signatures } = addSignature(statement, keys.signer, undefined, 'x');
      writeFileSync(files.at(`${name}.sig`), signatures[0]?.sig ?? '');
      execFileSync('openssl', checks[name as keyof typeof checks], { stdio: 'pipe' });
    }
    writeFileSync(files.at('pae'), 'something else');
    for (const check of Object.values(checks))
      expect(() => execFileSync('openssl', check, { stdio: 'pipe' })).toThrow();
  });

  it('by openssl is one to us, whether or not it says whose it is', () => {
    using files = desk();
    const payload = Buffer.from(payloadOf(runToSign(folder)));
    writeFileSync(files.at('key'), ed.pem);
    writeFileSync(files.at('pae'), dsse.preAuthEncoding(PAYLOAD_TYPE, payload));
    execFileSync('openssl', [
      'pkeyutl',
      '-sign',
      '-inkey',
      files.at('key'),
      '-rawin',
      '-in',
      files.at('pae'),
      '-out',
      files.at('sig'),
    ]);
    const sig = readFileSync(files.at('sig'), 'base64');
    for (const signature of [
      { sig },
      { sig, keyid: '' },
      { sig, keyid: 'mine' },
      { sig, keyid: ed.key.keyid },
    ]) {
      const text = JSON.stringify({
        payloadType: PAYLOAD_TYPE,
        payload: payload.toString('base64'),
        signatures: [signature],
        more: 1,
      });
      expect(verify(folder, { keys: [ed.key], envelope: { file: 'x', text } }).problems).toEqual([]);
    }
  });

  it('has for its key id what openssl says of the public key', () => {
    using files = desk();
    writeFileSync(files.at('pub'), ec.publicPem);
    const der = execFileSync('openssl', ['pkey', '-pubin', '-in', files.at('pub'), '-outform', 'DER']);
    const hash = execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: der }).toString().split(' ')[0];
    expect(ec.key.keyid).toBe(hash);
    expect(ec.signer.keyid).toBe(hash);
  });

  it('is over a statement that fits its schema', () => {
    const load = (name: string): object =>
      JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as object;
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
    for (const name of ['plan', 'evidence-plan.v1', 'evidence-run.v1']) ajv.addSchema(load(name));
    const plan = planToSign('plan.json', readFileSync(join(folder, 'plan.json')));
    expect(ajv.validate('evidence-plan.v1.schema.json', plan), ajv.errorsText()).toBe(true);
    const run = runToSign(folder);
    expect(ajv.validate('evidence-run.v1.schema.json', run), ajv.errorsText()).toBe(true);
    expect(ajv.validate('evidence-run.v1.schema.json', plan)).toBe(false);
    for (const statement of [plan, run])
      expect(statement.predicateType).toMatch(
        /^pkg:npm\/reconcile-tags#schemas\/evidence-(plan|run)\.v1\.schema\.json$/,
      );
  });
});

describe('signing', () => {
  it('adds a signature to the same envelope, and changes nothing where the key has signed already', () => {
    const statement = runToSign(folder);
    const one = addSignature(statement, ec.signer, undefined, 'x');
    const two = addSignature(statement, ed.signer, one, 'x');
    expect(two.signatures.map((signature) => signature.keyid)).toEqual([ec.key.keyid, ed.key.keyid]);
    expect(addSignature(statement, ec.signer, two, 'x')).toBe(two);
    expect(two.payload).toEqual(one.payload);
  });

  it('replaces a signature under its own key id that is not its own', () => {
    const statement = runToSign(folder);
    const forged = {
      payload: payloadOf(statement),
      signatures: [{ keyid: ed.key.keyid, sig: Buffer.alloc(64) }],
    };
    const mended = addSignature(statement, ed.signer, forged, 'x');
    expect(mended.signatures).toHaveLength(1);
    expect(
      verify(folder, { keys: [ed.key], envelope: { file: 'x', text: envelopeText(mended) } }).problems,
    ).toEqual([]);
  });

  it('refuses an envelope that signs other bytes', () => {
    const plan = addSignature(
      planToSign('p', readFileSync(join(folder, 'plan.json'))),
      ed.signer,
      undefined,
      'x',
    );
    expect(() => addSignature(runToSign(folder), ec.signer, plan, 'x')).toThrow(/signs something else/);
  });

  it('refuses what does not check', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    await w.reconcile();
    const own = runFolder(w.stateDir);
    edit(own, 'run.json', (text) => text.replace('"state": "removed"', '"state": "gone"'));
    expect(() => runToSign(own)).toThrow(Refusal);
    edit(own, 'plan.json', (text) => text.replace('"no-temp"', '"no-temp2"'));
    expect(() => planToSign('plan.json', readFileSync(join(own, 'plan.json')))).toThrow(
      /digest does not fit/,
    );
  });

  it('keeps a run from being gone on with, even one that was stopped', async () => {
    await using w = await world({ rules: RULES, seed: SEED });
    const ctrlC = new AbortController();
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        ctrlC.abort();
        return api.untag(id, keys);
      },
    });
    expect((await w.reconcile({}, { interrupt: ctrlC.signal })).exit).toBe(130);
    const own = runFolder(w.stateDir);
    signRun(own, ed.signer);
    const run = await w.resume();
    expect([run.exit, ...run.problems.map((one) => one.code)]).toEqual([1, 'run-signed']);
    expect(verify(own, { keys: [ed.key] }).problems).toEqual([]);
  });
});

/** A certificate for an Ed25519 key, signed by itself. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBLjCB4aADAgECAhQhJGy/1XGcGExnMQIgCHPJd3kYHDAFBgMrZXAwDDEKMAgG
A1UEAwwBeDAgFw0yNjExMjgxODEzNDNaGA8yMTI2MTEwNDE4MTM0M1owDDEKMAgG
A1UEAwwBeDAqMAUGAytlcAMhAMxhY3II9HrKd82L3LDKFZTxGSCjr/yTsF8irgBR
5AByo1MwUTAdBgNVHQ4EFgQUcDzjF7Ai02rnAzjOJ4Akwx/OKyQwHwYDVR0jBBgw
FoAUcDzjF7Ai02rnAzjOJ4Akwx/OKyQwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
QQAuQ983g3iTu/nW3UIHJVlbxBNtlMIxzs5DZO4r4UbILO6RyCqyz0b14wuVZGWb
kbOSlm9Tq9EmQ9jRZSe7B9UL
-----END CERTIFICATE-----`;

describe('keys', () => {
  const code = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refusal) return error.problems.map((one) => one.code).join();
      throw error;
    }
    return 'none';
  };

  it('are refused that are no PEM, of the wrong half, or of another kind', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    const spki = { type: 'spki', format: 'pem' } as const;
    const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
    for (const pem of [
      '',
      'junk',
      ed.publicPem,
      rsa.privateKey.export(pkcs8).toString(),
      other.privateKey.export(pkcs8).toString(),
    ])
      expect(code(() => readSigner(pem, 'k', undefined))).toBe('key-unfit');
    for (const pem of [
      '',
      'junk',
      ed.pem,
      rsa.publicKey.export(spki).toString(),
      other.publicKey.export(spki).toString(),
    ])
      expect(code(() => readPublicKey(pem, 'k'))).toBe('key-unfit');
  });

  it('are refused to check signatures with where they are private, also behind a byte order mark, or certificates', () => {
    expect(code(() => readPublicKey(`\uFEFF${ed.pem}`, 'k'))).toBe('key-unfit');
    expect(() => readPublicKey(CERTIFICATE, 'k')).toThrow('k is a certificate');
  });

  it('that are encrypted want the right passphrase, in PKCS#8 and in the older form', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const type of ['pkcs8', 'sec1'] as const) {
      const locked = privateKey
        .export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
        .toString();
      expect(code(() => readSigner(locked, 'k', undefined))).toBe('key-locked');
      expect(code(() => readSigner(locked, 'k', ''))).toBe('key-locked');
      expect(code(() => readSigner(`\uFEFF${locked}`, 'k', undefined))).toBe('key-locked');
      expect(code(() => readSigner(locked, 'k', 'wrong'))).toBe('key-locked');
      expect(readSigner(locked, 'k', 'open sesame').algorithm).toBe('ecdsa-p256');
    }
  });

  it('never show in what a signer prints as', () => {
    const inside = ed.pem.split('\n')[1] ?? '';
    expect(inside.length).toBeGreaterThan(20);
    expect(JSON.stringify(ed.signer) + inspect(ed.signer, { depth: 9, showHidden: true })).not.toContain(
      inside,
    );
  });
});

describe('reconcile sign', () => {
  it('writes a private envelope beside what it signs, and tells neither key nor passphrase to anyone', async () => {
    using files = desk();
    const { privateKey } = generateKeyPairSync('ed25519');
    const passphrase = 'open-sesame-5791';
    const locked = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
      .toString();
    const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeFileSync(files.at('key.pem'), locked);
    writeFileSync(files.at('broken.pem'), plain.replace('M', '!'));
    writeFileSync(files.at('plan.json'), readFileSync(join(folder, 'plan.json')));
    const cwd = files.at('.');
    const sign = (what: string, key: string, env = {}) =>
      runCli(['sign', what, '--key', key, '--state-dir', stateDir, '--log-level', 'debug'], { cwd, env });
    const env = { RECONCILE_KEY_PASSPHRASE: passphrase };
    const results = [
      await sign('plan.json', 'key.pem', env),
      await sign('last', 'key.pem', env),
      await sign('plan.json', 'key.pem'),
      await sign('plan.json', 'key.pem', { RECONCILE_KEY_PASSPHRASE: 'wrong-1234' }),
      await sign('plan.json', 'broken.pem'),
      await sign('nothing-of-that-name', 'key.pem', env),
    ];
    expect(results.map((one) => one.code)).toEqual([0, 0, 1, 1, 1, 1]);
    expect(results[2]?.stderr).toContain('RECONCILE_KEY_PASSPHRASE');
    const envelopes = [files.at('plan.sig.json'), join(folder, 'evidence.sig.json')];
    for (const file of envelopes) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readEnvelope(readFileSync(file, 'utf8'), file).signatures).toHaveLength(1);
    }
    const written = [...envelopes, ...readdirSync(folder).map((name) => join(folder, name))].map((file) =>
      readFileSync(file, 'utf8'),
    );
    const told = [...results.flatMap((one) => [one.stdout, one.stderr]), ...written].join('\n');
    const secret = privateKey.export({ format: 'jwk' }).d ?? '';
    const body = (pem: string): string => pem.split('\n').slice(1, -2).join('');
    for (const hidden of [
      passphrase,
      'wrong-1234',
      secret,
      body(plain),
      body(locked).slice(0, 40),
      body(plain).slice(20),
    ])
      expect(told).not.toContain(hidden);
  });

  it('says what it did, and where it was asked to write, writes there', async () => {
    using files = desk();
    writeFileSync(files.at('key.pem'), ed.pem);
    writeFileSync(files.at('pub.pem'), ed.publicPem);
    writeFileSync(files.at('plan.json'), readFileSync(join(folder, 'plan.json')));
    const cwd = files.at('.');
    const signed = await runCli(['sign', 'plan.json', '--key', 'key.pem', '--out', 'approval.json'], { cwd });
    expect(signed.stdout).toBe(`key ${ed.key.keyid} (ed25519) has signed: approval.json has 1 signature\n`);
    const verified = await runCli(
      ['verify', 'plan.json', '--key', 'pub.pem', '--signature', 'approval.json'],
      { cwd },
    );
    expect([verified.code, verified.stdout.split('\n').at(-2)]).toEqual([
      0,
      'VERIFIED its parts agree, and 1 given key has signed them',
    ]);
    const beside = await runCli(['verify', 'plan.json', '--key', 'pub.pem'], { cwd });
    expect([beside.code, beside.stdout]).toEqual([4, expect.stringContaining('evidence-unsigned')]);
  });
});
