/** A seeded source of numbers from 0 to 1 (mulberry32), so that every bench measures the same organization. */
export function sequence(seed = 1) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = [
  ...['app', 'backup', 'contact', 'cost-center', 'data-class', 'env', 'expires-on', 'note', 'owner', 'Owner'],
  ...['project', 'region', 'sla', 'stack', 'team', 'temp-a', 'temp-b', 'tier', 'wave', 'zone'],
];
const BRANCHES = ['Production', 'Sandbox', 'Shared', 'Staging'];

/** Accounts with 5 to 10 tags each, over 1,000 OUs, sorted as an inventory is. Yields them one by one. */
export function* accounts(count) {
  const random = sequence(count);
  for (let i = 0; i < count; i++) {
    const start = Math.floor(random() * KEYS.length);
    const keys = Array.from(
      { length: 5 + Math.floor(random() * 6) },
      (_, j) => KEYS[(start + j) % KEYS.length],
    );
    const tags = keys.sort().map((key) => ({ key, value: valueOf(key, random) }));
    const ou = i % 1000;
    const path = [BRANCHES[ou % BRANCHES.length], `T${ou % 37}`, `U${ou}`];
    yield { type: 'account', id: i.toString(16).padStart(32, '0'), name: `acc-${i}`, path, tags };
  }
}

function valueOf(key, random) {
  if (key === 'expires-on') return random() < 0.1 ? '2026-01-31' : '2099-01-31';
  return `v${Math.floor(random() * 1000)}`;
}

/** An inventory of such accounts. */
export function inventory(count, resources = [...accounts(count)]) {
  return {
    organization: { id: 'o-bench0bench0', 'management-account': { id: 'm', name: 'bench' } },
    origin: 'emulator',
    'read-at': '2026-11-24T08:00:00.000Z',
    types: ['account'],
    tree: 'whole',
    gaps: [],
    resources,
  };
}

/** Rules of every kind in turn: globs, regexes, values, dates, paths, excludes, variants, requirements. */
export function rules(count) {
  const kinds = [
    () => ({ match: { type: ['ou'] }, remove: [{ key: [{ glob: 'temp-*' }] }] }),
    (i) => ({
      match: { type: ['account'], path: [{ glob: `/Production/T${i}/**` }] },
      remove: [{ key: [{ glob: '*' }], except: [{ in: KEYS }] }],
    }),
    () => ({
      match: { name: [{ glob: 'acc-1*' }] },
      remove: [{ key: [{ equals: 'expires-on' }], value: [{ before: 'today' }] }],
    }),
    (i) => ({ remove: [{ key: [{ regex: `^x${i}-[0-9]+$` }] }] }),
    (i) => ({
      exclude: { path: [{ glob: '/Sandbox/**' }] },
      remove: [{ key: [{ equals: 'note' }], value: [{ regex: `^v9[0-9]${i % 10}$` }] }],
    }),
    (i) => ({ remove: [{ 'variant-of': [`env${i}`] }] }),
    (i) => ({ match: { path: [{ glob: `/Staging/T${i}/**` }] }, require: [{ equals: 'owner' }] }),
  ];
  return {
    version: 1,
    rules: Array.from({ length: count }, (_, i) => ({
      id: `rule-${String(i).padStart(4, '0')}`,
      severity: 'error',
      enforce: true,
      ...kinds[i % kinds.length](i),
    })),
    waivers: [
      {
        rule: 'rule-0004',
        match: { path: [{ glob: '/Production/T1/**' }] },
        key: [{ equals: 'note' }],
        reason: 'agreed',
        'approved-by': 'governance',
        expires: '2099-01-31',
      },
    ],
    protect: [{ glob: 'billing:*' }],
    redact: [],
    freeze: [],
    limits: {},
  };
}

/** Lines of inventory files: what emulators of the bench hold. */
export const ORGANIZATIONS = {
  /** 1 root, 1,000 OUs in two levels, 10,000 accounts, 2,000 policies, three tags each. */
  large: () =>
    inventoryOf(1_000, 10_000, 2_000, [
      ['env', 'prod'],
      ['owner', 'team-1'],
      ['temp-a', 'x'],
    ]),
  /** 1,000 OUs and 1,000 accounts, each with one tag to remove. */
  untidy: () =>
    inventoryOf(1_000, 1_000, 0, [
      ['owner', 'team-1'],
      ['temp-a', 'x'],
    ]),
};

function* inventoryOf(units, accounts, policies, pairs) {
  const { resources: _, ...header } = inventory(0, []);
  yield JSON.stringify({ version: 1, ...header, types: ['root', 'ou', 'account', 'policy'] });
  const tags = pairs.map(([key, value]) => ({ key, value }));
  const path = (i) => (i < BRANCHES.length ? [BRANCHES[i]] : [BRANCHES[i % BRANCHES.length], `U${i}`]);
  yield JSON.stringify({ type: 'root', id: 'r-00000000', name: 'root', path: [], tags: [] });
  for (let i = 0; i < units; i++) {
    yield JSON.stringify({ type: 'ou', id: `ou-${padded(i, 8)}`, name: path(i).at(-1), path: path(i), tags });
  }
  for (let i = 0; i < accounts; i++) {
    const id = padded(i, 32);
    yield JSON.stringify({ type: 'account', id, name: `acc-${i}`, path: path(i % units), tags });
  }
  for (let i = 0; i < policies; i++) {
    yield JSON.stringify({ type: 'policy', id: `p-${padded(i, 8)}`, name: `policy-${i}`, tags });
  }
}

function padded(i, length) {
  return i.toString(16).padStart(length, '0');
}
