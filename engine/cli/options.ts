import { type Command, Option } from 'commander';
import { EVERYTHING } from '../plan/only.ts';
import { FILE_REPORT_NAMES, REPORT_NAMES } from '../report/names.ts';
import { GROUPINGS } from '../report/report.ts';
import { failureBudget, limit, oneOf, only, report, several, whole } from './parse.ts';

/** Concurrency above which a run must be told so: six refused signatures in a row lock the key (facts on APIGW.0301). */
const DEFAULT_CONCURRENCY = 4;

const FORMATS: readonly string[] = REPORT_NAMES;

/** `--rules`. */
export function ruleOptions(command: Command): Command {
  return command.option('--rules <file>', 'rule file (default: tag-rules.yaml)');
}

/** Which service, with which credentials, how fast. */
export function cloudOptions(command: Command): Command {
  return command
    .option('--emulator', 'use the embedded service, started in this process, instead of the cloud')
    .option('--seed <file>', 'what the emulator holds: a seed or an inventory file (default: the demo)')
    .option(
      '--faults <file>',
      'faults that the emulator makes (docs/faults.md), instead of those of its seed',
    )
    .option('--endpoint <url>', 'where Organizations answers (default: the service’s own)')
    .option('--profile <name>', 'section of the credentials file')
    .addOption(
      new Option('--read <mode>', 'how tags are read: auto, bulk, per-resource')
        .argParser(oneOf(['auto', 'bulk', 'per-resource']))
        .default('auto'),
    )
    .addOption(
      new Option('--concurrency <n>', 'requests in flight at most')
        .argParser(whole(1, 64))
        .default(DEFAULT_CONCURRENCY),
    )
    .addOption(new Option('--rate <n>', 'requests a second at most').argParser(whole(1, 10_000)));
}

/** `--inventory`. */
export function inventoryOption(command: Command): Command {
  return command.option('--inventory <file>', 'plan from a snapshot, offline (dry runs only)');
}

/** What to plan, and past what to refuse. */
export function planOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--only <what>', 'narrow the run: rule=ID or resource=ID (repeatable)')
        .argParser(only)
        .default(EVERYTHING, 'everything'),
    )
    .addOption(
      new Option(
        '--limit <name=value>',
        'another limit for this run: removals=N, resources=N, share=P%, or one of per-type.TYPE, per-rule.ID, such as per-type.ou.removals=N; none lifts it (repeatable)',
      )
        .argParser(limit)
        .default([], 'those of the rules'),
    );
}

/** `--fail-on`. */
export function failOnOption(command: Command): Command {
  return command.addOption(
    new Option('--fail-on <severity>', 'what makes exit code 2: error, warning, info, none')
      .argParser(oneOf(['error', 'warning', 'info', 'none']))
      .default('error'),
  );
}

/** `--max-age`. */
export function maxAgeOption(command: Command): Command {
  return command.addOption(
    new Option('--max-age <hours>', 'how long ago the tags of the plan may have been read')
      .argParser(whole(0, 999_999))
      .default(24),
  );
}

/** Where and how to report several runs as one. */
export function reportOptions(command: Command): Command {
  return reportsOf(FORMATS)(command);
}

/** Where and how to report one run. */
export function runReportOptions(command: Command): Command {
  return reportsOf(FORMATS, FILE_REPORT_NAMES)(command);
}

/** Where and how to report, in some formats; those that are no text only go to files. */
export function reportsOf(texts: readonly string[], files: readonly string[] = []) {
  const formats = [...texts, ...files];
  return (command: Command): Command =>
    shapeOptions(
      command.addOption(
        new Option(
          '--report <format[=file]>',
          `report as ${formats.join(', ')}; to standard output without a file or with - (repeatable)`,
        )
          .argParser(report(formats, files))
          .default([], 'text'),
      ),
    );
}

/** How much of it, in which order. */
function shapeOptions(command: Command): Command {
  return command
    .option('--summary-only', 'counts and the verdict only')
    .addOption(
      new Option('--group-by <what>', `group removals by ${GROUPINGS.join(', ')}`).argParser(
        oneOf(GROUPINGS),
      ),
    )
    .addOption(new Option('--max-rows <n>', 'entries of each list at most').argParser(whole(1, 999_999_999)));
}

/** What a run that may write needs. */
export function applyOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'apply without asking')
    .addOption(
      new Option('--max-failures <n|p%>', 'stop after more failed resources than this').argParser(
        failureBudget,
      ),
    );
}

/** Whose signatures are asked for; `flag` names the option that gives a key. */
export function signatureOptions(flag: '--key' | '--require-signature') {
  return (command: Command): Command =>
    command
      .addOption(
        new Option(`${flag} <file>`, 'public key in PEM that must have signed (repeatable)')
          .argParser(several)
          .default([], 'none'),
      )
      .addOption(
        new Option(
          '--threshold <n>',
          'how many distinct keys must have signed (default: all given)',
        ).argParser(whole(1, 1_000)),
      )
      .option('--signature <file>', 'the file of signatures (default: the one beside)');
}

/** Where runs are kept. */
export function stateOption(command: Command): Command {
  return command.option('--state-dir <dir>', 'where runs are kept', '.reconcile');
}

/** Logs and looks; every verb has them. */
export function looksOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--log-level <level>', 'error, warn, info, debug')
        .argParser(oneOf(['error', 'warn', 'info', 'debug']))
        .default('warn'),
    )
    .addOption(
      new Option('--log-format <format>', 'text or json, on standard error')
        .argParser(oneOf(['text', 'json']))
        .default('text'),
    )
    .option('--no-color', 'no colours')
    .option('--no-progress', 'no line or bar of progress');
}
