import { describe, expect, it } from 'vitest';
import { requireSignatures } from '../../engine/evidence/approval.ts';
import { envelopeText } from '../../engine/evidence/envelope.ts';
import type { Signer } from '../../engine/evidence/keys.ts';
import { addSignature } from '../../engine/evidence/sign.ts';
import { planToSign } from '../../engine/evidence/verify.ts';
import type { Problem } from '../../engine/model.ts';
import { sealPlan } from '../../engine/plan/digest.ts';
import { world } from '../engine.ts';
import { pair, RULES, SEED } from './kit.ts';

const alice = pair('ed25519', 'alice');
const bob = pair('p256', 'bob');
const eve = pair('ed25519', 'eve');

await using w = await world({ rules: RULES, seed: SEED });
const plan = (await w.dryRun()).plan;
if (plan === undefined) throw new Error('a dry run makes a plan');
const text = `${JSON.stringify(plan, null, 2)}\n`;

function signedBy(...signers: Signer[]): string {
  const statement = planToSign('plan.json', Buffer.from(text));
  const first = addSignature(statement, signers[0] ?? alice.signer, undefined, 'x');
  return envelopeText(
    signers.slice(1).reduce((envelope, signer) => addSignature(statement, signer, envelope, 'x'), first),
  );
}

const codes = (problems: readonly Problem[]): string[] => problems.map((one) => one.code);

describe('an approval by signature', () => {
  it('is given by enough of the required keys over these very bytes', () => {
    expect(requireSignatures(text, signedBy(alice.signer), [alice.key], 1)).toEqual([]);
    expect(requireSignatures(text, signedBy(alice.signer, bob.signer), [alice.key, bob.key], 2)).toEqual([]);
    expect(requireSignatures(text, signedBy(bob.signer), [alice.key, bob.key], 1)).toEqual([]);
  });

  it('is not given by a plan without signatures, or with too few', () => {
    expect(codes(requireSignatures(text, undefined, [alice.key], 1))).toEqual(['evidence-unsigned']);
    const [problem] = requireSignatures(text, signedBy(alice.signer), [alice.key, bob.key], 2);
    expect(problem).toMatchObject({
      code: 'evidence-unsigned',
      message: expect.stringMatching(/^1 of 2 .*bob\.pub\.pem/) as string,
    });
  });

  it('is not given by a foreign key', () => {
    expect(codes(requireSignatures(text, signedBy(eve.signer), [alice.key], 1))).toEqual([
      'evidence-unsigned',
    ]);
  });

  it('counts a key once, however often it is given or has signed', () => {
    const twice = JSON.parse(signedBy(alice.signer)) as { signatures: unknown[] };
    twice.signatures.push({ ...(twice.signatures[0] as object), keyid: 'another name' });
    const keys = [alice.key, alice.key, bob.key];
    expect(codes(requireSignatures(text, JSON.stringify(twice), keys, 2))).toEqual(['evidence-unsigned']);
  });

  it('is not given by a signature that was put under a required key’s name', () => {
    const envelope = JSON.parse(signedBy(eve.signer)) as { signatures: { keyid: string }[] };
    envelope.signatures[0] = { ...envelope.signatures[0], keyid: alice.key.keyid };
    expect(codes(requireSignatures(text, JSON.stringify(envelope), [alice.key], 1))).toEqual([
      'evidence-signature',
      'evidence-unsigned',
    ]);
  });

  it('is not given to a plan that was changed since, though its digest and seal were made to fit', () => {
    const envelope = signedBy(alice.signer);
    const { digest: _, seal: __, ...body } = plan;
    const about = {
      created: plan.created,
      'read-at': plan['read-at'],
      places: plan.places,
      sources: plan.sources,
    };
    const forged = sealPlan({ ...body, calls: plan.calls.slice(1) }, about);
    const found = requireSignatures(`${JSON.stringify(forged, null, 2)}\n`, envelope, [alice.key], 1);
    expect(codes(found)).toEqual(['evidence-altered']);
    expect(codes(requireSignatures(`${text} `, envelope, [alice.key], 1))).toEqual(['evidence-altered']);
    expect(() => requireSignatures(text.replace('"one"', '"two"'), envelope, [alice.key], 1)).toThrow(
      /was changed/,
    );
  });

  it('is not given by an envelope that is none', () => {
    for (const junk of ['', 'null', '{}', signedBy(alice.signer).replace('application', 'text')])
      expect(codes(requireSignatures(text, junk, [alice.key], 1)), junk).toEqual(['envelope-broken']);
  });

  it('is not given by a signature over other words for the same bytes', () => {
    const statement = planToSign('plan.json', Buffer.from(text));
    const lying = {
      ...statement,
      predicate: { ...statement.predicate, counts: { removals: 0, resources: 0 } },
    };
    const envelope = envelopeText(addSignature(lying, alice.signer, undefined, 'x'));
    expect(codes(requireSignatures(text, envelope, [alice.key], 1))).toEqual(['evidence-altered']);
  });
});
