import process from 'node:process';
import { inventoryLines } from '../../inventory/file.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode, Inventory } from '../../model.ts';
import { RESOURCE_TYPES } from '../../model.ts';
import { SYSTEM_PREFIX } from '../../plan/compile.ts';
import { renderProblems } from '../../report/problems.ts';
import { inert } from '../../report/stream.ts';
import { PLURALS } from '../../report/title.ts';
import { visible } from '../../report/visible.ts';
import { count, gapText, number } from '../../report/words.ts';
import { takeSnapshot } from '../../snapshot.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { print, styleOf, writeFile } from '../output.ts';
import { inSession, type SessionOptions } from '../session.ts';
import { refuseTwoSources } from '../sources.ts';

/** Options of `snapshot`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions {
  /** A file, or `-`. */
  readonly out: string;
  readonly read: ReadMode;
}

/**
 * `reconcile snapshot -o FILE`: 0, or 5 where something could not be read. Such a snapshot is written all the same,
 * and says what it lacks. One that was interrupted is not written.
 */
export async function run(options: Options): Promise<ExitCode> {
  refuseTwoSources(options);
  const { out, read: mode, concurrency } = options;
  const taken = await inSession(options, connector(options), (effects) =>
    takeSnapshot({ mode, concurrency }, effects),
  );
  const { run, inventory } = taken;
  process.stderr.write(renderProblems(run.problems, 'text', styleOf(process.stderr)));
  if (inventory === undefined || run.exit !== 0) return run.exit;
  if (out === '-') await print(inertLines(inventory));
  else writeFile(out, inventoryLines(inventory));
  for (const gap of inventory.gaps) process.stderr.write(`not read: ${gapText(gap)}\n`);
  process.stderr.write(sumUp(inventory, run.endpoint, out));
  return inventory.gaps.length > 0 ? 5 : 0;
}

/** What a screen or the log of a job may get; a file keeps every byte as it is. */
function* inertLines(inventory: Inventory): Iterable<string> {
  for (const line of inventoryLines(inventory)) yield inert(line);
}

function sumUp({ resources, origin, organization, gaps }: Inventory, endpoint: string, out: string): string {
  const counts = new Map<string, number>();
  let tags = 0;
  let system = 0;
  for (const resource of resources) {
    counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
    tags += resource.tags.length;
    system += resource.tags.filter(({ key }) => key.startsWith(SYSTEM_PREFIX)).length;
  }
  const types = RESOURCE_TYPES.map((type) => count(counts.get(type) ?? 0, type, PLURALS[type]));
  // A plan counts without them: the service removes none.
  const ofSystem = system === 0 ? '' : `, ${number(system)} of them _sys_*,`;
  const where = origin === 'emulator' ? `the emulator at ${visible(endpoint)}` : visible(endpoint);
  const to = out === '-' ? 'standard output' : visible(out);
  const lacking = gaps.length === 0 ? '' : `; ${count(gaps.length, 'gap')}, so it is not complete`;
  return `${types.join(', ')} with ${count(tags, 'tag')}${ofSystem} of ${visible(organization.id)} at ${where} saved to ${to}${lacking}\n`;
}
