import type { Problem } from '../model.ts';
import { Refusal } from '../problem.ts';
import { readPlan } from '../runs/saved-plan.ts';
import { readEnvelope } from './envelope.ts';
import type { PublicKey } from './keys.ts';
import { checkSignatures, checkStatement, type Demand } from './signatures.ts';
import { PLAN_SUBJECT, planStatement } from './statement.ts';

/** What messages call the two files. */
export interface ApprovalNames {
  readonly plan: string;
  readonly envelope: string;
}

/**
 * Every reason why a plan is not approved: an approval is a signature by a required key over these very bytes.
 * Refuses what is unsigned (no envelope, or too few signatures), foreign (other keys, another plan's envelope) or
 * altered since. A key that is given twice, or has signed twice, counts once.
 *
 * Takes the threshold as a number from 1 to the number of distinct keys. Throws Refusal where the plan itself is
 * broken.
 */
export function requireSignatures(
  planText: string,
  envelopeText: string | undefined,
  publicKeys: readonly PublicKey[],
  threshold: number,
  names: ApprovalNames = { plan: 'the plan', envelope: 'its envelope' },
): Problem[] {
  const demand: Demand = { keys: publicKeys, threshold };
  const plan = readPlan(planText, names.plan);
  if (envelopeText === undefined) return [...checkSignatures(undefined, names.envelope, demand).problems];
  try {
    const envelope = readEnvelope(envelopeText, names.envelope);
    const bytes = Buffer.from(planText, 'utf8');
    const files = new Map([[PLAN_SUBJECT, bytes]]);
    return [
      ...checkStatement(envelope, names.envelope, files, planStatement(plan, bytes), () => names.plan),
      ...checkSignatures(envelope, names.envelope, demand).problems,
    ];
  } catch (error) {
    if (error instanceof Refusal) return [...error.problems];
    throw error;
  }
}
