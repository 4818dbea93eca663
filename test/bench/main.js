/**
 * `npm run bench [-- NAME…]`: measures side by side in one run and prints ratios, then all figures as a Markdown
 * table. Times depend on the machine, so nothing here fails; what is counted rather than timed is held by tests.
 * `--chart` also draws docs/images/planning.svg from the figures of this run.
 */
import { markdown } from './measure.js';

const BENCHES = {
  'start-up': async () => (await import('./start-up.js')).benchStartUp(),
  plan: async () => (await import('./plan.js')).benchPlan(process.argv.includes('--chart')),
  stream: async () => (await import('./stream.js')).benchStream(),
  reports: async () => (await import('./reports.js')).benchReports(),
  emulator: async () => (await import('./emulator.js')).benchEmulator(),
  reading: async () => (await import('./reading.js')).benchReading(),
  applying: async () => (await import('./applying.js')).benchApplying(),
  journal: async () => (await import('./journal.js')).benchJournal(),
  fleet: async () => (await import('./fleet.js')).benchFleet(),
};

const names = process.argv.slice(2).filter((word) => word !== '--chart');
for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  await bench();
}
console.log(`\n${markdown()}`);
