import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { built } from './built.js';
import { count, heading, inTurn, line } from './measure.js';
import { accounts, inventory, rules } from './organization.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Characters of a report between two looks at the memory. */
const LOOK_EVERY = 4 << 20;

/** Every format: time, and what is held in memory beside the run while it is written. */
export async function benchReports() {
  const { REPORTS, FILE_REPORTS } = await built('report/index.js');
  const options = { color: false, width: 0 };
  const small = await runOf(20_000);
  heading('Reports of 20,000 removals (least of 3)');
  const write = (format) => () => {
    for (const _ of REPORTS[format](small, options));
  };
  const works = Object.fromEntries(Object.keys(REPORTS).map((format) => [format, write(format)]));
  works.xlsx = () => FILE_REPORTS.xlsx(small);
  for (const [format, { clock }] of Object.entries(await inTurn(3, works))) {
    line(format, `${count(clock)} ms`, format === 'html' ? '≤ 1 s' : undefined);
  }

  heading('Reports of 100,000 removals (size; most that was held while it was written)');
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const large = await runOf(100_000);
  collectGarbage();
  line('the run itself', `${count((process.memoryUsage().heapUsed - before) / 2 ** 20)} MiB`);
  for (const [format, report] of Object.entries(REPORTS)) {
    line(format, ...held(() => report(large, options)));
  }
}

/** The size of a report and the most that was held for it. */
function held(report) {
  let [size, next, most] = [0, 0, 0];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (const chunk of report()) {
    size += chunk.length;
    if (size < next) continue;
    next = size + LOOK_EVERY;
    collectGarbage();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  const mib = (bytes) => `${count(bytes / 2 ** 20)} MiB`;
  return [`${mib(size)}; ${mib(most)}`];
}

/** A dry run with so many removals, two a resource. */
async function runOf(removals) {
  const { makePlan } = await built('plan/make.js');
  const { sealPlan } = await built('plan/digest.js');
  const set = rules(50);
  const body = makePlan({ rules: set, inventory: inventory(0, []), day: '2026-11-24' });
  const calls = [...accounts(removals / 2)].map(({ tags, ...resource }) => ({
    resource,
    remove: tags.slice(0, 2).map((tag) => ({ ...tag, because: ['rule-0003'] })),
  }));
  const about = {
    created: '2026-11-24T08:00:01.000Z',
    'read-at': '2026-11-24T08:00:00.000Z',
    places: [],
    sources: [],
  };
  return {
    ...{
      version: 1,
      id: '20261124T080000Z-benc',
      mode: 'dry-run',
      tool: 'reconcile 0.1.0',
      'fail-on': 'error',
    },
    ...{
      started: '2026-11-24T08:00:00.000Z',
      ended: '2026-11-24T08:00:02.000Z',
      endpoint: 'https://example.com',
    },
    ...{
      origin: body.origin,
      organization: body.organization,
      exit: 2,
      objections: [],
      frozen: [],
      outcomes: [],
    },
    ...{ wrote: false, declined: false, interrupted: false, problems: [] },
    traffic: { requests: 3, retries: 0, throttles: 0, 'waited-ms': 0 },
    plan: sealPlan({ ...body, calls, findings: [] }, about),
  };
}
