import process from 'node:process';
import { type Explained, type ExplainRequest, explain } from '../../explain.ts';
import { openInventory } from '../../inventory/file.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode } from '../../model.ts';
import { explainJson, explainText } from '../../report/explain.ts';
import { renderProblems } from '../../report/problems.ts';
import { gapText } from '../../report/words.ts';
import { diskFiles } from '../../rules/disk.ts';
import { loadRules } from '../../rules/load.ts';
import { sameCommand } from '../asked.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { nameOfRules, rulesFile } from '../files.ts';
import { print, styleOf } from '../output.ts';
import { inSession, type SessionOptions } from '../session.ts';
import { refuseTwoSources } from '../sources.ts';

/** Options of `explain`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions {
  readonly rules?: string;
  readonly inventory?: string;
  readonly read: ReadMode;
  readonly report: 'text' | 'json';
}

/** `reconcile explain RESOURCE [KEY]`: 0, or 5 where something is unknown since it could not be read. */
export async function run([resource = '', key]: readonly string[], options: Options): Promise<ExitCode> {
  refuseTwoSources(options);
  const { inventory, read, concurrency } = options;
  const file = inventory === undefined ? undefined : { name: inventory, inventory: openInventory(inventory) };
  const request: ExplainRequest = {
    rules: await loadRules(rulesFile(options), diskFiles()),
    resource,
    key,
    reading: { mode: read, concurrency, ...(file && { file }) },
  };
  const explained = await inSession(options, connector(options), (effects) => explain(request, effects));
  process.stderr.write(renderProblems(explained.run.problems, 'text', styleOf(process.stderr)));
  for (const gap of explained.gaps) process.stderr.write(`not read: ${gapText(gap)}\n`);
  await print(page(explained, request.rules.file, options));
  return explained.exit;
}

function page({ explanation, run }: Explained, file: string, options: Options): Iterable<string> {
  if (explanation === undefined) return [];
  const { endpoint, origin = '' } = run;
  const rules = nameOfRules(file) ?? file;
  const same = sameCommand(options);
  const look = { ...styleOf(process.stdout), rules, endpoint, origin, ...(same !== '' && { same }) };
  return options.report === 'json' ? [explainJson(explanation, look)] : explainText(explanation, look);
}
