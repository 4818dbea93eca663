import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import type { Run } from '../model.ts';
import { refuse } from '../problem.ts';
import { doingOf } from '../report/doing.ts';
import { summarize } from '../report/summary.ts';
import { preview } from '../report/text.ts';
import { emulated } from '../report/title.ts';
import { capital, count } from '../report/words.ts';
import { redactRun } from '../rules/redact.ts';
import type { Unfinished } from '../run.ts';
import { styleOf } from './output.ts';

/** Whether somebody is there to answer a question. */
function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Refuses, before the service is asked anything, a run that would have to ask where nobody can answer.
 *
 * @param look what to give instead, to only look
 * @param first looks at what was named, and refuses what no flag would help
 */
export function requireConsent(yes: boolean | undefined, look = '--dry-run', first?: () => unknown): void {
  if (yes === true || canAsk()) return;
  first?.();
  refuse('no-terminal', 'this run would change tags, and nobody is there to confirm it', {
    hint: `give --yes to go on without asking, or ${look} to only look`,
  });
}

/** Shows what a run is about to do, on standard error, and asks. Only the whole word `yes` is a yes. */
export async function ask(run: Unfinished, interrupt: AbortSignal): Promise<boolean> {
  const shown: Run = redactRun({ ...run, ended: run.started, exit: 0 });
  const page = preview(shown, styleOf(process.stderr));
  for (const chunk of page) process.stderr.write(chunk);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal in line mode tells readline of Ctrl-C, not the process; the run must hear of it.
  lines.once('SIGINT', () => process.emit('SIGINT'));
  try {
    const answer = await lines.question(`\n${question(shown)} `, { signal: interrupt });
    return isYes(answer.trim());
  } catch {
    // Ctrl-C or the end of input at the prompt: nobody said yes.
    return false;
  } finally {
    lines.close();
  }
}

/** Tells whoever meant a yes that it was none: the report of the run says that they said no. */
export function isYes(answer: string): boolean {
  if (/^y(?:es?)?$|^ok$/i.test(answer) && answer !== 'yes') {
    process.stderr.write(`"${answer}" is not the whole word "yes", so it is taken for a no.\n`);
  }
  return answer === 'yes';
}

function question(run: Run): string {
  const tags = count(summarize(run).states.get('planned') ?? 0, 'tag');
  const { verb } = doingOf(run);
  const where = `${run.organization?.id ?? ''}${emulated(run) ? ' (EMULATED, not the cloud)' : ''}`;
  return `${capital(verb)} ${tags} in ${where}? Only "yes" is taken for a yes:`;
}
