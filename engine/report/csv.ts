import { stringify } from 'csv-stringify/sync';
import type { Finding, ResourceRef, Run } from '../model.ts';
import { doingOf } from './doing.ts';
import { planOf, rowsOf } from './rows.ts';
import { summarize } from './summary.ts';
import { dayOf } from './title.ts';
import { alarms, verdict } from './verdict.ts';
import { showPath, visible } from './visible.ts';
import { callerText, findingText, freezeText, gapText, objectionText, shieldText } from './words.ts';

const COLUMNS = [
  'kind',
  'state',
  'severity',
  'type',
  'id',
  'name',
  'path',
  'key',
  'value',
  'rules',
  'why',
  'request-id',
  'at',
  'caller',
] as const;

/** A record by the names of columns; a cell that is not there is empty. */
type Cells<Column extends string> = Readonly<Partial<Record<Column, string>>>;

type Line = Cells<(typeof COLUMNS)[number]>;

/** Records in one call of the writer: few enough to stream, enough to be fast. */
const BATCH = 500;

/**
 * RFC 4180 for spreadsheets and auditors: one line per removal, kept tag, finding and gap, all of them whatever the
 * options say. The first line is the run itself. Begins with a byte order mark, without which Excel garbles Chinese;
 * a cell that a spreadsheet would run as a formula gets an apostrophe before it.
 */
export function csv(run: Run): Iterable<string> {
  return csvText(COLUMNS, records(run));
}

/** Records under a heading, in the form that `csv` describes. */
export function* csvText<Column extends string>(
  columns: readonly Column[],
  records: Iterable<Cells<Column>>,
): Iterable<string> {
  yield `\uFEFF${columns.join(',')}\r\n`;
  let batch: Cells<Column>[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield written(columns, batch);
    batch = [];
  }
  yield written(columns, batch);
}

function written<Column extends string>(columns: readonly Column[], batch: readonly Cells<Column>[]): string {
  const rows = batch.map((record) => columns.map((column) => visible(record[column] ?? '')));
  return stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });
}

function* records(run: Run): Iterable<Line> {
  yield* wholeRun(run);
  for (const row of rowsOf(run)) {
    const { resource, key, value, because, severity, state, why, requestId, at, caller } = row;
    yield {
      kind: doingOf(run).kind,
      state,
      severity: run.mode === 'undo' ? '' : severity,
      ...about(resource),
      key,
      value,
      rules: because.join(' '),
      why: why ?? '',
      'request-id': requestId ?? '',
      at: at ?? '',
      caller: caller === undefined ? '' : callerText(caller),
    };
  }
  const { kept = [], findings = [], gaps = [] } = planOf(run) ?? {};
  for (const { resource, key, value, claims, shields } of kept) {
    const state = shields.map((shield) => shield.kind).join(' ');
    const why = shields.map((shield) => shieldText(shield, run)).join('; ');
    yield { kind: 'kept', state, ...about(resource), key, value, rules: claims.join(' '), why };
  }
  for (const finding of findings) yield findingRecord(finding);
  for (const gap of gaps) {
    const known = gap.kind === 'resource' ? { type: gap.type, id: gap.id } : {};
    yield { kind: 'gap', state: gap.kind, ...known, why: gapText(gap) };
  }
}

function* wholeRun(run: Run): Iterable<Line> {
  const summary = summarize(run);
  const state = alarms(run, summary).map(({ word }) => word.toLowerCase());
  yield {
    kind: 'run',
    state: state.join(' ') || 'ok',
    // Two dry runs over an unchanged organization give the same file, so that a diff shows what changed.
    id: run.mode === 'dry-run' ? '' : run.id,
    name: run.organization?.id ?? '',
    why: `exit ${run.exit}: ${verdict(run, summary).meaning}`,
    at: run.mode === 'dry-run' ? dayOf(run) : run.ended,
  };
  for (const { code, severity, message, 'request-id': request } of run.problems) {
    yield { kind: 'problem', state: code, severity, why: message, 'request-id': request ?? '' };
  }
  for (const objection of run.objections) {
    yield { kind: 'objection', state: objection.limit, why: objectionText(objection) };
  }
  for (const freeze of run.frozen) yield { kind: 'freeze', why: freezeText(freeze) };
}

function findingRecord(finding: Finding): Line {
  return {
    kind: 'finding',
    state: finding.kind,
    severity: finding.severity,
    ...('resource' in finding && about(finding.resource)),
    ...('key' in finding && { key: finding.key }),
    ...('value' in finding && { value: finding.value }),
    rules: finding.rule,
    why: findingText(finding),
  };
}

/** The cells of a resource. */
export function about({ type, id, name, path }: ResourceRef): Line {
  return { type, id, name, path: path === undefined ? '' : showPath(path) };
}
