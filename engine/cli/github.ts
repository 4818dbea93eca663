import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { refuse } from '../problem.ts';
import { isSystemError } from '../runs/durable.ts';

/**
 * Tells a GitHub Actions workflow what a step came to, where the runner asks for it: named values in the file
 * `$GITHUB_OUTPUT`, a page of Markdown in `$GITHUB_STEP_SUMMARY`. Both are appended to, since earlier commands of
 * the step may have written there.
 *
 * @throws Refusal (`file-unwritable`)
 */
export function tellWorkflow(
  env: Readonly<Record<string, string | undefined>>,
  outputs: Readonly<Record<string, string | number>>,
  summary: Iterable<string>,
): void {
  const { GITHUB_OUTPUT: values = '', GITHUB_STEP_SUMMARY: page = '' } = env;
  if (values !== '') append(values, outputLines(outputs, `end-${randomUUID()}`));
  if (page !== '') append(page, [...summary].join(''));
}

/**
 * Named values in the form that takes any text: `name<<DELIMITER`, the value, the delimiter (GitHub documents it
 * under "Workflow commands", multiline strings). A random delimiter is one that no value can hold.
 */
function outputLines(outputs: Readonly<Record<string, string | number>>, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join('');
}

function append(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    refuse('file-unwritable', `cannot write ${file} (${error.code})`);
  }
}
