// A process of lock.test.ts: takes over the lock of process 1 and holds it, or says why it could not.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [, , engine, stateDir, pid] = process.argv;
const { takeLock } = await import(pathToFileURL(engine).href);
const processes = {
  self: { pid: Number(pid), host: 'here', started: pid },
  isDead: (holder) => holder.pid === 1,
};
try {
  const lock = takeLock(stateDir, 'o-1', `run-${pid}`, processes, () => undefined);
  await sleep(1_500);
  await lock.check();
  process.stdout.write('mine');
} catch (error) {
  process.stdout.write(error.problems[0].code);
}
