import { relative } from 'node:path';
import process from 'node:process';
import { ENDPOINT_VARIABLE } from '../cloud/endpoint.ts';
import { shellLine } from '../problem/shell.ts';
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

/**
 * How the main job was asked for, for reports to say what to do next. `origin` is what answered: a snapshot of an
 * emulator is carried out on another one that holds it.
 */
export function askedOf(given: AskedOptions, started: Started = startedHere(), origin?: string): Asked {
  const script = isScript(started);
  const program = script ? ['node', relative(started.cwd, started.argv[1] ?? '')] : ['reconcile'];
  const { out, inventory } = given;
  const rehearsed = inventory !== undefined && origin === 'emulator' && given.endpoint === undefined;
  const seeded = rehearsed && !started.env[ENDPOINT_VARIABLE] ? { emulator: true, seed: inventory } : {};
  const options = { ...given, ...seeded };
  const words = started.argv.slice(2).filter((word) => word !== '--dry-run');
  return {
    ...afterRun(options),
    ...(out !== undefined && { saved: out, apply: applyCommand(out, options, program) }),
    ...(inventory !== undefined && { offline: true }),
    ...(script && { instead: shellLine([...program, ...words]) }),
  };
}

/** How a fleet was asked for: what is left of it, the same command does. */
export function askedOfFleet(
  file: string,
  { stateDir = DEFAULT_STATE }: AskedOptions,
  { argv } = startedHere(),
): Asked {
  const again = shellLine(['reconcile', ...argv.slice(2).filter((word) => word !== '--dry-run')]);
  return { ...afterRun({ stateDir }), fleet: { file, again } };
}

/** What a later command about the run of this one needs: to find the service again, if it is there, and the folder. */
export function afterRun(options: AskedOptions): Pick<Asked, 'same' | 'ended'> {
  const same = shellLine(serviceWords(options));
  return { ...(same !== '' && { same }), ...(options.emulator === true && { ended: true }) };
}

/** The options by which the same command finds the same rules and the same service again. */
export function sameCommand({ rules, inventory, ...options }: AskedOptions): string {
  return shellLine([...wordsOf({ rules, inventory }), ...serviceWords(options)]);
}

function serviceWords(options: AskedOptions): string[] {
  const { emulator, seed, faults, endpoint, profile, stateDir = DEFAULT_STATE } = options;
  return [
    ...(emulator === true ? ['--emulator'] : []),
    ...wordsOf({ seed, faults, endpoint, profile }),
    ...(stateDir === DEFAULT_STATE ? [] : ['--state-dir', stateDir]),
  ];
}

function wordsOf(options: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
}

const DEFAULT_STATE = '.reconcile';

/** The command that applies a saved plan where it was made: with the same rules, on the same service. */
export function applyCommand(
  plan: string,
  options: AskedOptions = {},
  program: readonly string[] = ['reconcile'],
): string {
  return shellLine([
    ...program,
    'apply',
    plan,
    ...wordsOf({ rules: options.rules }),
    ...serviceWords(options),
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
