import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg, totalmem } from 'node:os';
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

/**
 * Pieces of work in turn, A B C A B C …, so that a machine that slows down slows all of them. Gives the least time
 * of each, by the clock and by the processor: what others do on the machine only ever adds to it, to the first most.
 * A first round warms up and does not count.
 */
export async function inTurn(rounds, works) {
  const nothing = { clock: Number.POSITIVE_INFINITY, processor: Number.POSITIVE_INFINITY };
  const least = Object.fromEntries(Object.keys(works).map((name) => [name, nothing]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const before = process.cpuUsage();
      const clock = await time(work);
      const { user, system } = process.cpuUsage(before);
      if (round === 0) continue;
      const known = least[name];
      least[name] = {
        clock: Math.min(known.clock, clock),
        processor: Math.min(known.processor, (user + system) / 1000),
      };
    }
  }
  return least;
}

/** Runs a program to its end without blocking this one: its milliseconds, exit code and the end of its output. */
export async function run(program, args, options = {}) {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const said = [child.stdout, child.stderr].map((stream) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      text = (text + chunk).slice(-10_000);
    });
    return () => text;
  });
  const [status] = await once(child, 'close');
  return { ms: performance.now() - start, status, stdout: said[0](), stderr: said[1]() };
}

/** What was measured, for the table at the end. */
const measured = [];
let under = '';

/** One figure: what it is of, and the bound it is to stay within. */
export function line(what, figure, bound) {
  console.log(`  ${what.padEnd(68)} ${figure.padStart(14)}${bound === undefined ? '' : `   bound ${bound}`}`);
  measured.push([under, what, figure, bound ?? '']);
}

export function heading(text) {
  console.log(`\n${text}`);
  under = text;
}

/** Everything that was measured as Markdown, with the machine it was measured on: a block for docs/performance.md. */
export function markdown() {
  const load = loadavg().map((one) => one.toFixed(1));
  const machine = [
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `Node ${process.version}`,
    `load ${load.join(', ')} at the end`,
  ];
  const rows = measured.map(([of, what, figure, bound], i) => {
    const first = measured[i - 1]?.[0] === of ? '' : of;
    return `| ${[first, what, figure, bound].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = ['| bench | what | figure | bound |', '| --- | --- | ---: | --- |'];
  return [`Machine: ${machine.join('; ')}.`, '', ...head, ...rows, ''].join('\n');
}

export function count(number) {
  return Math.round(number).toLocaleString('en');
}

export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
