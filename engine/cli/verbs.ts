import { type Command, Option } from 'commander';
import type { ExitCode } from '../model.ts';
import {
  applyOptions,
  cloudOptions,
  inventoryOption,
  looksOptions,
  planOptions,
  reportOptions,
  ruleOptions,
  stateOption,
} from './options.ts';
import { whole } from './parse.ts';

/** One command as data: the parser, the help and the reference are made from it. */
export interface Verb {
  /** Empty for the main job, which has no verb. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly ((command: Command) => Command)[];
  readonly examples: readonly string[];
  /** Loads what it needs only when it is called. */
  run(words: readonly string[], options: object): Promise<ExitCode>;
}

export const MAIN: Verb = {
  name: '',
  summary: 'Keeps the tags of a Huawei Cloud organization the way its owners declared.',
  arguments: [],
  options: [
    (command) => command.option('--dry-run', 'read, plan, judge and report; send no write'),
    ruleOptions,
    inventoryOption,
    (command) => command.option('--out <file>', 'save the plan'),
    planOptions,
    reportOptions,
    applyOptions,
    cloudOptions,
    stateOption,
    looksOptions,
  ],
  examples: [
    'reconcile --dry-run                          what would be removed, and why',
    'reconcile --dry-run --emulator               the same on a demonstration organization',
    'reconcile --dry-run --out plan.json          save the plan for approval',
    'reconcile                                    plan, ask, apply, verify',
  ],
  run: async (_words, options) => (await import('./verbs/reconcile.ts')).run(options as never),
};

export const VERBS: readonly Verb[] = [
  {
    name: 'emulator',
    summary: 'Serves the embedded Organizations service on loopback and prints its address and keys.',
    arguments: [],
    options: [
      (command) =>
        command
          .option('--seed <file>', 'what it holds: a seed or an inventory file (default: the demo)')
          .addOption(
            new Option('--port <n>', 'port on 127.0.0.1; 0 for any').argParser(whole(0, 65_535)).default(0),
          )
          .option('--state <file>', 'keep what changes in this file'),
      looksOptions,
    ],
    examples: [
      'reconcile emulator --port 8080               serve the demonstration organization',
      'reconcile emulator --seed real.jsonl         rehearse on a snapshot of a real one',
    ],
    run: async (_words, options) => (await import('./verbs/emulator.ts')).run(options as never),
  },
];
