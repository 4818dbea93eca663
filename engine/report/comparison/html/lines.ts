import type {
  ComparedFinding,
  ComparedKept,
  ComparedRemoval,
  ComparedRule,
  ComparedWaiver,
  Comparison,
  ComparisonRun,
} from '../../../model.ts';
import type { Line, Tone } from '../../html/line.ts';
import { about, findingLine, gapLine, keptLine, NOTHING, showCell } from '../../html/lines.ts';
import { showKey, visible } from '../../visible.ts';
import { waiverTerms } from '../../words.ts';
import { type SettingChange, settingChanges } from '../settings.ts';

/** Everything that differs: removals, kept tags, findings, waivers, rules and settings, then what could not be read. */
export function comparisonLines({ comparison }: ComparisonRun): Line[] {
  if (comparison === undefined) return [];
  return [
    ...comparison.removals.map((one) => removalLine(one, comparison)),
    ...comparison.kept.map((one) => changedKept(one, comparison)),
    ...comparison.findings.map(changedFinding),
    ...comparison.waivers.map(waiverLine),
    ...comparison.rules.map((one) => ruleLine(one, comparison)),
    ...settingChanges(comparison).map(settingLine),
    ...comparison.gaps.map(gapLine),
  ];
}

const REMOVALS = {
  added: { state: 'newly removed', tone: 'bad' },
  gone: { state: 'no longer removed', tone: 'good' },
  'other-reason': { state: 'other reason', tone: 'accent' },
} as const satisfies Record<ComparedRemoval['change'], { state: string; tone: Tone }>;

function removalLine(one: ComparedRemoval, { base, head }: Comparison): Line {
  const { change, resource, key, value, severity, before, after } = one;
  const was = change === 'other-reason' ? `was because of ${before.map(visible).join(', ')}` : '';
  const { rules } = change === 'gone' ? base.rules : head.rules;
  const because = change === 'gone' ? before : after;
  const whys = rules.flatMap(({ id, why }) =>
    because.includes(id) && why !== undefined ? [visible(why)] : [],
  );
  return {
    ...NOTHING,
    ...about(resource),
    kind: 'removal',
    ...REMOVALS[change],
    severity,
    key: showKey(key),
    value: showCell(value),
    rules: because.map(visible),
    why: [...whys, was].filter((text) => text !== '').join(' '),
  };
}

function changedKept(one: ComparedKept, { base, head }: Comparison): Line {
  const gone = one.change === 'gone';
  const line = keptLine(one, { plan: gone ? base : head });
  return { ...line, state: gone ? 'no longer kept' : 'now kept' };
}

function changedFinding({ change, finding }: ComparedFinding): Line {
  const line = findingLine(finding);
  return change === 'added'
    ? { ...line, state: `new: ${line.state}` }
    : { ...line, state: `gone: ${line.state}`, tone: 'good' };
}

function waiverLine({ change, waiver }: ComparedWaiver): Line {
  const state = change === 'added' ? 'new waiver' : 'waiver gone';
  return {
    ...NOTHING,
    kind: 'waiver',
    state,
    tone: 'caution',
    rules: [visible(waiver.rule)],
    why: waiverTerms(waiver),
  };
}

const RULES = { added: 'new rule', gone: 'rule gone', edited: 'rule edited' } as const;

function ruleLine({ change, rule, fields = [] }: ComparedRule, { base, head }: Comparison): Line {
  const { rules } = change === 'gone' ? base.rules : head.rules;
  const { severity = '', why = '' } = rules.find(({ id }) => id === rule) ?? {};
  return {
    ...NOTHING,
    kind: 'rule',
    state: RULES[change],
    tone: 'quiet',
    severity,
    rules: [visible(rule)],
    why: [fields.length === 0 ? '' : `Changed: ${fields.join(', ')}.`, visible(why)].join(' ').trim(),
  };
}

const SETTINGS = { added: 'new setting', gone: 'setting gone', edited: 'setting edited' } as const;

function settingLine({ change, setting, text }: SettingChange): Line {
  return { ...NOTHING, kind: 'rule', state: SETTINGS[change], tone: 'quiet', why: `${setting}: ${text}` };
}
