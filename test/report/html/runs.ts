import type { Call, Finding, Kept, Run } from '../../../engine/model.ts';
import { HOSTILE } from '../hostile.ts';
import { account, makePlan, makeRun, ou } from '../make.ts';

const OUS = ['Payments', 'Retail', 'Logistics', '研究', 'מחקר'];

/** A dry run that removes `n` tags, spread over five units, two rules and three types of resource. */
export function manyRemovals(n: number): Run {
  const calls = Array.from({ length: n }, (_, i): Call => {
    const unit = OUS[i % OUS.length] ?? '';
    const id = String(i).padStart(32, '0');
    const resource =
      i % 3 === 0
        ? ou(id.slice(-16), 'Production', unit, `team-${i}`)
        : i % 3 === 1
          ? account(id, `account-${i}`, 'Production', unit)
          : ({ type: 'policy', id: `p-${id}`, name: `policy-${i}` } as const);
    const rule = i % 2 === 0 ? 'no-temp-keys-on-ous' : 'expired';
    return {
      resource,
      remove: [{ key: `temp-${i}`, value: `value ${i} ${'x'.repeat(i % 90)}`, because: [rule] }],
    };
  });
  return makeRun({ plan: makePlan({ calls, kept: [], findings: [] }) });
}

/** A run in which each of some texts, the hostile ones where nothing is said, is a key, a value, a name, a unit and a reason. */
export function hostileEverywhere(texts: readonly string[] = [...HOSTILE.values()]): Run {
  const rule = 'no-temp-keys-on-ous';
  const resources = texts.map((text, i) => account(String(i).padStart(32, '0'), text, text, 'B'));
  const plan = makePlan();
  const [first = ''] = texts;
  const calls = resources.map((resource, i): Call => {
    const text = texts[i] ?? '';
    return { resource, remove: [{ key: text === '' ? 'k' : text, value: text, because: [rule] }] };
  });
  const kept = resources.map((resource, i): Kept => {
    const why = texts[i] ?? '';
    return { resource, key: `${i}`, value: why, claims: [rule], shields: [{ kind: 'unknown', rule, why }] };
  });
  const findings = resources.map((resource, i): Finding => {
    const value = texts[i] ?? '';
    return { kind: 'unenforced', severity: 'warning', rule, resource, key: `${i}`, value };
  });
  return makeRun({
    mode: 'apply',
    exit: 3,
    organization: { id: 'o-1234567890', 'management-account': { id: 'a', name: first } },
    frozen: texts.map((why) => ({ from: '2026-11-20', until: '2026-11-30', why })),
    problems: texts.map((text) => ({ code: 'not-allowed', severity: 'error', message: text, hint: text })),
    plan: makePlan({
      calls,
      kept,
      findings,
      gaps: texts.map((why) => ({ kind: 'tree', parent: 'r-1', why })),
      rules: {
        ...plan.rules,
        rules: plan.rules.rules.map((one, i) => ({ ...one, why: texts[i] ?? '' })),
        waivers: texts.map((reason) => ({ rule, reason, 'approved-by': reason, expires: '2027-01-01' })),
      },
    }),
  });
}
