import { Option } from 'commander';
import { EVERYTHING } from '../plan/only.ts';
import { COMPARISON_REPORT_NAMES } from '../report/names.ts';
import { FLEET } from './fleet-verbs.ts';
import {
  applyOptions,
  cloudOptions,
  failOnOption,
  inventoryOption,
  looksOptions,
  maxAgeOption,
  planOptions,
  reportsOf,
  ruleOptions,
  runReportOptions,
  signatureOptions,
  stateOption,
} from './options.ts';
import { hash, oneOf, only, report, whole } from './parse.ts';
import type { Verb } from './verb.ts';

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
  {
    name: 'apply',
    summary: 'Carries out a saved plan and nothing else, each item planned again on its live tags first.',
    arguments: [{ name: '<plan>', about: 'file that --out saved' }],
    options: [
      ruleOptions,
      maxAgeOption,
      (command) =>
        command
          .option('--require-complete', 'refuse a plan with gaps')
          .option('--allow-other-rules', 'apply even if the rule file has changed since')
          .option('--again', 'apply even if it was applied already'),
      signatureOptions('--require-signature'),
      applyOptions,
      failOnOption,
      runReportOptions,
      cloudOptions,
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile apply plan.json                    show the plan, ask, apply it',
      'reconcile apply plan.json --yes --report sarif=reconcile.sarif',
      'reconcile apply plan.json --yes --require-signature approver.pub.pem',
    ],
    run: async (words, options) => (await import('./verbs/apply.ts')).run(words, options as never),
  },
  {
    name: 'resume',
    summary: 'Goes on with a run that was cut off.',
    arguments: [{ name: '<run>', about: 'id, prefix of one, last, or a folder' }],
    options: [
      maxAgeOption,
      applyOptions,
      failOnOption,
      runReportOptions,
      cloudOptions,
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile resume last                        go on with the last run that wrote',
      'reconcile resume 20261124T08 --yes',
    ],
    run: async (words, options) => (await import('./verbs/resume.ts')).run(words, options as never),
  },
  {
    name: 'undo',
    summary:
      'Puts back what a run removed, where the key is absent now; given a plan, whatever of it is gone.',
    arguments: [{ name: '<run>', about: 'id, prefix of one, last, a folder, or a saved plan' }],
    options: [
      (command) => command.option('--dry-run', 'show what would be put back'),
      (command) =>
        command.addOption(
          new Option('--only <what>', 'narrow it: resource=ID (repeatable)')
            .argParser(only)
            .default(EVERYTHING, 'everything'),
        ),
      applyOptions,
      failOnOption,
      runReportOptions,
      cloudOptions,
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile undo last --dry-run                what would be put back',
      'reconcile undo last --only resource=ou-abcdefgh12345678',
    ],
    run: async (words, options) => (await import('./verbs/undo.ts')).run(words, options as never),
  },
  {
    name: 'runs',
    summary: 'Lists the runs of a state directory; `runs prune` removes old ones that are finished.',
    arguments: [{ name: '[prune]', about: 'remove finished runs that are older than --keep-days' }],
    options: [
      stateOption,
      (command) =>
        command
          .option('--json', 'as JSON')
          .addOption(new Option('--keep-days <n>', 'days to keep with prune').argParser(whole(0, 36_500))),
      looksOptions,
    ],
    examples: [
      'reconcile runs                               what was done, and what is unfinished',
      'reconcile runs prune --keep-days 90',
    ],
    run: async (words, options) => (await import('./verbs/runs.ts')).run(words, options as never),
  },
  {
    name: 'report',
    summary: 'Makes any report from a saved plan or a run.',
    arguments: [{ name: '<plan-or-run>', about: 'a saved plan, or a run by id, prefix, last or folder' }],
    options: [runReportOptions, failOnOption, stateOption, looksOptions],
    examples: [
      'reconcile report last --report markdown      the last run, for a pull request',
      'reconcile report plan.json --report csv=plan.csv',
    ],
    run: async (words, options) => (await import('./verbs/report.ts')).run(words, options as never),
  },
  {
    name: 'sign',
    summary: 'Signs a saved plan or the folder of a run; signing again adds a signature.',
    arguments: [{ name: '<plan-or-run>', about: 'a saved plan, or a run by id, prefix, last or folder' }],
    options: [
      (command) =>
        command
          .requiredOption('--key <file>', 'private key in PEM: Ed25519, or ECDSA on P-256')
          .option('--out <file>', 'the file of signatures (default: the one beside)'),
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile sign plan.json --key approver.pem  approve a plan',
      'reconcile sign last --key operator.pem       seal the last run',
    ],
    run: async (words, options) => (await import('./verbs/sign.ts')).run(words, options as never),
  },
  {
    name: 'verify',
    summary: 'Checks the digests, the chain and the signatures of a plan or a run, offline.',
    arguments: [{ name: '<plan-or-run>', about: 'a saved plan, or a run by id, prefix, last or folder' }],
    options: [
      signatureOptions('--key'),
      (command) =>
        command
          .addOption(new Option('--head <hash>', 'last hash of the journal, noted elsewhere').argParser(hash))
          .addOption(
            new Option('--report <format[=file]>', 'text or json (repeatable)')
              .argParser(report(['text', 'json']))
              .default([], 'text'),
          ),
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile verify last                        do its files agree?',
      'reconcile verify last --key operator.pub.pem --head 9f2c…',
    ],
    run: async (words, options) => (await import('./verbs/verify.ts')).run(words, options as never),
  },
  {
    name: 'history',
    summary: 'Adds past runs up: removals by rule, tags that keep coming back, waivers and their ends.',
    arguments: [],
    options: [
      (command) =>
        command.addOption(
          new Option('--report <format[=file]>', 'text or json (repeatable)')
            .argParser(report(['text', 'json']))
            .default([], 'text'),
        ),
      stateOption,
      looksOptions,
    ],
    examples: ['reconcile history                            what was removed, by which rule, how often'],
    run: async (_words, options) => (await import('./verbs/history.ts')).run(options as never),
  },
  {
    name: 'validate',
    summary: 'Checks rule files, offline: every problem at once.',
    arguments: [],
    options: [
      ruleOptions,
      (command) =>
        command.addOption(
          new Option('--report <format>', 'text, json or github')
            .argParser(oneOf(['text', 'json', 'github']))
            .default('text'),
        ),
      looksOptions,
    ],
    examples: [
      'reconcile validate                           check tag-rules.yaml and what it includes',
      'reconcile validate --rules other.yaml --report github',
    ],
    run: async (_words, options) => (await import('./verbs/validate.ts')).run(options as never),
  },
  {
    name: 'test',
    summary: 'Runs rule tests, offline.',
    arguments: [{ name: '[patterns...]', about: 'test files (default: **/*.test.yaml)' }],
    options: [
      (command) =>
        command
          .option('--coverage', 'also name matchers and waivers that no test exercised')
          .addOption(
            new Option('--report <format[=file]>', 'text, json, junit or github (repeatable)')
              .argParser(report(['text', 'json', 'junit', 'github']))
              .default([], 'text'),
          ),
      looksOptions,
    ],
    examples: [
      'reconcile test                               every *.test.yaml below this folder',
      'reconcile test "policies/**" --coverage --report junit=tests.xml',
    ],
    run: async (words, options) => (await import('./verbs/test.ts')).run(words, options as never),
  },
  {
    name: 'explain',
    summary: 'Says why each tag of a resource stays or goes: the rules that claim it, what shields it.',
    arguments: [
      { name: '<resource>', about: 'id, or a name or path that only one resource has' },
      { name: '[key]', about: 'one tag, with every rule that does not claim it' },
    ],
    options: [
      ruleOptions,
      (command) => command.option('--inventory <file>', 'look into a snapshot instead of the service'),
      (command) =>
        command.addOption(
          new Option('--report <format>', 'text or json').argParser(oneOf(['text', 'json'])).default('text'),
        ),
      cloudOptions,
      looksOptions,
    ],
    examples: [
      'reconcile explain ou-abcdefgh12345678        every tag of an OU',
      'reconcile explain /Production/Payments owner why that key stays or goes, or who requires it',
      'reconcile explain prd-pay --emulator         the same on a demonstration organization',
    ],
    run: async (words, options) => (await import('./verbs/explain.ts')).run(words, options as never),
  },
  {
    name: 'snapshot',
    summary: 'Saves the whole inventory: resources of all four types with their tags, and the tree.',
    arguments: [],
    options: [
      (command) => command.requiredOption('-o, --out <file>', 'where to; - for standard output'),
      cloudOptions,
      looksOptions,
    ],
    examples: [
      'reconcile snapshot -o inventory.jsonl        for --inventory, or for the emulator as --seed',
      'reconcile snapshot -o - --endpoint http://127.0.0.1:8080',
    ],
    run: async (_words, options) => (await import('./verbs/snapshot.ts')).run(options as never),
  },
  {
    name: 'compare',
    summary:
      'Says what an edit of the rules changes: the plan under both, over one inventory, only what differs.',
    arguments: [],
    options: [
      (command) =>
        command
          .requiredOption('--base <rules>', 'rules before the edit: a file, a folder, or git:REF')
          .option('--head <rules>', 'rules after it (default: --rules, or tag-rules.yaml)'),
      ruleOptions,
      (command) => command.option('--inventory <file>', 'over a snapshot instead of the service'),
      (command) =>
        command.addOption(
          new Option(
            '--fail-on-change <what>',
            'what makes exit code 2: none; added, a removal that is added; any, anything that differs',
          )
            .argParser(oneOf(['none', 'added', 'any']))
            .default('added'),
        ),
      reportsOf(COMPARISON_REPORT_NAMES),
      cloudOptions,
      looksOptions,
    ],
    examples: [
      'reconcile compare --base git:main            what this branch would change',
      'reconcile compare --base old/ --head new/ --inventory org.jsonl --report markdown',
    ],
    run: async (_words, options) => (await import('./verbs/compare.ts')).run(options as never),
  },
  {
    name: 'doctor',
    summary: 'Checks credentials, clock, organization, caller and permissions with one read each.',
    arguments: [],
    options: [cloudOptions, (command) => command.option('--json', 'as JSON'), looksOptions],
    examples: [
      'reconcile doctor                             is this machine ready for a run?',
      'reconcile doctor --profile audit --json',
    ],
    run: async (_words, options) => (await import('./verbs/doctor.ts')).run(options as never),
  },
  FLEET,
  {
    name: 'emulator',
    summary: 'Serves the embedded Organizations service on loopback and prints its address and keys.',
    arguments: [],
    options: [
      (command) =>
        command
          .option('--seed <file>', 'what it holds: a seed or an inventory file (default: the demo)')
          .option('--faults <file>', 'faults to make, instead of those of the seed')
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
