import { CLI, ROOT } from './built.js';
import { heading, line, median, run } from './measure.js';

/** Whole processes against an empty node, in turn. */
export async function benchStartUp() {
  heading('Start-up (whole processes in turn, 9 rounds, medians; against an empty node)');
  const programs = {
    'node -e 0': ['-e', '0'],
    'reconcile --version': [CLI, '--version'],
    'reconcile --help': [CLI, '--help'],
    'reconcile validate, default rules': [CLI, 'validate', '--rules', 'tag-rules.yaml'],
  };
  const bounds = { 'reconcile --version': '≤ 2', 'reconcile validate, default rules': '≤ 4' };
  const caches = { on: {}, off: { NODE_DISABLE_COMPILE_CACHE: '1' } };
  const times = {};
  for (let round = 0; round < 10; round++) {
    for (const [cache, more] of Object.entries(caches)) {
      for (const [name, args] of Object.entries(programs)) {
        const { ms } = await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...more } });
        // The first round fills caches: of the disk, and of compiled code.
        if (round > 0) ((times[cache] ??= {})[name] ??= []).push(ms);
      }
    }
  }
  for (const [cache, of] of Object.entries(times)) {
    const node = median(of['node -e 0']);
    for (const [name, all] of Object.entries(of)) {
      const what = `${name}, compile cache ${cache}: ${median(all).toFixed(0)} ms`;
      line(what, (median(all) / node).toFixed(2), bounds[name]);
    }
  }
}
