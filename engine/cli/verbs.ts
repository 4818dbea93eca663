import { Option } from 'commander';
import { FLEET } from './fleet-verbs.ts';
import {
  applyOptions,
  cloudOptions,
  failOnOption,
  inventoryOption,
  looksOptions,
  planOptions,
  ruleOptions,
  runReportOptions,
  stateOption,
} from './options.ts';
import { planFile, whole } from './parse.ts';
import { RULE_VERBS } from './rule-verbs.ts';
import { RUN_VERBS } from './run-verbs.ts';
import type { Verb } from './verb.ts';

export const MAIN: Verb = {
  name: '',
  summary: 'Keeps the tags of a Huawei Cloud organization the way its owners declared.',
  arguments: [],
  options: [
    (command) => command.option('--dry-run', 'read, plan, judge and report; send no write'),
    ruleOptions,
    inventoryOption,
    (command) => command.option('--out <file>', 'save the plan, for reconcile apply', planFile),
    planOptions,
    failOnOption,
    runReportOptions,
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
  ...RUN_VERBS,
  ...RULE_VERBS,
  {
    name: 'doctor',
    summary: 'Checks credentials, clock, organization, caller and permissions with one read each.',
    arguments: [],
    options: [cloudOptions, (command) => command.option('--json', 'as JSON'), looksOptions],
    examples: [
      'reconcile doctor                             is this machine ready for a run?',
      'reconcile doctor --profile audit --json      with other credentials, for a program',
    ],
    run: async (_words, options) => (await import('./verbs/doctor.ts')).run(options as never),
  },
  FLEET,
  {
    name: 'completion',
    summary: 'Prints the completion script of a shell: verbs, options, their values, files, runs.',
    arguments: [{ name: '<shell>', about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
    options: [],
    examples: [
      'reconcile completion bash > reconcile.bash   for ~/.bashrc: source /path/to/reconcile.bash',
      'reconcile completion zsh > _reconcile        for a folder of $fpath',
      'reconcile completion fish > reconcile.fish   for ~/.config/fish/completions',
    ],
    run: async (words, _options, program) => (await import('./verbs/completion.ts')).run(words, program),
  },
  {
    name: 'emulator',
    summary: 'Serves the embedded Organizations service on loopback and prints its address and keys.',
    arguments: [],
    options: [
      (command) =>
        command
          .option('--seed <file>', 'what it holds: a seed or an inventory file (default: the demo)')
          .option('--faults <file>', 'faults to make (docs/faults.md), instead of those of the seed')
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
