import { Option } from 'commander';
import { COMPARISON_REPORT_NAMES } from '../report/names.ts';
import { cloudOptions, looksOptions, reportsOf, ruleOptions } from './options.ts';
import { oneOf, report } from './parse.ts';
import type { Verb } from './verb.ts';

/** Verbs for those who write rules. */
export const RULE_VERBS: readonly Verb[] = [
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
      'reconcile validate --rules other.yaml --report github   another file, as annotations of a workflow',
    ],
    run: async (_words, options) => (await import('./verbs/validate.ts')).run(options as never),
  },
  {
    name: 'test',
    summary: 'Runs rule tests, offline.',
    arguments: [
      {
        name: '[patterns...]',
        about: 'test files, which docs/rule-tests.md describes (default: **/*.test.yaml)',
      },
    ],
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
      'reconcile test "policies/**" --coverage --report junit=tests.xml   some of them, and what none exercised',
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
      'reconcile explain prd-pay-vault --emulator   every tag of an account of the demonstration organization',
      'reconcile explain /Production/Payments owner --emulator   why that key stays or goes, or who requires it',
      'reconcile explain ou-abcdefgh12345678        every tag of an OU of your own, by its id',
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
      'reconcile snapshot -o - --endpoint http://127.0.0.1:8080   of another service, to standard output',
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
      'reconcile compare --base old/ --head new/ --inventory org.jsonl --report markdown   two folders, offline',
    ],
    run: async (_words, options) => (await import('./verbs/compare.ts')).run(options as never),
  },
];
