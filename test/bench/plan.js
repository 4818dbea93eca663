import { writeFileSync } from 'node:fs';
import { built } from './built.js';
import { chart } from './chart.js';
import { count, heading, inTurn, line } from './measure.js';
import { accounts, inventory, rules } from './organization.js';

const DAY = '2026-11-24';

/** Planning against parsing the same inventory; growth with resources and with rules. */
export async function benchPlan(draw) {
  const { digestOf, inventoryDigest } = await built('plan/digest.js');
  const { makePlan } = await built('plan/make.js');
  const resources = [...accounts(200_000)];
  const inputOf = (size, number) => ({
    rules: rules(number),
    inventory: inventory(0, resources.slice(0, size)),
    day: DAY,
  });

  heading('Planning (100,000 resources × 50 rules; in turn, least of 5; clock / processor)');
  const input = inputOf(100_000, 50);
  const text = JSON.stringify(input.inventory.resources);
  let plan;
  const least = await inTurn(5, {
    plan: () => (plan = makePlan(input)),
    parse: () => JSON.parse(text),
    inventory: () => digest(inventoryDigest, input.inventory),
    digest: () => digestOf(plan),
  });
  line('makePlan, with the digest of the inventory', both(least.plan));
  line('JSON.parse of the same inventory', both(least.parse));
  line('makePlan / JSON.parse, by the clock', (least.plan.clock / least.parse.clock).toFixed(2), '≤ 1');
  const ratio = least.plan.processor / least.parse.processor;
  line('makePlan / JSON.parse, by the processor', ratio.toFixed(2), '≤ 1');
  line('of it the digest of the inventory (SHA-256)', both(least.inventory));
  line('apart: digest of the plan (RFC 8785, SHA-256)', both(least.digest));
  line('removals planned', count(plan.calls.reduce((sum, call) => sum + call.remove.length, 0)));

  heading('Growth of planning (in turn, least of 3; clock / processor)');
  const sizes = [25_000, 50_000, 100_000, 200_000];
  const numbers = [1, 50, 100, 200, 400];
  const growth = await inTurn(3, {
    ...Object.fromEntries(sizes.map((size) => [`size ${size}`, planning(makePlan, inputOf(size, 50))])),
    ...Object.fromEntries(
      numbers.map((number) => [`rules ${number}`, planning(makePlan, inputOf(100_000, number))]),
    ),
  });
  for (const size of sizes) line(`${count(size)} resources × 50 rules`, both(growth[`size ${size}`]));
  for (const number of numbers) line(`100,000 resources × ${number} rules`, both(growth[`rules ${number}`]));
  if (draw) writeFileSync(CHART, drawing(sizes, numbers, growth, least.parse.processor));
}

const CHART = new URL('../../docs/images/planning.svg', import.meta.url);

function both({ clock, processor }) {
  return `${count(clock)} / ${count(processor)} ms`;
}

function planning(makePlan, input) {
  return () => makePlan(input);
}

function digest(inventoryDigest, one) {
  const hash = inventoryDigest(one);
  for (const resource of one.resources) hash.add(resource);
  return hash.end();
}

function drawing(sizes, numbers, growth, parse) {
  return chart([
    {
      title: 'Processor time against resources, 50 rules',
      unit: 'resources',
      lines: [
        { name: 'plan', points: sizes.map((size) => [size, growth[`size ${size}`].processor]) },
        { name: 'JSON.parse', points: [0, 200_000].map((size) => [size, (parse * size) / 100_000]) },
      ],
    },
    {
      title: 'Processor time against rules, 100,000 resources',
      unit: 'rules',
      lines: [
        { name: 'plan', points: numbers.map((number) => [number, growth[`rules ${number}`].processor]) },
        { name: 'JSON.parse', points: [1, 400].map((number) => [number, parse]) },
      ],
    },
  ]);
}
