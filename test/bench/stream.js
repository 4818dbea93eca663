import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLI } from './built.js';
import { count, heading, line, run, seconds } from './measure.js';
import { accounts, inventory } from './organization.js';

const PEAK = fileURLToPath(new URL('./peak.js', import.meta.url));

/** Plans and reports from snapshots of growing size, in a process of their own. */
export async function benchStream() {
  heading('Streaming (dry run from a snapshot file, JSON and CSV reports)');
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
  writeFileSync(join(folder, 'tag-rules.yaml'), RULES);
  for (const resources of [1_000, 100_000, 1_000_000]) {
    const bytes = writeInventory(join(folder, 'all.jsonl'), resources);
    const { ms, status, stdout, stderr } = await run(process.execPath, ['--import', PEAK, CLI, ...WORDS], {
      cwd: folder,
    });
    const peak = Number(/peak-kib (\d+)/.exec(stderr)?.[1]) / 1024;
    const [, number] = /([\d,]+) tags would be removed/.exec(stdout) ?? [];
    const removals = number === undefined ? `exit ${status} ${stdout} ${stderr}` : `${number} removals`;
    const what = `${count(resources)} resources (${count(bytes / 2 ** 20)} MiB), ${removals}`;
    line(`${what}: time`, seconds(ms));
    line(`${what}: peak memory`, `${count(peak)} MiB`, resources === 1_000_000 ? '≤ 600 MB' : undefined);
  }
  rmSync(folder, { recursive: true });
}

const WORDS = [
  ...['--dry-run', '--inventory', 'all.jsonl', '--fail-on', 'none', '--summary-only'],
  ...['--report', 'json=run.json', '--report', 'csv=run.csv'],
];

const RULES = `version: 1
limits: { removals: none, share: 100% }
protect: ["billing:*"]
rules:
  - { id: expired, remove: { key: expires-on, value: { before: today } } }
  - { id: no-temp-in-production, match: { path: "/Production/T1/**" }, remove: "temp-*" }
  - { id: owner-in-staging, match: { path: "/Staging/T2/**" }, require: owner }
waivers:
  - rule: expired
    match: { path: "/Sandbox/T3/**" }
    reason: agreed
    approved-by: governance
    expires: 2099-01-31
`;

function writeInventory(file, resources) {
  const { resources: _, ...header } = inventory(0, []);
  const fd = openSync(file, 'w');
  const types = ['root', 'ou', 'account', 'policy'];
  let lines = `${JSON.stringify({ version: 1, ...header, types })}\n`;
  for (const resource of accounts(resources)) {
    lines += `${JSON.stringify(resource)}\n`;
    if (lines.length < 1 << 20) continue;
    writeSync(fd, lines);
    lines = '';
  }
  writeSync(fd, lines);
  closeSync(fd);
  return statSync(file).size;
}
