import type { ComparisonRun, Finding, RuleSet } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { account, makePlan, ou, RULES } from './make.ts';

/** The rule that is edited. */
export const RULE = 'no-temp-keys-on-ous';

/** An edit that adds, takes away and re-founds removals, with one text by a stranger wherever one can stand. */
export function editWith(text: string, more: Partial<ComparisonRun> = {}): ComparisonRun {
  const key = text === '' ? 'key' : text;
  const here = ou('taowxgy4xbme6m4x', 'Production', text);
  const there = account('0123456789abcdef0123456789abcdef', text, text);
  const rules = (why: string, waivers: RuleSet['waivers']): RuleSet => ({
    ...makePlan().rules,
    rules: RULES.map((rule) => ({ ...rule, why })),
    waivers,
  });
  const removal = (resource: typeof here, name: string, ...because: string[]) => ({
    resource,
    remove: [{ key: name, value: text, because }],
  });
  const finding = (name: string): Finding => {
    return { kind: 'unenforced', severity: 'warning', rule: RULE, resource: here, key: name, value: text };
  };
  const waiver = { rule: RULE, reason: text, 'approved-by': text, expires: '2027-01-01' };
  const base = makePlan({
    calls: [removal(there, `${key}1`, RULE), removal(here, `${key}2`, RULE)],
    kept: [],
    findings: [finding(`${key}4`)],
    rules: rules('before', []),
  });
  const head = makePlan({
    calls: [
      {
        resource: here,
        remove: [
          { key, value: text, because: [RULE, 'expired'] },
          { key: `${key}2`, value: text, because: ['expired'] },
        ],
      },
    ],
    kept: [
      {
        resource: there,
        key: `${key}1`,
        value: text,
        claims: [RULE],
        shields: [
          { kind: 'waiver', rule: RULE, waiver: 0 },
          { kind: 'unknown', rule: RULE, why: text },
        ],
      },
    ],
    findings: [finding(`${key}5`), { kind: 'path-unused', severity: 'warning', rule: RULE, what: text }],
    rules: rules(text, [waiver]),
    limits: { removals: 1 },
    gaps: [{ kind: 'tree', parent: 'r-1234', why: text }],
  });
  const sides = { sources: head.sources, places: head.places };
  return {
    version: 1,
    tool: 'reconcile 0.1.0',
    started: '2026-11-24T09:30:00.000Z',
    ended: '2026-11-24T09:30:02.000Z',
    endpoint: 'https://organizations.myhuaweicloud.com',
    origin: head.origin,
    organization: { id: 'o-1234567890', 'management-account': { id: 'a', name: text } },
    'fail-on-change': 'added',
    base: { name: 'git:main', ...sides, revision: { commit: 'c0ffee'.padEnd(40, '0'), dirty: false } },
    head: { name: text === '' ? 'tag-rules.yaml' : text, ...sides },
    comparison: comparePlans(base, head),
    interrupted: false,
    problems: [{ code: 'denied', severity: 'warning', message: `It said ${text}`, hint: text }],
    traffic: { requests: 3, retries: 0, throttles: 0, 'waited-ms': 0 },
    exit: 5,
    ...more,
  };
}
