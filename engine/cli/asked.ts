import { relative } from 'node:path';
import process from 'node:process';
import { quoted } from '../problem/shell.ts';
import type { Asked } from '../report/report.ts';
import type { CloudOptions } from './connect.ts';

/** Options of a dry run that say what carrying it out takes. */
export interface AskedOptions extends Partial<CloudOptions> {
  readonly dryRun?: boolean;
  readonly rules?: string;
  readonly inventory?: string;
  readonly out?: string;
  readonly stateDir?: string;
}

/** How this process was started: as a script of npm, or by what somebody typed. */
export interface Started {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** How the main job was asked for, for reports to say what to do next. */
export function askedOf(options: AskedOptions, started: Started = startedHere()): Asked {
  const script = isScript(started);
  const program = script ? ['node', relative(started.cwd, started.argv[1] ?? '')] : ['reconcile'];
  const { out, inventory } = options;
  const words = started.argv.slice(2).filter((word) => word !== '--dry-run');
  return {
    ...(out !== undefined && { saved: out, apply: applyCommand(out, options, program) }),
    ...(inventory !== undefined && { offline: true }),
    ...(script && { instead: line([...program, ...words]) }),
  };
}

/** The command that applies a saved plan where it was made: with the same rules, on the same service. */
export function applyCommand(
  plan: string,
  options: AskedOptions = {},
  program: readonly string[] = ['reconcile'],
): string {
  const { rules, emulator, seed, faults, endpoint, profile, stateDir = '.reconcile' } = options;
  const named = Object.entries({ rules, seed, faults, endpoint, profile });
  return line([
    ...program,
    'apply',
    plan,
    ...(emulator === true ? ['--emulator'] : []),
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(stateDir === '.reconcile' ? [] : ['--state-dir', stateDir]),
  ]);
}

function startedHere(): Started {
  return { argv: process.argv, env: process.env, cwd: process.cwd() };
}

/** Whether `--dry-run` stands in a script of npm, where whoever typed `npm start` cannot leave it out. */
function isScript({ env }: Started): boolean {
  const { npm_lifecycle_event: event = 'npx', npm_lifecycle_script: script = '' } = env;
  return event !== 'npx' && script.includes('--dry-run');
}

/** A command as a shell takes it, with no more quotes than it needs. */
function line(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : quoted(word))).join(' ');
}
