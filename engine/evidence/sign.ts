import { problem, Refusal } from '../problem.ts';
import { type Envelope, preAuthEncoding } from './envelope.ts';
import type { Signer } from './keys.ts';
import { at } from './place.ts';
import { payloadOf, type Statement } from './statement.ts';

/**
 * Signs a statement: makes an envelope, or adds a signature to the one that is there. A key that has signed
 * already keeps its signature, so that signing twice changes nothing.
 *
 * Throws Refusal (`evidence-altered`) where the envelope speaks of other bytes: signatures over those would say
 * nothing of these.
 */
export function addSignature(
  statement: Statement,
  signer: Signer,
  before: Envelope | undefined,
  file: string,
): Envelope {
  const payload = payloadOf(statement);
  if (before !== undefined && !Buffer.from(before.payload).equals(payload)) {
    const hint = `if the change is meant, remove ${file} and have everybody sign again`;
    const what = `${file} signs something else: the files were changed after they were signed`;
    throw new Refusal([problem('evidence-altered', what, { place: at(file), hint })]);
  }
  const bytes = preAuthEncoding(payload);
  const others = (before?.signatures ?? []).filter((one) => one.keyid !== signer.keyid);
  const own = before?.signatures.find(
    (one) => one.keyid === signer.keyid && signer.own.verify(bytes, one.sig),
  );
  if (before !== undefined && own !== undefined) return before;
  return { payload, signatures: [...others, { keyid: signer.keyid, sig: signer.sign(bytes) }] };
}
