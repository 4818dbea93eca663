import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { applyPlan, loadRules, makePlan, renderReport, takeInventory, undoRun } from 'reconcile-tags';
import { MemoryCloud } from './memory-cloud.ts';

const cloud = new MemoryCloud();
cloud.add({ type: 'root', id: 'r-1', name: 'root' });
cloud.add({ type: 'ou', id: 'ou-1', name: 'Production' }, 'r-1', {
  'temp-migration': 'wave 3',
  owner: 'ops',
});
cloud.add({ type: 'ou', id: 'ou-2', name: 'Payments' }, 'ou-1', { 'temp-x': '1', 'temp-y': '2' });
cloud.add({ type: 'account', id: 'a-1', name: 'pay' }, 'ou-2', { owner: 'pay', color: 'blue' });

// Rules, inventory, plan: nothing is written yet.
const rules = await loadRules(fileURLToPath(new URL('tag-rules.yaml', import.meta.url)));
const plan = makePlan(rules, await takeInventory(cloud, { rules }));
console.log(await renderReport(plan, 'text', { summaryOnly: true }));

// The plan and nothing else, each resource planned again on its live tags right before its call.
const run = await applyPlan(plan, cloud, { rules, stateDir: 'state' });
await writeFile('report.html', await renderReport(run, 'html'));
console.log(await renderReport(run, 'text'));
console.log(`left: ${await tagsLeft()}`);

// What a run removed can be put back.
const undone = await undoRun(run.id, cloud, { stateDir: 'state' });
console.log(`undone, exit ${undone.exit}: ${await tagsLeft()}`);
process.exitCode = run.exit;

async function tagsLeft(): Promise<string> {
  const { resources } = await takeInventory(cloud);
  return [...resources].flatMap(({ name, tags }) => tags.map(({ key }) => `${name}.${key}`)).join(' ');
}
