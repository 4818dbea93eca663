import type { Fault, FaultPlan, FaultRule } from '../../engine/emulator/server.ts';
import type { ReadMode } from '../../engine/inventory/take.ts';
import { sequence } from '../engine.ts';

/** Everything that chance decides of one bad day; the same seed gives the same day. */
export interface Day {
  readonly seed: number;
  /** Rules and organization as YAML; of JSON, which is YAML too. */
  readonly rules: string;
  readonly organization: string;
  readonly faults: FaultPlan;
  readonly read: ReadMode;
  readonly concurrency: number;
  /** Whether a plan is saved first and applied later, and how much others do to the tags in between. */
  readonly saved: boolean;
  readonly meanwhile: number;
  /** The call of the port during which the user presses Ctrl-C. */
  readonly interruptAt: number | undefined;
  /** Keys that end after a while, and whether the source has fresh ones then. */
  readonly keys: 'lasting' | 'renewed' | 'ending';
}

export function drawDay(seed: number): Day {
  const draw = drawer(seed);
  // Only an organization of more than a page can change between two pages.
  const large = draw.chance(0.04);
  const keys = draw.chance(0.2) ? draw.pick(['renewed', 'renewed', 'ending'] as const) : 'lasting';
  return {
    seed,
    rules: JSON.stringify(rulesOf(draw, large)),
    organization: JSON.stringify(organizationOf(draw, large)),
    faults: faultsOf(draw, large, keys !== 'lasting'),
    read: large ? 'bulk' : draw.pick(['auto', 'auto', 'bulk', 'per-resource'] as const),
    concurrency: draw.between(1, 6),
    ...savedOf(draw),
    interruptAt: draw.chance(0.15) ? draw.between(1, 40) : undefined,
    keys,
  };
}

function savedOf(draw: Draw): Pick<Day, 'saved' | 'meanwhile'> {
  const saved = draw.chance(0.3);
  return { saved, meanwhile: saved && draw.chance(0.5) ? draw.between(1, 8) : 0 };
}

type Draw = ReturnType<typeof drawer>;

function drawer(seed: number) {
  const random = sequence(seed);
  const between = (min: number, max: number): number => min + Math.floor(random() * (max - min + 1));
  return {
    between,
    chance: (share: number): boolean => random() < share,
    pick: <T>(list: readonly T[]): T => list[between(0, list.length - 1)] as T,
    some: <T>(list: readonly T[], share: number): T[] => list.filter(() => random() < share),
  };
}

type Rule = Readonly<Record<string, unknown>> & { readonly id: string };

const RULES: readonly Rule[] = [
  { id: 'no-temp', remove: 'temp-*' },
  {
    id: 'expired',
    match: { type: 'account' },
    remove: { key: 'expires-on', value: { before: '2026-06-01' } },
  },
  { id: 'below-u0', match: { type: ['ou', 'account'], path: '/U0/**' }, remove: ['note', 'debug'] },
  {
    id: 'agreed-keys',
    match: { type: 'ou' },
    exclude: { name: 'U1' },
    remove: { key: '*', except: ['owner', 'env', 'note'] },
  },
  { id: 'outside-labs', match: { type: 'account' }, exclude: { path: '/**/V1' }, remove: 'debug' },
  { id: 'spelling', remove: { 'variant-of': ['env'] } },
  { id: 'where-prod', match: { tags: { env: 'prod' } }, remove: { key: 'debug', value: { not: 'keep' } } },
  { id: 'owners', match: { type: 'account' }, severity: 'warning', require: 'owner' },
  { id: 'tried-out', enforce: false, severity: 'info', remove: 'note' },
];

const WAIVER = {
  rule: 'no-temp',
  match: { name: ['U0', 'a1', 'p0'] },
  key: 'temp-a',
  reason: 'the move is not over',
  'approved-by': 'the owner',
  expires: '2027-06-30',
};

function rulesOf(draw: Draw, large: boolean): object {
  const more = large ? [] : draw.some(RULES.slice(1), 0.35);
  return {
    version: 1,
    limits: { share: 'none', removals: 'none' },
    ...(draw.chance(0.7) && { protect: ['owner'] }),
    rules: [RULES[0], ...more],
    ...(draw.chance(0.3) && { waivers: [WAIVER] }),
  };
}

const TAGS: readonly (readonly [string, string])[] = [
  ['temp-a', 'one'],
  ['temp-b', ''],
  ['temp-c', 'two words'],
  ['owner', 'me'],
  ['env', 'prod'],
  ['Env', 'prod'],
  ['expires-on', '2026-01-01'],
  ['note', '中文'],
  ['debug', 'yes'],
];

function organizationOf(draw: Draw, large: boolean): object {
  const tags = (share = 0.4) => ({ tags: Object.fromEntries(draw.some(TAGS, share)) });
  const many = <T>(prefix: string, count: number, make: (at: number) => T): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, make(at)]));
  const accounts = (prefix: string, most: number) => many(prefix, draw.between(0, most), () => tags());
  const unit = (at: number) => ({
    ...tags(),
    accounts: accounts(`u${at}a`, 2),
    units: many('V', draw.between(0, 2), (below) => ({
      ...tags(),
      accounts: accounts(`u${at}v${below}a`, 1),
    })),
  });
  return {
    organization: { name: 'campaign', 'management-account': 'boss' },
    root: { ...tags(), units: many('U', draw.between(1, 4), unit), accounts: accounts('a', 3) },
    policies: large
      ? many('p', draw.between(1_001, 2_100), (at) => (at % 200 === 0 ? tags(0.6) : { tags: {} }))
      : many('p', draw.between(1, 3), () => tags()),
  };
}

