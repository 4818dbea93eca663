import type * as Sarif from 'sarif';
import type { Gap, Place, Rule, Run, Severity } from '../model.ts';
import { leftByUndo } from './left-by-undo.ts';
import type { ReportOptions } from './report.ts';
import { planOf } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { streamJson } from './stream.ts';
import { summarize } from './summary.ts';
import { emulated, givenOf, title } from './title.ts';
import { alarms, verdict } from './verdict.ts';
import { visible } from './visible.ts';
import { count, freezeText, gapText, objectionText } from './words.ts';

/** GitHub refuses a run with more results (docs.github.com, "SARIF support for code scanning"). */
const MOST_RESULTS = 25_000;

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  Sarif.Result.level
>;

/**
 * SARIF 2.1.0 for code scanning: what stands against a rule is a result at the rule's line; what a waiver excuses is
 * a suppressed one. What was removed is no result any more, so its alert closes.
 */
export function sarif(run: Run, options: ReportOptions): Iterable<string> {
  return sarifLog(
    {
      tool: run.tool,
      category: `reconcile/${run.organization?.id ?? 'unknown'}/`,
      rules: planOf(run)?.rules.rules ?? [],
      standing: standingOf(run),
      invocation: invocation(run),
      properties: {
        title: title(run),
        run: visible(run.id),
        endpoint: visible(run.endpoint),
        emulated: emulated(run),
        ...(run.plan !== undefined && { digest: run.plan.digest }),
        ...Object.fromEntries(givenOf(run).map(({ name, said }) => [name.replaceAll(' ', '-'), said])),
      },
    },
    options,
  );
}

/** What a SARIF log is made of. */
export interface SarifParts {
  /** Name and version of the tool; empty where it is not known. */
  readonly tool: string;
  /** Tells apart what code scanning must not take for a newer version of one another. */
  readonly category: string;
  readonly rules: readonly Rule[];
  readonly standing: readonly Standing[];
  readonly invocation: Sarif.Invocation;
  readonly properties: Sarif.PropertyBag;
}

/** A log of one run. What is past the bound is left out, and said to be. */
export function sarifLog(parts: SarifParts, { maxRows = MOST_RESULTS }: ReportOptions): Iterable<string> {
  const { tool, category, rules, standing, invocation, properties } = parts;
  const indexes = new Map(rules.map((rule, i) => [rule.id, i]));
  const shown = standing.slice(0, Math.min(maxRows, MOST_RESULTS));
  const run: Sarif.Run = {
    tool: {
      driver: {
        name: 'reconcile',
        ...(tool !== '' && { fullName: visible(tool) }),
        rules: rules.map(descriptor),
      },
    },
    automationDetails: { id: category },
    columnKind: 'utf16CodeUnits',
    invocations: [withLeftOut(invocation, standing.length - shown.length)],
    properties,
    results: shown.map((one) => result(one, indexes.get(one.rule))),
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return streamJson({ $schema, version: '2.1.0', runs: [run] } satisfies Sarif.Log, 4);
}

function descriptor({ id, why, severity, enforce, remove, require }: Rule): Sarif.ReportingDescriptor {
  const text = plain(why ?? `Tags must obey the rule ${id}.`);
  const does = [
    remove === undefined
      ? undefined
      : enforce
        ? 'removes the tags it claims'
        : 'reports the tags it would claim',
    require === undefined ? undefined : 'reports resources that lack a key',
  ].filter((one) => one !== undefined);
  const help = plain(
    `The rule ${id} ${does.join(' and ') || 'judges tags'}. Untag or correct the resource, mend the rule, or agree on a waiver with a reason, an approver and an expiry.`,
  );
  return {
    id,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(one: Standing, ruleIndex: number | undefined): Sarif.Result {
  const { rule, severity, message, place, resource, key, waiver, fingerprint } = one;
  return {
    ruleId: rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: LEVELS[severity],
    message: { text: plain(message) },
    locations: [
      {
        ...(place !== undefined && { physicalLocation: physical(place) }),
        ...(resource !== undefined && {
          logicalLocations: [
            {
              name: visible(resource.name === '' ? resource.id : resource.name),
              fullyQualifiedName: visible(
                `${resource.type}/${resource.id}${key === undefined ? '' : `/${key}`}`,
              ),
              kind: 'resource',
            },
          ],
        }),
      },
    ],
    partialFingerprints: { 'ruleResourceKey/v1': fingerprint },
    ...(waiver !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: visible(waiver.reason) }],
    }),
  };
}

function physical({ file, line, column }: Place): Sarif.PhysicalLocation {
  return { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } };
}

/** A relative path as a URI reference; an unpaired surrogate has no UTF-8 form. */
function uriOf(file: string): string {
  return file
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

function withLeftOut(invocation: Sarif.Invocation, leftOut: number): Sarif.Invocation {
  if (leftOut === 0) return invocation;
  const note = notification('warning', 'left-out', `${count(leftOut, 'more result')} left out of this file`);
  const { toolExecutionNotifications: notes = [] } = invocation;
  return { ...invocation, toolExecutionNotifications: [...notes, note] };
}

function invocation(run: Run): Sarif.Invocation {
  const summary = summarize(run);
  const notes: Sarif.Notification[] = [
    ...alarms(run, summary).map(({ word, sentence }) =>
      notification('error', word.toLowerCase(), `${word}: ${sentence}`),
    ),
    ...run.problems.map(problemNotification),
    ...run.objections.map((one) => notification('error', 'limit', objectionText(one))),
    ...(run.exit === 3 ? run.frozen : []).map((one) => notification('error', 'freeze', freezeText(one))),
    ...leftByUndo(run).map((text) => notification('error', 'left-by-undo', text)),
    ...(planOf(run)?.gaps ?? []).map(gapNotification),
  ];
  return {
    executionSuccessful: run.exit === 0 || run.exit === 2,
    exitCode: run.exit,
    exitCodeDescription: verdict(run, summary).meaning,
    startTimeUtc: run.started,
    endTimeUtc: run.ended,
    toolExecutionNotifications: notes,
  };
}

/** A problem of the run as a whole. */
export function problemNotification({
  severity,
  code,
  message,
  hint,
  place,
}: Run['problems'][number]): Sarif.Notification {
  return {
    ...notification(severity, code, visible(hint === undefined ? message : `${message} ${hint}`)),
    ...(place !== undefined && { locations: [{ physicalLocation: physical(place) }] }),
  };
}

/** Something that could not be read. */
export function gapNotification(gap: Gap): Sarif.Notification {
  return notification('error', `gap-${gap.kind}`, `not read: ${gapText(gap)}`);
}

/** Something to know of the run as a whole. */
export function notification(level: 'error' | 'warning', id: string, text: string): Sarif.Notification {
  return { level, descriptor: { id }, message: { text: plain(text) } };
}

/** SARIF viewers turn `[text](target)` in a message into a link (SARIF 2.1.0, 3.11.6), which no stranger may set. */
function plain(text: string): string {
  return visible(text).replace(/\[(?=[^\]]*\]\()/g, String.raw`\[`);
}
