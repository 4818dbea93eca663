import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../problem.ts';
import { RUN_FILES } from '../runs/folders.ts';
import type { Files } from './statement.ts';

/** Where the signatures of a run are kept, in its folder. */
export const RUN_ENVELOPE = RUN_FILES.signatures;

/** What a run's signatures are over: an approval has its own, and may get more of them later. */
const EVIDENCE = [RUN_FILES.plan, RUN_FILES.undoing, RUN_FILES.journal, RUN_FILES.run];

/** The files of a run folder that are evidence, as they are now; those that are not there are left out. */
export function readFolder(folder: string): Files {
  const files = new Map<string, Uint8Array>();
  for (const name of EVIDENCE) {
    const bytes = readIfThere(join(folder, name));
    if (bytes !== undefined) files.set(name, bytes);
  }
  return files;
}

/** The bytes of a file; undefined where there is none. Throws Refusal (`file-unreadable`). */
export function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (reason === 'ENOENT') return undefined;
    return refuse('file-unreadable', `cannot read ${file} (${reason})`);
  }
}

/** Where the signatures on a plan are looked for: `plan.json` has them in `plan.sig.json` beside it. */
export function envelopeBeside(plan: string): string {
  return `${plan.replace(/\.json$/, '')}.sig.json`;
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
