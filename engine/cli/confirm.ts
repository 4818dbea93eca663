import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { refuse } from '../problem.ts';
import { preview } from '../report/text.ts';
import { redactRun } from '../rules/redact.ts';
import type { Unfinished } from '../run.ts';
import { styleOf } from './output.ts';

/** Whether somebody is there to answer a question. */
function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Refuses, before anything is read, a run that would have to ask where nobody can answer. */
export function requireConsent(yes: boolean | undefined): void {
  if (yes === true || canAsk()) return;
  refuse('no-terminal', 'this run would remove tags, and nobody is there to confirm it', {
    hint: 'give --yes to apply without asking, or --dry-run to only look',
  });
}

/** Shows what a run is about to do, on standard error, and asks. Only the whole word `yes` is a yes. */
export async function ask(run: Unfinished, interrupt: AbortSignal): Promise<boolean> {
  const shown = redactRun({ ...run, ended: run.started, exit: 0 });
  const page = preview(shown, styleOf(process.stderr));
  for (const chunk of page) process.stderr.write(chunk);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal in line mode tells readline of Ctrl-C, not the process; the run must hear of it.
  lines.once('SIGINT', () => process.emit('SIGINT'));
  try {
    const answer = await lines.question(`\n${question(run)} `, { signal: interrupt });
    return answer.trim() === 'yes';
  } catch {
    // Ctrl-C or the end of input at the prompt: nobody said yes.
    return false;
  } finally {
    lines.close();
  }
}

function question({ plan, restore, organization }: Unfinished): string {
  const where = organization?.id ?? '';
  const tags =
    restore?.reduce((sum, one) => sum + one.tags.length, 0) ??
    plan?.calls.reduce((sum, call) => sum + call.remove.length, 0) ??
    0;
  const verb = restore === undefined ? 'Remove' : 'Put back';
  return `${verb} ${tags} ${tags === 1 ? 'tag' : 'tags'} in ${where}? Only "yes" is taken for a yes:`;
}
