import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Plan, Run } from '../../engine/model.ts';
import { REPORTS } from '../../engine/report/index.ts';
import { CALLS, makePlan, makeRun, outcomesOf, RULES } from './make.ts';
import { SITUATIONS } from './situations.ts';

function schema(name: string): Record<string, unknown> {
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
}

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema('plan'));
const validate = ajv.compile(schema('run'));

/** A run in which every field of the model, the optional ones too, has a value. */
const FULL: Required<Run> = {
  ...makeRun(),
  of: '20261124T080000Z-0001',
  action: 'untag',
  origin: 'emulator',
  organization: makePlan().organization,
  callers: [
    { since: '2026-11-24T09:30:01Z', source: 'ECS metadata', 'access-key': 'AKSD…0000', account: 'a1b2' },
  ],
  plan: fullPlan(),
  restore: [{ resource: resourceAt(0), tags: [{ key: 'a', value: '' }] }],
  foreseen: [{ resource: resourceAt(0), tags: [{ key: 'a', value: '', state: 'gone' }] }],
  redact: [{ equals: 'secret' }],
  objections: [{ limit: 'share', allowed: 25, actual: 30.5, of: 1000 }],
  frozen: [{ from: '2026-11-20', until: '2026-11-30', why: 'close' }],
  outcomes: [
    {
      resource: resourceAt(0),
      tags: [
        { key: 'a', value: 'b', state: 'failed', why: '403' },
        { key: 'c', value: '', state: 'removed', 'request-id': 'r-0', at: '2026-11-24T09:20:00.123Z' },
      ],
      'request-id': 'r-1',
      at: '2026-11-24T09:31:00.123Z',
    },
  ],
  problems: [
    {
      code: 'unknown-key',
      severity: 'warning',
      message: 'm',
      hint: 'h',
      place: { file: 'f', line: 1, column: 1 },
      excerpt: 'e',
      'request-id': 'r',
    },
  ],
  'journal-head': makePlan().digest,
};

function resourceAt(index: number) {
  const call = CALLS[index];
  if (call === undefined) throw new Error('no such call');
  return call.resource;
}

function fullPlan(): Plan {
  const matcher = {
    equals: 'a',
    glob: 'a*',
    regex: 'a',
    in: ['a'],
    'ignore-case': true,
    not: [{ empty: false }],
    empty: true,
    before: '2026-01-01',
    after: 'today',
    'older-than': 30,
  } as const;
  const scope = {
    type: ['ou'],
    id: [matcher],
    name: [matcher],
    path: [matcher],
    tags: [{ key: '__proto__', value: [matcher] }],
  } as const;
  const limit = { removals: 1, resources: null, share: 12.5 };
  const limits = {
    ...limit,
    'per-type': { root: limit, ou: limit, account: limit, policy: limit },
    'per-rule': [{ rule: 'r', ...limit }],
  };
  const resource = resourceAt(0);
  const about = { severity: 'info', rule: 'r' } as const;
  return makePlan({
    revision: { commit: 'c0ffee'.padEnd(40, '0'), dirty: true },
    limits,
    overrides: ['removals=9'],
    only: ['rule=r'],
    rules: {
      version: 1,
      rules: [
        {
          id: 'r',
          why: 'w',
          severity: 'error',
          enforce: false,
          match: scope,
          exclude: scope,
          remove: [{ key: [matcher], 'variant-of': ['a'], value: [matcher], except: [matcher] }],
          require: [matcher],
        },
      ],
      waivers: [
        {
          rule: 'r',
          match: scope,
          key: [matcher],
          reason: 'x',
          'approved-by': 'y',
          expires: '2027-01-01',
          ticket: 'T',
        },
      ],
      protect: [matcher],
      redact: [matcher],
      freeze: [{ from: '2026-11-20', until: '2026-11-30T10:00:00Z', why: 'w' }],
      limits,
    },
    kept: [
      {
        resource,
        key: 'k',
        value: 'v',
        claims: ['r'],
        shields: [
          { kind: 'system' },
          { kind: 'protect', matcher: 'k' },
          { kind: 'waiver', rule: 'r', waiver: 0 },
          { kind: 'unknown', rule: 'r', why: 'w' },
        ],
      },
    ],
    findings: [
      { kind: 'missing', ...about, resource, key: 'owner', waiver: 0 },
      { kind: 'unenforced', ...about, resource, key: 'k', value: 'v' },
      { kind: 'waiver-expired', ...about, waiver: 0, expires: '2026-01-01' },
      { kind: 'exclude-unused', ...about, what: '/X' },
      { kind: 'match-unused', ...about, what: 'name x' },
      { kind: 'shield-unused', ...about, what: 'protect ownr', removed: 'owner' },
      { kind: 'date-unreadable', ...about, resource, key: 'k', value: 'soon' },
    ],
    gaps: [
      { kind: 'type', type: 'policy', why: 'w' },
      { kind: 'resource', type: 'ou', id: 'ou-12345678', why: 'w' },
      { kind: 'tree', parent: 'r-1234', why: 'w' },
      { kind: 'need', what: 'tree', why: 'w' },
    ],
  });
}

