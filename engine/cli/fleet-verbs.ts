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

/** Commands over many organizations. */
export const FLEET: Verb = {
  name: 'fleet',
  summary: 'Works on many organizations, in this process or on workers behind a queue.',
  arguments: [],
  options: [],
  examples: [],
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
        applyOptions,
        failOnOption,
        reportOptions,
        stateOption,
        looksOptions,
      ],
      examples: [
        'reconcile fleet run fleet.yaml --dry-run     what would be removed, everywhere',
        'reconcile fleet run fleet.yaml --yes --select wave=1 --report json=fleet.json',
      ],
      run: async (words, options) => (await import('./verbs/fleet-run.ts')).run(words, options as never),
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
      examples: ['reconcile fleet validate fleet.yaml'],
      run: async (words, options) => (await import('./verbs/fleet-validate.ts')).run(words, options as never),
    },
  ],
};
