/** The other side of `startService`: serves an organization and answers questions about its requests. */
import { built } from './built.js';
import { ORGANIZATIONS } from './organization.js';

const [what = '', faults = '{}'] = process.argv.slice(2);
const { parseSeed } = await built('emulator/seed.js');
const { startEmulator } = await built('emulator/server.js');
const clock = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
const seed = parseSeed([...ORGANIZATIONS[what]()].join('\n'), what);
const emulator = await startEmulator({ seed, clock, faults: JSON.parse(faults) });

let asked = 0;
process.on('message', () => {
  const since = emulator.requests().slice(asked);
  asked += since.length;
  process.send({
    requests: since.length,
    throttled: since.filter(({ status }) => status === 429).length,
    effects: since.filter(({ effect }) => effect).length,
  });
});
process.send({ url: emulator.url, keys: emulator.keys });
