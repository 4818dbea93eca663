import type { ComparisonRun } from '../../model.ts';
import { about, csvText } from '../csv.ts';
import { visible } from '../visible.ts';
import { findingText, gapText, shieldText, waiverTerms } from '../words.ts';
import { settingChanges } from './settings.ts';
import { comparisonAlarms, comparisonVerdict } from './verdict.ts';

const COLUMNS = [
  'kind',
  'change',
  'severity',
  'type',
  'id',
  'name',
  'path',
  'key',
  'value',
  'rules-before',
  'rules-after',
  'why',
] as const;

type Line = Partial<Record<(typeof COLUMNS)[number], string>>;

/** One line for each thing that differs, all of them whatever the options say; the first is the comparison itself. */
export function comparisonCsv(run: ComparisonRun): Iterable<string> {
  return csvText(COLUMNS, records(run));
}

function* records(run: ComparisonRun): Iterable<Line> {
  const state = comparisonAlarms(run).map(({ word }) => word.toLowerCase());
  yield {
    kind: 'comparison',
    change: state.join(' ') || 'ok',
    id: run.organization?.id ?? '',
    'rules-before': run.base.name,
    'rules-after': run.head.name,
    why: `exit ${run.exit}: ${comparisonVerdict(run).meaning}`,
  };
  for (const { code, severity, message } of run.problems) {
    yield { kind: 'problem', change: code, severity, why: visible(message) };
  }
  const { comparison } = run;
  if (comparison === undefined) return;
  for (const { change, severity, resource, key, value, before, after } of comparison.removals) {
    const rules = { 'rules-before': before.join(' '), 'rules-after': after.join(' ') };
    yield { kind: 'removal', change, severity, ...about(resource), key, value, ...rules };
  }
  for (const { change, resource, key, value, claims, shields } of comparison.kept) {
    const side = change === 'gone' ? comparison.base : comparison.head;
    const why = shields.map((shield) => shieldText(shield, { plan: side })).join('; ');
    yield { kind: 'kept', change, ...about(resource), key, value, ...onSide(change, claims.join(' ')), why };
  }
  for (const { change, finding } of comparison.findings) {
    yield {
      kind: 'finding',
      change,
      severity: finding.severity,
      ...('resource' in finding && about(finding.resource)),
      ...('key' in finding && { key: finding.key }),
      ...('value' in finding && { value: finding.value }),
      ...onSide(change, finding.rule),
      why: findingText(finding),
    };
  }
  for (const { change, waiver } of comparison.waivers) {
    yield { kind: 'waiver', change, ...onSide(change, waiver.rule), why: waiverTerms(waiver) };
  }
  for (const { change, rule, fields } of comparison.rules) {
    yield {
      kind: 'rule',
      change,
      ...(change !== 'added' && { 'rules-before': rule }),
      ...(change !== 'gone' && { 'rules-after': rule }),
      ...(fields && { why: `changed: ${fields.join(', ')}` }),
    };
  }
  for (const { change, setting, text } of settingChanges(comparison)) {
    yield { kind: 'setting', change, name: setting, why: text };
  }
  for (const gap of comparison.gaps) yield { kind: 'gap', why: gapText(gap) };
}

function onSide(change: 'added' | 'gone', rules: string): Line {
  return change === 'added' ? { 'rules-after': rules } : { 'rules-before': rules };
}
