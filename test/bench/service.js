import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./service-process.js', import.meta.url));

/**
 * An emulator in a process of its own, so that it shares no event loop with what is measured.
 *
 * @param what a name of `ORGANIZATIONS` in organization.js
 * @param faults its latency and rate limit
 */
export async function startService(what, faults) {
  const child = fork(CHILD, [what, JSON.stringify(faults)]);
  const [{ url, keys }] = await once(child, 'message');
  const ask = async (question) => {
    const answer = once(child, 'message');
    child.send(question);
    return (await answer)[0];
  };
  return {
    url,
    keys,
    /** How many requests came, were throttled, and changed a tag, since the last time this was asked. */
    counts: () => ask('counts'),
    async close() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The service as a test account in Organizations might be: calls take a while, and only so many a second are taken. */
export const LIMITS = { latency: 20, 'rate-limit': { 'per-second': 100 } };
