import { type Command, Option } from 'commander';
import { refuse } from '../problem.ts';
import { applyOptions, failOnOption, looksOptions, reportOptions, stateOption } from './options.ts';
import { label, oneOf, whole } from './parse.ts';
import type { Verb } from './verb.ts';

const FILE = { name: '<fleet>', about: 'fleet file' } as const;

/** `--select`. */
function selectOption(command: Command): Command {
  return command.addOption(
    new Option('--select <label=value>', 'only organizations with this label, or name=NAME (repeatable)')
      .argParser(label)
      .default([], 'all'),
  );
}

/** `--queue`. */
function queueOption(about: string) {
  return (command: Command): Command =>
    command.addOption(new Option('--queue <url>', about).env('RECONCILE_QUEUE'));
}

/** Commands over many organizations. */
export const FLEET: Verb = {
  name: 'fleet',
  summary: 'Works on many organizations, in this process or on workers behind a queue.',
  arguments: [],
  options: [],
  examples: [
    'reconcile fleet validate fleet.yaml          check it, offline',
    'reconcile fleet run fleet.yaml --dry-run     what would be removed, everywhere',
  ],
  run: () => refuse('missing-value', 'fleet needs a command', { hint: 'see reconcile fleet --help' }),
  children: [
    {
      name: 'run',
      summary: 'Reconciles every organization of a fleet file, each on its own; one report over all.',
      arguments: [FILE],
      options: [
        (command) => command.option('--dry-run', 'read, plan, judge and report; send no write'),
        selectOption,
        (command) =>
          command
            .addOption(
              new Option('--parallel <n>', 'organizations at once').argParser(whole(1, 256)).default(4),
            )
            .addOption(
              new Option('--read <mode>', 'how tags are read: auto, bulk, per-resource')
                .argParser(oneOf(['auto', 'bulk', 'per-resource']))
                .default('auto'),
            ),
        queueOption('let workers do it: redis://HOST, or rediss://HOST with TLS'),
        applyOptions,
        failOnOption,
        reportOptions,
        stateOption,
        looksOptions,
      ],
      examples: [
        'reconcile fleet run fleet.yaml --dry-run     what would be removed, everywhere',
        'reconcile fleet run fleet.yaml --yes --select wave=1 --report json=fleet.json   the first wave, asking nobody',
        'reconcile fleet run fleet.yaml --yes --queue rediss://queue.internal   by workers, wherever they run',
      ],
      run: async (words, options) => (await import('./verbs/fleet-run.ts')).run(words, options as never),
    },
    {
      name: 'worker',
      summary: 'Takes organizations from the queue and works on them, until it is told to stop.',
      arguments: [],
      options: [
        queueOption('redis://HOST, or rediss://HOST with TLS'),
        (command) =>
          command
            .addOption(
              new Option('--parallel <n>', 'organizations at once').argParser(whole(1, 256)).default(4),
            )
            .addOption(
              new Option(
                '--lease <seconds>',
                'how long an organization stays with a worker that is not heard of',
              )
                .argParser(whole(1, 3_600))
                .default(30),
            ),
        stateOption,
        looksOptions,
      ],
      examples: [
        'reconcile fleet worker --queue rediss://queue.internal --state-dir /mnt/reconcile   until it is told to stop',
        'reconcile fleet worker --queue rediss://queue.internal --parallel 8   more organizations at once',
      ],
      run: async (_words, options) => (await import('./verbs/fleet-worker.ts')).run(options as never),
    },
    {
      name: 'status',
      summary: 'Shows how far the last run of a fleet is, organization by organization.',
      arguments: [FILE],
      options: [(command) => command.option('--json', 'as JSON'), stateOption, looksOptions],
      examples: [
        'reconcile fleet status fleet.yaml            where the runs of this machine are kept',
        'reconcile fleet status fleet.yaml --state-dir /mnt/reconcile --json   where workers keep theirs, for a program',
      ],
      run: async (words, options) => (await import('./verbs/fleet-status.ts')).run(words, options as never),
    },
    {
      name: 'validate',
      summary: 'Checks a fleet file and all its rules, offline: every problem at once.',
      arguments: [FILE],
      options: [
        (command) =>
          command.addOption(
            new Option('--report <format>', 'text, json or github')
              .argParser(oneOf(['text', 'json', 'github']))
              .default('text'),
          ),
        looksOptions,
      ],
      examples: [
        'reconcile fleet validate fleet.yaml          every mistake, in the fleet and in all its rules',
        'reconcile fleet validate fleet.yaml --report github   as annotations of a workflow',
      ],
      run: async (words, options) => (await import('./verbs/fleet-validate.ts')).run(words, options as never),
    },
  ],
};
