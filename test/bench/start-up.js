import { fileURLToPath } from 'node:url';
import { heading, line, median, run } from './measure.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Whole processes against an empty node, in turn. */
export async function benchStartUp() {
  heading('Start-up (whole processes in turn, 11 rounds, medians)');
  const programs = {
    'node -e 0': ['-e', '0'],
    'reconcile --version': [CLI, '--version'],
    'reconcile --help': [CLI, '--help'],
    'reconcile validate': [CLI, 'validate', '--rules', 'tag-rules.yaml'],
  };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < 12; round++) {
    for (const [name, args] of Object.entries(programs)) {
      const { ms } = run(process.execPath, args, { cwd: ROOT });
      if (round > 0) times[name].push(ms);
    }
  }
  const node = median(times['node -e 0']);
  const bounds = { 'reconcile --version': '≤ 2', 'reconcile validate': '≤ 4' };
  for (const [name, all] of Object.entries(times)) {
    line(
      `${name}: ${median(all).toFixed(0)} ms; against node`,
      (median(all) / node).toFixed(2),
      bounds[name],
    );
  }
}