/** Every object within a value with its path, list positions written `[]`. */
function* objectsIn(value: unknown, path = ''): Iterable<{ path: string; object: Record<string, unknown> }> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item, `${path}[]`);
  else if (typeof value === 'object' && value !== null) {
    yield { path, object: value as Record<string, unknown> };
    for (const [key, member] of Object.entries(value)) yield* objectsIn(member, `${path}.${key}`);
  }
}

describe('the schema of a run and of a plan', () => {
  it.each([...SITUATIONS])('accepts the JSON report of %s', (_name, run) => {
    const report = JSON.parse([...REPORTS.json(run)].join('')) as unknown;
    expect(report).toEqual(run);
    expect(validate(report), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('accepts a run in which every field has a value', () => {
    expect(validate(FULL), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('refuses a run that lacks a field which the model requires, wherever it is', () => {
    const copy = structuredClone(FULL) as unknown;
    const optional = new Set<string>();
    for (const { path, object } of objectsIn(copy)) {
      for (const [key, member] of Object.entries(object)) {
        Reflect.deleteProperty(object, key);
        if (validate(copy)) optional.add(`${path}.${key}`);
        object[key] = member;
      }
    }
    const scopes = /\.(?:match|exclude)\.(?:type|id|name|path|tags)$/;
    const matchers = /\.(?:equals|glob|regex|in|ignore-case|not|empty|before|after|older-than)$/;
    const limits = /\.(?:removals|resources|share|per-type|per-rule|root|ou|account|policy)$/;
    const rest = [...optional].filter(
      (path) => ![scopes, matchers, limits].some((known) => known.test(path)),
    );
    expect(rest.sort()).toEqual(
      [
        '.action',
        '.foreseen',
        '.foreseen[].resource.path',
        '.journal-head',
        '.objections[].of',
        '.of',
        '.organization',
        '.origin',
        '.outcomes[].at',
        '.outcomes[].request-id',
        '.callers',
        '.outcomes[].tags[].at',
        '.outcomes[].tags[].request-id',
        '.outcomes[].tags[].why',
        '.plan',
        '.plan.calls[].resource.path',
        '.plan.findings[].resource.path',
        '.plan.findings[].waiver',
        '.plan.kept[].resource.path',
        '.plan.revision',
        '.plan.rules-name',
        '.plan.rules.rules[].exclude',
        '.plan.rules.rules[].match',
        '.plan.rules.rules[].remove',
        '.plan.rules.rules[].remove[].except',
        '.plan.rules.rules[].remove[].key',
        '.plan.rules.rules[].remove[].value',
        '.plan.rules.rules[].remove[].variant-of',
        '.plan.rules.rules[].require',
        '.plan.rules.rules[].why',
        '.plan.rules.waivers[].key',
        '.plan.rules.waivers[].match',
        '.plan.rules.waivers[].ticket',
        '.problems[].excerpt',
        '.problems[].hint',
        '.problems[].place',
        '.problems[].request-id',
        '.redact',
        '.restore',
        '.restore[].resource.path',
        '.outcomes[].resource.path',
      ].sort(),
    );
  });

  it('refuses a field it does not know, wherever it is', () => {
    const copy = structuredClone(FULL) as unknown;
    for (const { path, object } of objectsIn(copy)) {
      object['stranger'] = 1;
      expect(validate(copy), `${path}.stranger`).toBe(false);
      Reflect.deleteProperty(object, 'stranger');
    }
  });

  it.each([
    ['a digest that is none', { digest: 'abc' }],
    ['a digest of another alphabet', { seal: 'G'.repeat(64) }],
    ['a day with a time', { day: '2026-11-24T00:00:00Z' }],
    ['another version', { version: 2 as 1 }],
    ['a call that removes nothing', { calls: [{ resource: resourceAt(0), remove: [] }] }],
    [
      'a removal that no rule claims',
      { calls: [{ resource: resourceAt(0), remove: [{ key: 'a', value: '', because: [] }] }] },
    ],
    [
      'an id that is a path',
      { calls: [{ resource: { ...resourceAt(0), id: '../x' }, remove: CALLS[0]?.remove ?? [] }] },
    ],
    [
      'a severity it does not know',
      {
        rules: {
          ...makePlan().rules,
          rules: [{ ...RULES[0], id: 'r', enforce: true, severity: 'fatal' as 'info' }],
        },
      },
    ],
  ] satisfies [string, Partial<Plan>][])('refuses a plan with %s', (_name, part) => {
    expect(validate(makeRun({ plan: makePlan(part) }))).toBe(false);
  });

  it('describes every property', () => {
    for (const name of ['plan', 'run']) {
      for (const { path, object } of objectsIn(schema(name))) {
        if (!/\.properties\.[^.]+$/.test(path)) continue;
        expect(Object.keys(object), `${name}${path}`).toSatisfy(
          (keys: string[]) => keys.includes('description') || keys.includes('$ref'),
        );
      }
    }
  });

  it('accepts the outcomes of an apply', () => {
    expect(validate(makeRun({ mode: 'apply', outcomes: outcomesOf(CALLS) }))).toBe(true);
  });
});
