/**
 * `npm run bench [-- NAME…]`: measures side by side in one run and prints ratios. Times depend on the machine, so
 * nothing here fails; what is counted rather than timed is held by tests.
 */
const BENCHES = {
  journal: async () => (await import('./journal.js')).benchJournal(),
  fleet: async () => (await import('./fleet.js')).benchFleet(),
  plan: async () => (await import('./plan.js')).benchPlan(),
  'start-up': async () => (await import('./start-up.js')).benchStartUp(),
};

const names = process.argv.slice(2);
for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  await bench();
}
