import { createHash } from 'node:crypto';
import { compareText, type Plan, type Run, type TagState } from '../model.ts';
import { canonicalText } from '../plan/digest.ts';

/** An in-toto statement, version 1 (in-toto attestation framework, spec/v1/statement.md). */
export interface Statement {
  readonly _type: typeof STATEMENT;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/** A file by its bytes. */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

const STATEMENT = 'https://in-toto.io/Statement/v1';

/**
 * What a statement of ours is about. Package URLs whose subpath is the schema inside the package: the name leads
 * to its own description, and belongs to no domain that somebody could let lapse.
 */
const PREDICATES = {
  plan: 'pkg:npm/reconcile-tags#schemas/evidence-plan.v1.schema.json',
  run: 'pkg:npm/reconcile-tags#schemas/evidence-run.v1.schema.json',
} as const;

/** Files by name, as their bytes. */
export type Files = ReadonlyMap<string, Uint8Array>;

export const PLAN_SUBJECT = 'plan.json';

/** The statement about a plan. No time and no signer in it: whoever signs the same plan signs the same bytes. */
export function planStatement(plan: Plan, bytes: Uint8Array): Statement {
  const { digest, organization, origin, day, calls } = plan;
  const removals = calls.reduce((sum, call) => sum + call.remove.length, 0);
  return {
    _type: STATEMENT,
    subject: subjectsOf(new Map([[PLAN_SUBJECT, bytes]])),
    predicateType: PREDICATES.plan,
    predicate: {
      digest,
      organization: organization.id,
      origin,
      day,
      counts: { removals, resources: calls.length },
    },
  };
}

/** The statement about a run: its files, and the record in short. `digest` is the journal's. */
export function runStatement(run: Run, digest: string, files: Files): Statement {
  const { id, mode, of, organization, origin, exit, started, ended, tool } = run;
  return {
    _type: STATEMENT,
    subject: subjectsOf(files),
    predicateType: PREDICATES.run,
    predicate: {
      run: id,
      mode,
      ...(of !== undefined && { of }),
      organization: organization?.id,
      origin,
      digest,
      'journal-head': run['journal-head'],
      exit,
      counts: countStates(run),
      started,
      ended,
      tool,
    },
  };
}

/** Tags by what became of them. */
export function countStates({ outcomes }: Pick<Run, 'outcomes'>): Partial<Record<TagState, number>> {
  const counts: Partial<Record<TagState, number>> = {};
  for (const { tags } of outcomes) {
    for (const { state } of tags) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

export function subjectsOf(files: Files): Subject[] {
  return [...files]
    .map(([name, bytes]) => ({ name, digest: { sha256: sha256(bytes) } }))
    .sort((a, b) => compareText(a.name, b.name));
}

/** SHA-256 in hex. */
function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes that are signed: the statement's RFC 8785 form, so that equal statements are equal bytes. */
export function payloadOf(statement: Statement): Uint8Array {
  return Buffer.from(canonicalText(statement), 'utf8');
}
