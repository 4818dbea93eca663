import { join } from 'node:path';
import process from 'node:process';
import { envelopeText, readEnvelope } from '../../evidence/envelope.ts';
import { envelopeBeside, RUN_ENVELOPE, readIfThere, textOf } from '../../evidence/folder.ts';
import { MAKE_HINT, readSigner } from '../../evidence/keys.ts';
import { addSignature } from '../../evidence/sign.ts';
import { planToSign, runToSign } from '../../evidence/verify.ts';
import type { ExitCode } from '../../model.ts';
import { count } from '../../report/words.ts';
import { writeDurably } from '../../runs/durable.ts';
import { readText } from '../files.ts';
import { print } from '../output.ts';
import { findEvidence } from './verify.ts';

/** Options of `sign`, as the parser gives them. */
export interface Options {
  readonly key: string;
  readonly out?: string;
  readonly stateDir: string;
}

/** `reconcile sign PLAN_OR_RUN`. What does not check is not signed. */
export async function run(
  [name = '']: readonly string[],
  { key, out, stateDir }: Options,
): Promise<ExitCode> {
  const signer = readSigner(readText(key, MAKE_HINT), key, process.env['RECONCILE_KEY_PASSPHRASE']);
  const evidence = findEvidence(name, stateDir);
  const statement =
    'bytes' in evidence ? planToSign(evidence.file, evidence.bytes) : runToSign(evidence.folder);
  const file =
    out ?? ('bytes' in evidence ? envelopeBeside(evidence.file) : join(evidence.folder, RUN_ENVELOPE));
  const there = readIfThere(file);
  const before = there && readEnvelope(textOf(there), file);
  const envelope = addSignature(statement, signer, before, file);
  if (envelope !== before) writeDurably(file, [envelopeText(envelope)]);
  const signed = envelope === before ? 'had signed already' : 'has signed';
  const all = count(envelope.signatures.length, 'signature');
  await print([`key ${signer.keyid} (${signer.algorithm}) ${signed}: ${file} has ${all}\n`]);
  return 0;
}
