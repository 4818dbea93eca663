import type { Problem } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import { RUN_FILES } from '../runs/folders.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { textOf } from './folder.ts';
import { type Parts, readParts } from './parts.ts';
import { at } from './place.ts';
import { checkSignatures, checkStatement, type Demand, type SignatureCheck } from './signatures.ts';
import { type Files, PLAN_SUBJECT, planStatement, runStatement, type Statement } from './statement.ts';
import { checkTogether } from './together.ts';
import { sumUp, type Verification } from './verification.ts';
import { checkPlan } from './work.ts';

/** What evidence is held against, beside itself. */
export interface VerifyRequest extends Demand {
  /** Hash of the journal's last line, noted elsewhere. */
  readonly head?: string | undefined;
  /** The file of signatures; its text is undefined where there is none. */
  readonly envelope: { readonly file: string; readonly text: string | undefined };
}

/**
 * Checks the evidence of a run from its folder alone: each file for itself, then each against the others, then the
 * signatures over all of them. Finds everything at once; nothing that is wrong keeps the rest from being checked.
 *
 * Reads no clock: the same folder gives the same result at any time. Throws Refusal (`file-unreadable`).
 */
export function verifyRun(folder: string, request: VerifyRequest): Verification {
  const parts = readParts(folder);
  const signed = checkEnvelope(request, parts.files, statementOf(parts), parts.where);
  const { problems, unlikeJournal } = checkTogether(parts);
  return sumUp({
    ...parts,
    subject: 'run',
    name: parts.begin?.run ?? folder,
    run: parts.record?.run,
    envelope: signed,
    demand: request,
    unlikeJournal,
    problems: [...parts.problems, ...problems, ...headProblems(parts, request.head), ...signed.problems],
  });
}

/** Checks a saved plan: its form, digest and seal, and the signatures on it. */
export function verifyPlan(file: string, bytes: Uint8Array, request: VerifyRequest): Verification {
  const { plan, problems } = checkPlan(textOf(bytes), file);
  const files = new Map([[PLAN_SUBJECT, bytes]]);
  const where = (): string => file;
  const signed = checkEnvelope(request, files, plan && planStatement(plan, bytes), where);
  return sumUp({
    subject: 'plan',
    name: file,
    files,
    where,
    plan,
    envelope: signed,
    demand: request,
    problems: [...problems, ...signed.problems],
  });
}

/** The statement that the files of a run make; undefined where one that is needed for it cannot be read. */
function statementOf({ begin, record, files }: Parts): Statement | undefined {
  return begin && record && runStatement(record.run, begin.digest, files);
}

/** What to sign of a run. Throws Refusal with every problem where its evidence does not check. */
export function runToSign(folder: string): Statement {
  const parts = readParts(folder);
  const problems = [...parts.problems, ...checkTogether(parts).problems];
  const statement = statementOf(parts);
  if (problems.length > 0 || statement === undefined) throw new Refusal(problems);
  return statement;
}

/** What to sign of a plan. Throws Refusal where its digest or seal does not fit. */
export function planToSign(file: string, bytes: Uint8Array): Statement {
  const { plan, problems } = checkPlan(textOf(bytes), file);
  if (plan === undefined) throw new Refusal(problems);
  return planStatement(plan, bytes);
}

function headProblems({ journal, where }: Parts, head: string | undefined): Problem[] {
  const hashes = journal?.hashes ?? [];
  if (head === undefined || hashes.at(-1) === head) return [];
  const line = hashes.indexOf(head) + 1;
  const what =
    line === 0
      ? 'no line of the journal has the hash that was noted: it is another journal, or was changed since'
      : `the journal had the noted hash at line ${line}, and ${hashes.length - line} more follow`;
  return [problem('evidence-head', what, { place: at(where(RUN_FILES.journal), Math.max(1, line)) })];
}

interface Signed {
  readonly file: string;
  readonly there: boolean;
  readonly by: readonly SignatureCheck[];
  readonly problems: readonly Problem[];
}

function checkEnvelope(
  request: VerifyRequest,
  files: Files,
  statement: Statement | undefined,
  where: (name: string) => string,
): Signed {
  const { file, text } = request.envelope;
  const there = text !== undefined;
  let envelope: Envelope | undefined;
  try {
    envelope = there ? readEnvelope(text, file) : undefined;
  } catch (error) {
    if (error instanceof Refusal) return { file, there, by: [], problems: error.problems };
    throw error;
  }
  const said = envelope === undefined ? [] : checkStatement(envelope, file, files, statement, where);
  const { by, problems } = checkSignatures(envelope, file, request);
  return { file, there, by, problems: [...said, ...problems] };
}