const STATUSES = [500, 502, 503, 504] as const;
const PAGES = [403, 418, 502] as const;

/** Faults of every kind that there is. */
function faultOf(draw: Draw): Fault {
  const when = draw.pick(['before', 'after'] as const);
  const type = draw.pick(['ou', 'account', 'policy'] as const);
  return draw.pick<Fault>([
    { kind: 'throttle' },
    { kind: 'throttle', 'retry-after': draw.between(0, 3) },
    { kind: 'conflict' },
    { kind: 'status', status: draw.pick(STATUSES), when },
    { kind: 'status', status: 400, code: 'Organizations.1004', when: 'before' },
    { kind: 'reset', when },
    { kind: 'half-body' },
    { kind: 'slow-body', ms: draw.between(0, 3_000), pieces: 3 },
    { kind: 'html', status: draw.pick(PAGES), when },
    { kind: 'content-type', value: draw.pick(['text/plain', 'text/html', 'application/xml']) },
    {
      kind: 'body',
      text: draw.pick(['{"tags":', '{}', '[]', 'null', '{"error_code":"X.1","error_msg":"no"}']),
    },
    { kind: 'deny' },
    { kind: 'latency', ms: draw.between(0, 900) },
    { kind: 'edit', when, draw: draw.pick(['any', 'change', 'remove', 'add'] as const) },
    { kind: 'edit', when, set: { 'temp-a': draw.pick(['one', 'other']) } },
    { kind: 'edit', when, set: { env: draw.pick(['prod', 'lab']), owner: 'you' } },
    { kind: 'insert', when, type, tags: { 'temp-a': 'new' } },
    { kind: 'delete', when, type },
  ]);
}

const CALLS = [
  'UntagResource',
  'ListTagsForResource',
  'ListResourceInstances',
  'ListEntities',
  'read',
  'write',
  'any',
] as const;

function faultsOf(draw: Draw, large: boolean, expire: boolean): FaultPlan {
  const rule = (): FaultRule => ({
    on: draw.pick(CALLS),
    ...(draw.chance(0.3) && { nth: draw.between(1, 8) }),
    probability: draw.pick([0.1, 0.3, 0.6, 1]),
    // Few are got over by trying again; many are not.
    count: draw.pick([1, 2, 3, 4, 6, 12, 40]),
    fault: faultOf(draw),
  });
  const rules = Array.from({ length: draw.between(1, 4) }, rule);
  return {
    seed: draw.between(1, 1e6),
    rules: [...rules, ...(large ? [betweenPages(draw)] : []), ...(draw.chance(0.15) ? outage(draw) : [])],
    ...(draw.chance(0.2) && {
      lag: draw.chance(0.5) ? { ms: draw.between(1, 20_000) } : { reads: draw.between(1, 3) },
    }),
    ...(draw.chance(0.2) && { 'rate-limit': rateLimit(draw) }),
    ...(expire && {
      expire: draw.chance(0.7) ? { after: draw.between(4, 25) } : { ms: draw.between(500, 5_000) },
    }),
  };
}

function rateLimit(draw: Draw): NonNullable<FaultPlan['rate-limit']> {
  return {
    'per-second': draw.between(2, 20),
    headers: draw.chance(0.5),
    ...(draw.chance(0.3) && { 'retry-after': draw.between(1, 2) }),
  };
}

/** Somebody makes or deletes a policy while the pages of policies are read. */
function betweenPages(draw: Draw): FaultRule {
  const when = 'after';
  const come: Fault = { kind: 'insert', when, type: 'policy', tags: { 'temp-a': 'new' } };
  return {
    on: 'ListResourceInstances',
    nth: draw.pick([[1], [1, 2, 3, 4], [2, 5]]),
    fault: draw.pick([come, { kind: 'delete', when, type: 'policy' }]),
  };
}

/** From some moment on nothing answers for a while, the untag calls of that moment included. */
function outage(draw: Draw): FaultRule[] {
  const status = draw.pick(STATUSES);
  const from = draw.between(3, 30);
  const nth = Array.from({ length: 30 }, (_, at) => from + at);
  return [
    {
      on: 'UntagResource',
      nth: draw.between(1, 6),
      fault: { kind: 'reset', when: draw.pick(['before', 'after']) },
    },
    { on: 'ListTagsForResource', nth, fault: { kind: 'status', status, when: 'before' } },
  ];
}

/** Whether somebody else changes tags or resources on that day. */
export function isMeddled({ faults, meanwhile }: Day): boolean {
  const others = ['edit', 'insert', 'delete'];
  return meanwhile > 0 || (faults.rules ?? []).some(({ fault }) => others.includes(fault.kind));
}
