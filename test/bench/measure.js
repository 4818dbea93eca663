import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** The middle one of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds of a piece of work. */
export async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Two pieces of work in turn, A B A B …, so that a machine that slows down slows both; medians and their ratio. */
export async function pair(rounds, a, b) {
  const times = [];
  for (let i = 0; i <= rounds; i++) times.push([await time(a), await time(b)]);
  // The first round warms up.
  const counted = times.slice(1);
  return {
    a: median(counted.map(([one]) => one)),
    b: median(counted.map(([, one]) => one)),
    ratio: median(counted.map(([one, other]) => one / other)),
  };
}

/** Runs a program to its end: its milliseconds, exit code and output. */
export function run(program, args, options = {}) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  return { ms: performance.now() - start, status, stdout, stderr };
}

/** One line of the result: what, the figure, and the figure it is to stay within. */
export function line(what, figure, bound) {
  console.log(`  ${what.padEnd(64)} ${figure.padStart(12)}${bound === undefined ? '' : `   bound ${bound}`}`);
}

export function heading(text) {
  console.log(`\n${text}`);
}
