import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envelopeText, readEnvelope } from '../../engine/evidence/envelope.ts';
import { RUN_ENVELOPE, readIfThere, textOf } from '../../engine/evidence/folder.ts';
import { type PublicKey, readPublicKey, readSigner, type Signer } from '../../engine/evidence/keys.ts';
import { addSignature } from '../../engine/evidence/sign.ts';
import type { Verification } from '../../engine/evidence/verification.ts';
import { runToSign, type VerifyRequest, verifyRun } from '../../engine/evidence/verify.ts';
import { listRuns } from '../../engine/runs/folders.ts';

export const RULES = `
version: 1
limits: { share: none }
redact: [temp-secret]
rules:
  - id: no-temp
    remove: "temp-*"
  - id: no-empty
    severity: warning
    remove: { key: "*", value: { empty: true } }
waivers:
  - { rule: no-temp, match: { name: C }, key: temp-kept, reason: Agreed, approved-by: gov, expires: 2099-12-01 }
  - { rule: no-temp, match: { name: gone }, reason: Over, approved-by: gov, expires: 2026-01-01 }
`;

export const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two, temp-secret: HUSH-HUSH, owner: a } }
    B: { tags: { temp-1: one } }
    C: { tags: { owner: c, temp-kept: x } }
    支付: { tags: { "temp-项目": "=1+1 @中", note: "" } }
  accounts:
    acc: { tags: { temp-x: "中文", env: prod } }
`;

export interface Pair {
  readonly pem: string;
  readonly publicPem: string;
  readonly signer: Signer;
  readonly key: PublicKey;
}

/** A fresh pair of keys, named for messages. */
export function pair(kind: 'ed25519' | 'p256', name: string): Pair {
  const made =
    kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = made.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return {
    pem,
    publicPem,
    signer: readSigner(pem, `${name}.pem`, undefined),
    key: readPublicKey(publicPem, `${name}.pub.pem`),
  };
}

/** The only run folder of a state directory, or the nth. */
export function runFolder(stateDir: string, nth = 0): string {
  const id = listRuns(stateDir)[nth];
  if (id === undefined) throw new Error('there is no such run');
  return join(stateDir, 'runs', id);
}

/** A copy of a folder to spoil, gone at the end of its block. */
export function copyOf(folder: string): { folder: string } & Disposable {
  const copy = mkdtempSync(join(tmpdir(), 'reconcile-evidence-'));
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Verifies a run folder with the envelope that lies in it. */
export function verify(folder: string, more: Partial<VerifyRequest> = {}): Verification {
  const file = join(folder, RUN_ENVELOPE);
  const bytes = readIfThere(file);
  return verifyRun(folder, { keys: [], envelope: { file, text: bytes && textOf(bytes) }, ...more });
}

/** Signs a run folder with each of some keys. */
export function signRun(folder: string, ...signers: Signer[]): void {
  const file = join(folder, RUN_ENVELOPE);
  for (const signer of signers) {
    const { envelope } = readWritten(file);
    writeFileSync(file, envelopeText(addSignature(runToSign(folder), signer, envelope, file)));
  }
}

function readWritten(file: string) {
  const bytes = readIfThere(file);
  return { envelope: bytes && readEnvelope(textOf(bytes), file) };
}

/** Changes a file of a folder by its text. */
export function edit(folder: string, name: string, change: (text: string) => string): void {
  const file = join(folder, name);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`the edit of ${name} changed nothing`);
  writeFileSync(file, after);
}

/** What a verification complains of: `code file:line`, the folder left out. */
export function complaints({ problems }: Verification): string[] {
  return problems.map(
    ({ code, place }) => `${code} ${place?.file.split('/').at(-1) ?? ''}:${place?.line ?? ''}`,
  );
}
