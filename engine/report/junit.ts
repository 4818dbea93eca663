import type { Instant, Run, Severity } from '../model.ts';
import { SEVERITIES } from '../model.ts';
import { leftByUndo } from './left-by-undo.ts';
import type { ReportOptions } from './report.ts';
import { grouped, planOf } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Summary, summarize } from './summary.ts';
import { dayOf, emulated, givenOf, title } from './title.ts';
import { alarms } from './verdict.ts';
import { visible } from './visible.ts';
import { count, freezeText, gapText, number, objectionText } from './words.ts';
import { xml } from './xml.ts';

/** A test case: it passed where it has no outcome. */
export interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome?: {
    readonly element: 'failure' | 'error';
    readonly message: string;
    readonly type: string;
  };
  /** Where the rule stands that it is about: always told, and no entry. */
  readonly place?: string;
  readonly lines?: readonly string[];
}

/**
 * JUnit XML: one case for the run as a whole, then one for each rule. A rule fails by what stands against it at or
 * above `--fail-on`, so that a red suite and exit code 2 are one thing; the rest is in `system-out`. Valid by both
 * schemas in use, the Ant one and that of Jenkins.
 */
export function junit(run: Run, options: ReportOptions): Iterable<string> {
  const summary = summarize(run);
  const standing = grouped(
    standingOf(run).filter((one) => one.waiver === undefined),
    (one) => one.rule,
  );
  const rules = (planOf(run)?.rules.rules ?? []).map(({ id }) => ruleCase(run, id, standing.get(id) ?? []));
  const suite = {
    name: 'reconcile',
    started: run.started,
    properties: propertiesOf(run),
    cases: [runCase(run, summary), ...rules],
    notes: belowTheBar(run, [...standing.values()].flat()).map(({ message }) => message),
  };
  return suiteXml(suite, options);
}

/** What a suite is made of. */
export interface Suite {
  readonly name: string;
  readonly started: Instant;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
  /** Lines for `system-out`, made visible. */
  readonly notes: readonly string[];
}

/** A document of one suite. Lists are as long as the options allow; what is left out is counted. */
export function* suiteXml(
  { name, started, properties, cases, notes }: Suite,
  options: ReportOptions,
): Iterable<string> {
  const failures = cases.filter((one) => one.outcome?.element === 'failure').length;
  const errors = cases.filter((one) => one.outcome?.element === 'error').length;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
  yield `  <testsuite${attributes({
    name,
    package: name,
    id: '0',
    hostname: 'localhost',
    timestamp: started.slice(0, 19),
    tests: String(cases.length),
    failures: String(failures),
    errors: String(errors),
    time: '0',
  })}>\n`;
  yield '    <properties>\n';
  for (const [name, value] of Object.entries(properties))
    yield `      <property${attributes({ name, value })}/>\n`;
  yield '    </properties>\n';
  for (const one of cases) yield* testCase(one, options);
  yield '    <system-out>';
  yield* bounded(notes, options);
  yield '</system-out>\n    <system-err></system-err>\n  </testsuite>\n</testsuites>\n';
}

function runCase(run: Run, summary: Summary): Case {
  const name = 'the run as a whole';
  const heard = alarms(run, summary);
  const first = heard[0];
  if (first === undefined) return { name, classname: 'reconcile.run' };
  return {
    name,
    classname: 'reconcile.run',
    outcome: {
      element: 'error',
      type: first.word.toLowerCase(),
      message: `${first.word}: ${first.sentence}`,
    },
    lines: [
      ...heard.slice(1).map(({ word, sentence }) => `${word}: ${sentence}`),
      ...run.problems.map(({ code, message, hint }) => visible(`${code}: ${message} ${hint ?? ''}`.trim())),
      ...run.objections.map(objectionText),
      ...run.frozen.map((one) => `frozen: ${freezeText(one)}`),
      ...leftByUndo(run),
      ...(planOf(run)?.gaps ?? []).map((gap) => `not read: ${gapText(gap)}`),
    ],
  };
}

function ruleCase(run: Run, id: string, standing: readonly Standing[]): Case {
  const failing = standing.filter((one) => reaches(one.severity, run['fail-on']));
  const bare = { name: visible(id), classname: 'reconcile.rules' };
  const first = failing[0];
  if (first === undefined) return bare;
  const { place } = first;
  return {
    ...bare,
    ...(place !== undefined && { place: `${visible(place.file)}:${place.line}` }),
    outcome: {
      element: 'failure',
      type: first.severity,
      message: `${count(failing.length, 'violation')} of ${visible(id)}`,
    },
    lines: failing.map((one) => one.message),
  };
}

function belowTheBar(run: Run, standing: readonly Standing[]): Standing[] {
  return standing.filter((one) => !reaches(one.severity, run['fail-on']));
}

function reaches(severity: Severity, bar: Run['fail-on']): boolean {
  return bar !== 'none' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(bar);
}

function propertiesOf(run: Run): Suite['properties'] {
  return {
    title: title(run),
    run: run.id,
    day: dayOf(run),
    endpoint: run.endpoint,
    emulated: String(emulated(run)),
    exit: String(run.exit),
    'fail-on': run['fail-on'],
    ...Object.fromEntries(givenOf(run).map(({ name, said }) => [name.replaceAll(' ', '-'), said])),
  };
}

function* testCase(
  { name, classname, outcome, place, lines = [] }: Case,
  options: ReportOptions,
): Iterable<string> {
  const open = `    <testcase${attributes({ name, classname, time: '0' })}`;
  if (outcome === undefined) {
    yield `${open}/>\n`;
    return;
  }
  const { element, message, type } = outcome;
  yield `${open}>\n      <${element}${attributes({ message, type })}>`;
  if (place !== undefined) yield `${xml(place)}\n`;
  yield* bounded(lines, options);
  yield `</${element}>\n    </testcase>\n`;
}

function* bounded(
  lines: readonly string[],
  { maxRows = Number.POSITIVE_INFINITY, summaryOnly = false }: ReportOptions,
): Iterable<string> {
  const most = summaryOnly ? 0 : maxRows;
  for (const line of lines.slice(0, most)) yield `${xml(line)}\n`;
  const rest = lines.length - most;
  if (rest > 0) yield most === 0 ? `${number(rest)} not listed\n` : `… and ${number(rest)} more\n`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(visible(value))}"`)
    .join('');
}
