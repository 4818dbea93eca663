import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI } from './built.js';
import { count, heading, line, run, seconds, time } from './measure.js';
import { environment, outcome, whole } from './reading.js';
import { LIMITS, startService } from './service.js';
import { LOOPS, vendorClient } from './vendor.js';

const PATIENCE = 20_000;
const CONCURRENCY = 4;

/** 2,000 untag calls: ours with reads, journal and verification against the bound; and scripts that only send them. */
export async function benchApplying() {
  heading('Applying (2,000 OUs and accounts lose a tag; 20 ms a call, 100 requests/s)');
  await ours();
  for (const [name, loop] of Object.entries(LOOPS)) await script(name, loop);
}

async function ours() {
  const service = await startService('untidy', LIMITS);
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
  writeFileSync(join(folder, 'tag-rules.yaml'), RULES);
  const words = ['--yes', '--summary-only', '--concurrency', String(CONCURRENCY), '--endpoint', service.url];
  const options = { cwd: folder, env: environment(service) };
  const { ms, status, stderr } = await run(process.execPath, [CLI, ...words], options);
  const { requests, throttled, effects } = await service.counts();
  const calls = requests - throttled;
  const bound = Math.max(
    (calls / LIMITS['rate-limit']['per-second']) * 1000,
    (calls * LIMITS.latency) / CONCURRENCY,
  );
  const end = status === 0 ? 'all removed and verified' : `exit ${status} ${stderr.trim()}`;
  line(
    `reconcile --yes: ${count(requests)} requests, ${throttled} throttled, ${count(effects)} untags, ${end}`,
    seconds(ms),
  );
  line('against max(calls / rate, calls × latency / concurrency)', (ms / bound).toFixed(2), '≤ 1.15');
  await service.close();
  rmSync(folder, { recursive: true });
}

const RULES = `version: 1
limits: { removals: none, share: 100% }
rules:
  - { id: no-temp, remove: "temp-*" }
`;

async function script(name, loop) {
  const service = await startService('untidy', LIMITS);
  const client = vendorClient(service);
  const ids = (await client.listIds()).filter((id) => !id.startsWith('r-'));
  await service.counts();
  let made = { done: 0, failed: 0 };
  const ms = await time(async () => {
    made = await loop(ids, (id) => client.untag(id, ['temp-a']), Date.now() + PATIENCE);
  });
  const { effects } = await service.counts();
  line(
    `SDK, ${name}, no reads, no journal: ${count(effects)} untags, ${outcome(made, ids.length)}`,
    whole(ms, made.done, ids.length),
  );
  await service.close();
}
