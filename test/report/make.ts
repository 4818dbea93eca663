import type {
  Call,
  Finding,
  Kept,
  Outcome,
  Path,
  Plan,
  ResourceRef,
  Rule,
  Run,
  TagOutcome,
  Waiver,
} from '../../engine/model.ts';

export const DIGEST = 'b6a0f3c1d25e4978'.repeat(4);
const ORGANIZATION = {
  id: 'o-8k2vq4m1x7c9t0zw',
  'management-account': { id: '05261f923e80d3890f33c0056e9b3f80', name: 'acme-cloud' },
};

export function ou(id: string, ...path: Path): ResourceRef {
  return { type: 'ou', id: `ou-${id}`, name: path.at(-1) ?? '', path };
}

export function account(id: string, name: string, ...path: Path): ResourceRef {
  return { type: 'account', id, name, path };
}

export function policy(id: string, name: string): ResourceRef {
  return { type: 'policy', id: `p-${id}`, name };
}

export const PAYMENTS = ou('taowxgy4xbme6m4x', 'Production', 'Payments');
export const RESEARCH = ou('3c2iijbxw7yj8fcw', 'Sandbox', '研究与开发');
export const PRD_PAY = account('1f0c7a5b9d3e4286a1b2c3d4e5f60718', 'prd-pay', 'Production', 'Payments');
export const LAB = account('9e8d7c6b5a4938271605f4e3d2c1b0a9', 'lab-01', 'Sandbox');
const GUARD = policy('b4wpejd02o66g0pvfinv', 'deny-leaving');

export const RULES: readonly Rule[] = [
  {
    id: 'accounts-have-an-owner',
    why: 'Somebody answers for every account.',
    severity: 'warning',
    enforce: true,
    match: { type: ['account'] },
    require: [{ equals: 'owner' }],
  },
  {
    id: 'approved-keys-only',
    why: 'Production accounts carry the agreed keys and no others.',
    severity: 'error',
    enforce: true,
    match: { type: ['account'], path: [{ glob: '/Production/**' }] },
    remove: [{ key: [{ glob: '*' }], except: [{ equals: 'owner' }, { equals: 'env' }] }],
  },
  {
    id: 'expired',
    why: 'A tag past its own date is noise.',
    severity: 'warning',
    enforce: true,
    remove: [{ key: [{ equals: 'expires-on' }], value: [{ before: 'today' }] }],
  },
  {
    id: 'no-temp-keys-on-ous',
    why: 'Organizational units are permanent; nothing on them is temporary.',
    severity: 'error',
    enforce: true,
    match: { type: ['ou'] },
    remove: [{ key: [{ glob: 'temp-*' }] }],
  },
];

const WAIVER: Waiver = {
  rule: 'no-temp-keys-on-ous',
  match: { id: [{ equals: RESEARCH.id }] },
  key: [{ equals: 'temp-migration' }],
  reason: 'Wave 3 moves in January (CHG-1042)',
  'approved-by': 'cloud-governance',
  expires: '2026-12-20',
};

export const CALLS: readonly Call[] = [
  {
    resource: RESEARCH,
    remove: [{ key: 'temp-阶段', value: '第三阶段 🧑‍🔬', because: ['no-temp-keys-on-ous'] }],
  },
  {
    resource: PAYMENTS,
    remove: [
      { key: 'expires-on', value: '2026-03-31', because: ['expired'] },
      { key: 'temp-migration', value: 'wave-2', because: ['no-temp-keys-on-ous'] },
      { key: 'temp-owner', value: '', because: ['no-temp-keys-on-ous'] },
    ],
  },
  {
    resource: PRD_PAY,
    remove: [
      { key: 'Owner', value: 'pay-team', because: ['approved-keys-only'] },
      { key: 'expires-on', value: '2025-12-31', because: ['approved-keys-only', 'expired'] },
    ],
  },
  { resource: GUARD, remove: [{ key: 'expires-on', value: '2026-01-15', because: ['expired'] }] },
];

const KEPT: readonly Kept[] = [
  {
    resource: RESEARCH,
    key: 'temp-migration',
    value: 'wave-3',
    claims: ['no-temp-keys-on-ous'],
    shields: [{ kind: 'waiver', rule: 'no-temp-keys-on-ous', waiver: 0 }],
  },
  {
    resource: PRD_PAY,
    key: '_sys_enterprise_project_id',
    value: '0',
    claims: ['approved-keys-only'],
    shields: [{ kind: 'system' }],
  },
  {
    resource: PRD_PAY,
    key: 'billing:code',
    value: 'CC-2041',
    claims: ['approved-keys-only'],
    shields: [{ kind: 'protect', matcher: 'billing:*' }],
  },
];

