import { createHash } from 'node:crypto';
import type { Log as SarifLog } from 'sarif';
import { REPORTS, type ReportOptions } from '../../report/index.ts';
import { streamJson } from '../../report/stream.ts';
import type { FleetResult, FleetRun } from '../result.ts';
import { whatOf } from './rows.ts';

/** The whole fleet run, as `schemas/fleet-run.schema.json` describes it. */
export function json(run: FleetRun): Iterable<string> {
  // Deep enough to open the lists of each plan (organizations, run, plan, calls).
  return streamJson(run, 6);
}

/** One table: that of each run with the organization's name before it. */
export function* csv(run: FleetRun, options: ReportOptions): Iterable<string> {
  let headed = false;
  for (const { name, run: one } of run.organizations) {
    if (one === undefined) continue;
    // A report of a run escapes every line break, so that a line is a record; names of a fleet need no quotes.
    const [heading = '', ...records] = written('csv', one, options).split('\r\n');
    if (!headed) yield `\uFEFForganization,${heading.replace('\uFEFF', '')}\r\n`;
    headed = true;
    for (const record of records) if (record !== '') yield `${name},${record}\r\n`;
  }
  if (!headed) yield '\uFEFForganization\r\n';
}

/** One document with a suite for each organization. */
export function* junit(run: FleetRun, options: ReportOptions): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
  for (const [i, { name, run: one }] of run.organizations.entries()) {
    if (one === undefined) continue;
    const document = written('junit', one, options);
    const suite = document.slice(document.indexOf('  <testsuite '), document.lastIndexOf('</testsuites>'));
    yield suite.replace(
      'name="reconcile" package="reconcile" id="0"',
      `name="${name}" package="${name}" id="${i}"`,
    );
  }
  yield '</testsuites>\n';
}

/** One log with a run for each organization. GitHub takes at most 20 runs of a log. */
export function sarif(run: FleetRun, options: ReportOptions): Iterable<string> {
  const logs = run.organizations.flatMap(({ run: one }) =>
    one === undefined ? [] : [JSON.parse(written('sarif', one, options)) as SarifLog],
  );
  const [first] = logs;
  const head = first ?? { version: '2.1.0' as const };
  return streamJson({ ...head, runs: logs.flatMap((log) => log.runs) }, 4);
}

interface Entry {
  readonly description: string;
  readonly fingerprint: string;
}

/** One list of all organizations; each entry names its own. */
export function gitlab(run: FleetRun, options: ReportOptions): Iterable<string> {
  const entries = run.organizations.flatMap(({ name, run: one }) => {
    const mine = one === undefined ? [] : (JSON.parse(written('gitlab', one, options)) as Entry[]);
    return mine.map((entry) => ({
      ...entry,
      description: `${name}: ${entry.description}`,
      fingerprint: createHash('sha256').update(`${name}/${entry.fingerprint}`).digest('hex'),
    }));
  });
  return streamJson(entries, 1);
}

/** The annotations of every organization, each under its name. */
export function* github(run: FleetRun, options: ReportOptions): Iterable<string> {
  for (const result of run.organizations) {
    yield heading(result, run);
    if (result.run !== undefined) yield* REPORTS.github(result.run, options);
  }
  yield `Exit ${run.exit}\n`;
}

function heading(result: FleetResult, run: FleetRun): string {
  return `Organization ${result.name}, exit ${result.exit}: ${whatOf(result, run)}\n`;
}

function written(
  format: 'csv' | 'junit' | 'sarif' | 'gitlab',
  run: NonNullable<FleetResult['run']>,
  options: ReportOptions,
): string {
  return [...REPORTS[format](run, options)].join('');
}
