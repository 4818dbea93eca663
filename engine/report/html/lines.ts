import type { Finding, Gap, Kept, ResourceRef, RuleSet, Run, Shield } from '../../model.ts';
import { planOf, type Row, type RowState, rowsOf } from '../rows.ts';
import { quoted, REDACTED, showKey, showName, showPath, visible } from '../visible.ts';
import { findingText, gapText, shieldText, stateWord } from '../words.ts';
import type { Line, Tone } from './line.ts';

/** Every line of the report: removals in plan order, then what is kept, then findings, then gaps. */
export function linesOf(run: Run): Line[] {
  const { kept = [], findings = [], gaps = [], rules } = planOf(run) ?? {};
  const known = knownOf(rules?.rules ?? []);
  return [
    ...Array.from(rowsOf(run), (row) => removalLine(run, row, known)),
    ...kept.map((one) => keptLine(one, run)),
    ...findings.map(findingLine),
    ...gaps.map(gapLine),
  ];
}

/** What many lines have in common, made once. */
interface Known {
  /** Rules in the form of a line, and why they are there. */
  rules(because: readonly string[]): Pick<Line, 'rules' | 'why'>;
  place(resource: ResourceRef): ReturnType<typeof about>;
}

function knownOf(all: RuleSet['rules']): Known {
  const whys = new Map(all.map(({ id, why = '' }) => [id, why]));
  const rules = new Map<string, Pick<Line, 'rules' | 'why'>>();
  let [last, place]: [ResourceRef?, ReturnType<typeof about>?] = [];
  return {
    rules(because) {
      const key = because.join('\n');
      const found = rules.get(key) ?? { rules: because.map(visible), why: visible(reasons(because, whys)) };
      rules.set(key, found);
      return found;
    },
    place(resource) {
      // Lines of one resource follow each other.
      if (place === undefined || resource !== last) [last, place] = [resource, about(resource)];
      return place;
    },
  };
}

export const NOTHING: Omit<Line, 'kind' | 'state' | 'tone'> = {
  severity: '',
  type: '',
  id: '',
  name: '',
  path: '',
  key: '',
  value: '',
  rules: [],
  why: '',
  request: '',
  at: '',
  by: '',
};

const TONES = {
  planned: 'accent',
  removed: 'good',
  gone: 'quiet',
  restored: 'good',
  present: 'quiet',
  stale: 'caution',
  failed: 'bad',
  'in-doubt': 'bad',
  'not-sent': 'caution',
} as const satisfies Record<RowState, Tone>;

function removalLine(run: Run, row: Row, known: Known): Line {
  const { resource, key, value, because, severity, state } = row;
  return {
    ...NOTHING,
    ...known.place(resource),
    ...known.rules(because),
    kind: 'removal',
    state: stateWord(state, run),
    tone: TONES[state],
    severity: because.length === 0 ? '' : severity,
    key: showKey(key),
    value: showCell(value),
    ...(row.why !== undefined && { why: visible(row.why) }),
    request: visible(row.requestId ?? ''),
    at: visible(row.at ?? ''),
    by: visible(row.caller?.['access-key'] ?? ''),
  };
}

function reasons(because: readonly string[], whys: ReadonlyMap<string, string>): string {
  return because
    .map((id) => whys.get(id) ?? '')
    .filter((why) => why !== '')
    .join(' ');
}

const SHIELDS = {
  system: 'system tag',
  protect: 'protected',
  waiver: 'waived',
  unknown: 'undecided',
} as const satisfies Record<Shield['kind'], string>;

export function keptLine(
  { resource, key, value, claims, shields }: Kept,
  of: Parameters<typeof shieldText>[1],
): Line {
  const [first] = shields;
  return {
    ...NOTHING,
    ...about(resource),
    kind: 'kept',
    state: first === undefined ? 'kept' : SHIELDS[first.kind],
    tone: first?.kind === 'unknown' ? 'caution' : 'quiet',
    key: showKey(key),
    value: showCell(value),
    rules: claims.map(visible),
    why: shields.map((shield) => shieldText(shield, of)).join('; '),
  };
}

const FINDINGS = {
  missing: 'missing',
  unenforced: 'not enforced',
  'waiver-expired': 'waiver expired',
  'waiver-unused': 'waiver unused',
  'waiver-ending': 'waiver ending',
  'exclude-unused': 'exclude unused',
  'path-unused': 'path unused',
  'match-unused': 'match unused',
  'shield-unused': 'shield unused',
  'date-unreadable': 'unreadable date',
} as const satisfies Record<Finding['kind'], string>;

export function findingLine(finding: Finding): Line {
  const excused = finding.kind === 'missing' && finding.waiver !== undefined;
  return {
    ...NOTHING,
    ...('resource' in finding && about(finding.resource)),
    kind: 'finding',
    state: excused ? 'missing, waived' : FINDINGS[finding.kind],
    tone: finding.severity === 'info' || excused ? 'quiet' : 'caution',
    severity: finding.severity,
    ...('key' in finding && { key: showKey(finding.key) }),
    ...('value' in finding && { value: showCell(finding.value) }),
    rules: [visible(finding.rule)],
    why: findingText(finding),
  };
}

export function gapLine(gap: Gap): Line {
  return {
    ...NOTHING,
    kind: 'gap',
    state: 'not read',
    tone: 'bad',
    ...('type' in gap && { type: gap.type }),
    ...('id' in gap && { id: visible(gap.id) }),
    why: gapText(gap),
  };
}

export function about({ type, id, name, path }: ResourceRef): Pick<Line, 'type' | 'id' | 'name' | 'path'> {
  return {
    type,
    id: visible(id),
    name: name === '' ? '' : showName(name),
    path: path === undefined ? '' : showPath(path),
  };
}

/** A value in a cell of its own: bare where a reader cannot take it for another one, else in quotes. */
export function showCell(value: string): string {
  if (value === REDACTED) return value;
  const plain = /^[^\s"](?:(?!\s\s)[^"])*$/.test(value) && !/\s$/.test(value) && visible(value) === value;
  return plain ? value : quoted(value);
}
