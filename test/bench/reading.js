import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI } from './built.js';
import { count, heading, line, run, seconds, time } from './measure.js';
import { LIMITS, startService } from './service.js';
import { LOOPS, vendorClient } from './vendor.js';

/** A script that would run for minutes is stopped after this long, and what it would have needed is worked out. */
const PATIENCE = 20_000;

/** The tags of a whole organization: ours, and scripts with the vendor's SDK. */
export async function benchReading() {
  heading('Reading (1 root, 1,000 OUs, 10,000 accounts, 2,000 policies; 20 ms a call, 100 requests/s)');
  const service = await startService('large', LIMITS);
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
  writeFileSync(join(folder, 'tag-rules.yaml'), RULES);
  await ours(
    'reconcile --dry-run, every tag',
    ['--dry-run', '--fail-on', 'none', '--summary-only'],
    service,
    folder,
  );
  await ours('reconcile snapshot, every tag and the tree', ['snapshot', '-o', 'all.jsonl'], service, folder);
  for (const [name, loop] of Object.entries(LOOPS)) await script(name, loop, service);
  await service.close();
  rmSync(folder, { recursive: true });
}

const RULES = `version: 1
limits: { removals: none, share: 100% }
rules:
  - { id: no-temp, remove: "temp-*" }
`;

async function ours(what, words, service, folder) {
  const { ms, status, stderr } = await run(process.execPath, [CLI, ...words, '--endpoint', service.url], {
    cwd: folder,
    env: environment(service),
  });
  const { requests, throttled } = await service.counts();
  const end = status === 0 ? 'complete' : `exit ${status} ${stderr.trim()}`;
  line(`${what}: ${count(requests)} requests, ${throttled} throttled, ${end}`, seconds(ms));
}

/** The environment of a command that talks to a service of the bench. */
export function environment({ keys }) {
  return {
    ...process.env,
    RECONCILE_METADATA: 'off',
    HUAWEICLOUD_SDK_AK: keys.accessKey,
    HUAWEICLOUD_SDK_SK: keys.secretKey,
  };
}

async function script(name, loop, service) {
  const client = vendorClient(service);
  let ids = [];
  let made = { done: 0, failed: 0 };
  const ms = await time(async () => {
    ids = await client.listIds();
    made = await loop(ids, client.tagsOf, Date.now() + PATIENCE);
  });
  const { requests } = await service.counts();
  line(
    `SDK, ${name}: ${count(requests)} requests, ${outcome(made, ids.length)}`,
    whole(ms, made.done, ids.length),
  );
}

/** What came of a script, in words. */
export function outcome({ done, failed }, all) {
  const left = done < all ? `, ${count(all - done)} not reached` : '';
  return `${count(failed)} failed${left}`;
}

/** The time of a script, and what all of it would have taken where it was stopped. */
export function whole(ms, done, all) {
  return done < all ? `> ${seconds(ms)} (≈ ${seconds((ms * all) / done)})` : seconds(ms);
}
