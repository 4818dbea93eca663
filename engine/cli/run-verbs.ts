import { Option } from 'commander';
import { EVERYTHING } from '../plan/only.ts';
import {
  applyOptions,
  cloudOptions,
  failOnOption,
  looksOptions,
  maxAgeOption,
  ruleOptions,
  runReportOptions,
  signatureOptions,
  stateOption,
} from './options.ts';
import { hash, only, report, whole } from './parse.ts';
import type { Verb } from './verb.ts';

const RUN_OR_PLAN =
  'a saved plan, or a run by id, prefix of one, last (the last that sent something), or a folder';

/** Verbs about plans and runs: carrying out, going on, putting back, reporting, signing. */
export const RUN_VERBS: readonly Verb[] = [
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
      'reconcile apply plan.json --yes --report sarif=reconcile.sarif   without asking, findings for a code scanner',
      'reconcile apply plan.json --yes --require-signature approver.pub.pem   only if it was approved',
    ],
    run: async (words, options) => (await import('./verbs/apply.ts')).run(words, options as never),
  },
  {
    name: 'resume',
    summary: 'Goes on with a run that was cut off.',
    arguments: [
      {
        name: '<run>',
        about:
          'id, prefix of one, last (the newest that was stopped or failed in part, and is not undone), or a folder',
      },
    ],
    options: [
      (command) =>
        command
          .option('--rules <file>', 'rule file (default: as the plan of the run calls it)')
          .option('--allow-other-rules', 'go on even if the rule file has changed since'),
      maxAgeOption,
      applyOptions,
      failOnOption,
      runReportOptions,
      cloudOptions,
      stateOption,
      looksOptions,
    ],
    examples: [
      'reconcile resume last                        go on with the last run that was stopped',
      'reconcile resume 20261124T08 --yes           go on with a run by the beginning of its id',
    ],
    run: async (words, options) => (await import('./verbs/resume.ts')).run(words, options as never),
  },
  {
    name: 'undo',
    summary:
      'Puts back what a run removed, where the key is absent now; given a plan, whatever of it is gone.',
    arguments: [
      {
        name: '<run>',
        about:
          'id, prefix of one, last (the newest that removed something and is not undone), a folder, or a saved plan. An undo can be undone too, by its id: that removes again what it put back',
      },
    ],
    options: [
      (command) =>
        command.option('--dry-run', 'read live tags and show what would be put back, and what would not'),
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
      'reconcile undo last --only resource=ou-abcdefgh12345678   put one resource back',
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
      'reconcile runs prune --keep-days 90          remove finished runs that are older',
    ],
    run: async (words, options) => (await import('./verbs/runs.ts')).run(words, options as never),
  },
  {
    name: 'report',
    summary:
      'Makes any report from a saved plan or a run. Exits as that run did, a plan as its dry run would: 2 where removals are pending, which --fail-on none leaves out.',
    arguments: [{ name: '<plan-or-run>', about: RUN_OR_PLAN }],
    options: [runReportOptions, failOnOption, stateOption, looksOptions],
    examples: [
      'reconcile report last --report markdown      the last run, for a pull request',
      'reconcile report plan.json --report html=plan.html --fail-on none   a saved plan as a page; pending removals are no failure',
    ],
    run: async (words, options) => (await import('./verbs/report.ts')).run(words, options as never),
  },
  {
    name: 'sign',
    summary: 'Signs a saved plan or the folder of a run; signing again adds a signature.',
    arguments: [{ name: '<plan-or-run>', about: RUN_OR_PLAN }],
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
    arguments: [{ name: '<plan-or-run>', about: RUN_OR_PLAN }],
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
      'reconcile verify last --key operator.pub.pem   and did the operator sign them?',
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
    examples: [
      'reconcile history                            what was removed, by which rule, how often',
      'reconcile history --report json=history.json   the same for a program',
    ],
    run: async (_words, options) => (await import('./verbs/history.ts')).run(options as never),
  },
];
