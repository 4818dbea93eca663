import { digestOf } from '../../dist/plan/digest.js';
import { makePlan } from '../../dist/plan/make.js';
import { heading, line, pair, time } from './measure.js';
import { accounts, inventory, rules } from './organization.js';

const DAY = '2026-11-24';

/** Planning against parsing the same inventory; growth with resources and with rules. */
export async function benchPlan() {
  heading('Planning (100,000 resources × 50 rules; A B A B, medians)');
  const resources = [...accounts(100_000)];
  const text = JSON.stringify(resources);
  const input = { rules: rules(50), inventory: inventory(0, resources), day: DAY };
  let plan;
  const { a, b, ratio } = await pair(
    5,
    () => (plan = makePlan(input)),
    () => JSON.parse(text),
  );
  line('makePlan, inventory digest included', `${a.toFixed(0)} ms`);
  line('JSON.parse of the same inventory', `${b.toFixed(0)} ms`);
  line('ratio', ratio.toFixed(2), '≤ 1');
  line('plan digest (RFC 8785, SHA-256)', `${(await time(() => digestOf(plan))).toFixed(0)} ms`);
  line('removals planned', String(plan.calls.reduce((sum, call) => sum + call.remove.length, 0)));

  heading('Growth of planning');
  for (const count of [25_000, 50_000, 100_000, 200_000]) {
    const one = {
      ...input,
      inventory: inventory(0, count <= 100_000 ? resources.slice(0, count) : [...accounts(count)]),
    };
    line(
      `${count.toLocaleString('en')} resources × 50 rules`,
      `${(await time(() => makePlan(one))).toFixed(0)} ms`,
    );
  }
  for (const count of [10, 50, 100, 200]) {
    const one = { ...input, rules: rules(count) };
    line(`100,000 resources × ${count} rules`, `${(await time(() => makePlan(one))).toFixed(0)} ms`);
  }
}