const FINDINGS: readonly Finding[] = [
  { kind: 'missing', severity: 'warning', rule: 'accounts-have-an-owner', resource: LAB, key: 'owner' },
  { kind: 'missing', severity: 'warning', rule: 'accounts-have-an-owner', resource: PRD_PAY, key: 'owner' },
  {
    kind: 'date-unreadable',
    severity: 'warning',
    rule: 'expired',
    resource: LAB,
    key: 'expires-on',
    value: 'soon',
  },
  { kind: 'waiver-ending', severity: 'info', rule: 'no-temp-keys-on-ous', waiver: 0, expires: '2026-12-20' },
];

/** A plan over the rules and resources above; `more` overrides any part. */
export function makePlan(more: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    organization: ORGANIZATION,
    origin: 'https://organizations.myhuaweicloud.com',
    day: '2026-11-24',
    rules: {
      version: 1,
      rules: RULES,
      waivers: [WAIVER],
      protect: [{ glob: 'billing:*' }],
      redact: [],
      freeze: [],
      limits: { removals: 500, share: 50 },
    },
    limits: { removals: 500, share: 50 },
    overrides: [],
    only: [],
    inventory: { digest: DIGEST, types: ['root', 'ou', 'account', 'policy'], tree: 'reached' },
    counts: {
      resources: 312,
      tags: 1204,
      'per-type': {
        root: { resources: 1, tags: 3 },
        ou: { resources: 40, tags: 131 },
        account: { resources: 251, tags: 1002 },
        policy: { resources: 20, tags: 68 },
      },
    },
    calls: CALLS,
    kept: KEPT,
    findings: FINDINGS,
    gaps: [],
    digest: DIGEST,
    seal: DIGEST,
    created: '2026-11-24T09:30:04Z',
    'read-at': '2026-11-24T09:30:02Z',
    places: RULES.map(({ id }, i) => ({ rule: id, file: 'policies/tags.yaml', line: 5 + 7 * i, column: 5 })),
    sources: [
      { file: 'policies/tags.yaml', sha256: DIGEST },
      { file: 'tag-rules.yaml', sha256: DIGEST },
    ],
    'rules-name': 'tag-rules.yaml',
    ...more,
  };
}

/** A run that ended before it knew its organization. */
export const BARE: Run = {
  version: 1,
  id: '20261124T093001Z-7f3a',
  mode: 'dry-run',
  tool: 'reconcile 0.1.0',
  started: '2026-11-24T09:30:01Z',
  ended: '2026-11-24T09:30:04Z',
  endpoint: 'https://organizations.myhuaweicloud.com',
  'fail-on': 'error',
  objections: [],
  frozen: [],
  outcomes: [],
  wrote: false,
  declined: false,
  interrupted: false,
  problems: [],
  traffic: { requests: 7, retries: 0, throttles: 0, 'waited-ms': 0 },
  exit: 2,
};

/** A dry run of that plan; `more` overrides any part. */
export function makeRun(more: Partial<Run> = {}): Run {
  return {
    ...BARE,
    origin: 'https://organizations.myhuaweicloud.com',
    organization: ORGANIZATION,
    plan: makePlan(),
    ...more,
  };
}

/** Outcomes for every call: `removed`, but where `special` says otherwise for `ID KEY`. */
export function outcomesOf(
  calls: readonly Call[],
  special: ReadonlyMap<string, Omit<TagOutcome, 'key' | 'value'>> = new Map(),
): Outcome[] {
  return calls.map(({ resource, remove }, i) => ({
    resource,
    tags: remove.map(({ key, value }) => ({
      key,
      value,
      state: 'removed',
      ...special.get(`${resource.id} ${key}`),
    })),
    'request-id': `4f2e9c0b7d1a43f58e6b0a9c8d7e6f${10 + i}`,
    at: `2026-11-24T09:31:0${i}Z`,
  }));
}

/** Gives every tag of a resource the same fate. */
export function allOf(
  call: Call | undefined,
  fate: Omit<TagOutcome, 'key' | 'value'>,
): [string, typeof fate][] {
  return (call?.remove ?? []).map(({ key }) => [`${call?.resource.id ?? ''} ${key}`, fate]);
}
