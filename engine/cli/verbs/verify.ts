import { join } from 'node:path';
import process from 'node:process';
import { envelopeBeside, RUN_ENVELOPE, readIfThere, textOf } from '../../evidence/folder.ts';
import { checkJournal } from '../../evidence/journal.ts';
import { PUBLIC_HINT, type PublicKey, readPublicKey } from '../../evidence/keys.ts';
import { EVIDENCE_REPORTS, type EvidenceReportName } from '../../evidence/report.ts';
import { distinctKeys } from '../../evidence/signatures.ts';
import { verifyPlan, verifyRun } from '../../evidence/verify.ts';
import type { ExitCode } from '../../model.ts';
import { refuse } from '../../problem.ts';
import { findRun, RUN_FILES } from '../../runs/folders.ts';
import { addUp } from '../../runs/ledger.ts';
import { hasWritten } from '../../runs/past.ts';
import { lookAt, readText } from '../files.ts';
import { print, styleOf, writeFile } from '../output.ts';
import type { ReportRequest } from '../parse.ts';

/** Options of `verify`, as the parser gives them. */
export interface Options {
  readonly key: readonly string[];
  readonly threshold?: number;
  readonly signature?: string;
  readonly head?: string;
  readonly report: readonly ReportRequest<EvidenceReportName>[];
  readonly stateDir: string;
}

/** `reconcile verify PLAN_OR_RUN`: 0 where the evidence checks, else 4. */
export async function run([name = '']: readonly string[], options: Options): Promise<ExitCode> {
  const { threshold, head, report, stateDir } = options;
  const keys = readKeys(options.key, threshold);
  const evidence = findEvidence(name, stateDir);
  const isPlan = 'bytes' in evidence;
  if (isPlan && head !== undefined) {
    refuse('options-conflict', '--head is the last hash of a journal, and a plan has none: name its run');
  }
  const file =
    options.signature ?? (isPlan ? envelopeBeside(evidence.file) : join(evidence.folder, RUN_ENVELOPE));
  const bytes = options.signature === undefined ? readIfThere(file) : Buffer.from(readText(file));
  const request = { keys, threshold, head, envelope: { file, text: bytes && textOf(bytes) } };
  const verification = isPlan
    ? verifyPlan(evidence.file, evidence.bytes, request)
    : verifyRun(evidence.folder, request);
  const onStdout = report.some((one) => one.file === undefined);
  for (const { format, file: to } of onStdout ? report : [...report, { format: 'text' } as const]) {
    const look = to === undefined ? styleOf(process.stdout) : { color: false, width: 0 };
    const chunks = EVIDENCE_REPORTS[format](verification, look);
    if (to === undefined) await print(chunks);
    else writeFile(to, chunks);
  }
  return verification.holds ? 0 : 4;
}

/** The keys that were named, and a threshold that they can reach. Throws Refusal. */
export function readKeys(files: readonly string[], threshold: number | undefined): readonly PublicKey[] {
  const keys = files.map((file) => readPublicKey(readText(file, PUBLIC_HINT), file));
  const distinct = distinctKeys(keys).length;
  if (threshold !== undefined && threshold > distinct) {
    refuse('bad-value', `--threshold ${threshold} can never be reached with ${distinct} distinct keys`, {
      hint: 'a key counts once, however often it is given',
    });
  }
  return keys;
}

/** What there is to sign or verify: a plan by its bytes, or a run by its folder. */
export type Evidence = { readonly file: string; readonly bytes: Uint8Array } | { readonly folder: string };

/** Finds the plan or run that a user names. A folder is a run, whatever is left of it. Throws Refusal. */
export function findEvidence(name: string, stateDir: string): Evidence {
  const found = lookAt(name);
  if (found?.isDirectory() === true) return { folder: name };
  if (found !== undefined) return { file: name, bytes: readIfThere(name) ?? Buffer.from(readText(name)) };
  return { folder: findRun(stateDir, name, mayHaveWritten) };
}

/** For `last`: a run that wrote, or one so damaged that this cannot be told. */
function mayHaveWritten(folder: string): boolean {
  const file = join(folder, RUN_FILES.journal);
  const bytes = readIfThere(file);
  if (bytes === undefined) return true;
  const { lines, problems } = checkJournal(textOf(bytes), file);
  return problems.length > 0 || hasWritten({ ledger: addUp(lines.map(({ record }) => record)) });
}
