import type { Problem, Run } from '../../engine/model.ts';
import {
  allOf,
  BARE,
  CALLS,
  DIGEST,
  LAB,
  makePlan,
  makeRun,
  outcomesOf,
  PAYMENTS,
  PRD_PAY,
  RESEARCH,
} from './make.ts';

const APPLIED = {
  mode: 'apply',
  wrote: true,
  'journal-head': DIGEST,
  traffic: { requests: 23, retries: 2, throttles: 1, 'waited-ms': 1840 },
} as const satisfies Partial<Run>;

const UNDONE = [
  { key: 'temp-migration', value: 'wave-2' },
  { key: 'temp-owner', value: '' },
];

const NO_ACCESS: Problem = {
  code: 'no-credentials',
  severity: 'error',
  message: 'No access key was found: the environment, the profile file and the instance metadata have none.',
  hint: 'Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or run with --emulator.',
};

/** Whole runs, each named for the situation it shows. */
export const SITUATIONS: ReadonlyMap<string, Run> = new Map([
  ['everything-fine', makeRun({ plan: makePlan({ calls: [], kept: [], findings: [] }), exit: 0 })],
  ['removals-planned', makeRun()],
  [
    'removals-planned-against-the-emulator',
    makeRun({
      endpoint: 'http://127.0.0.1:41873',
      origin: 'emulator',
      plan: makePlan({ origin: 'emulator', only: ['rule=expired'], overrides: ['removals=900'] }),
      'fail-on': 'none',
      exit: 0,
    }),
  ],
  [
    'saved-plan',
    makeRun({
      id: `plan-${DIGEST.slice(0, 12)}`,
      tool: '',
      started: '2026-11-24T09:30:04Z',
      endpoint: 'plan.json',
      origin: 'emulator',
      plan: makePlan({
        origin: 'emulator',
        'rules-name': "the demo's rules",
        sources: [{ file: 'tag-rules.yaml', sha256: DIGEST }],
        inventory: { digest: DIGEST, types: ['ou', 'account'], tree: 'reached' },
      }),
      traffic: { requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 },
    }),
  ],
  [
    'refused-by-limit',
    makeRun({
      mode: 'apply',
      objections: [
        { limit: 'removals', allowed: 5, actual: 7 },
        { limit: 'per-type.ou.share', allowed: 3, actual: 400 / 131, of: 131 },
      ],
      frozen: [{ from: '2026-11-20', until: '2026-11-30', why: 'Quarter-end close' }],
      exit: 3,
    }),
  ],
  ['all-removed', makeRun({ ...APPLIED, outcomes: outcomesOf(CALLS), exit: 0 })],
  [
    'partly-failed',
    makeRun({
      ...APPLIED,
      callers: [
        { since: '2026-11-24T09:30:01Z', source: 'ECS metadata', 'access-key': 'AKSD…0000', account: 'd1' },
      ],
      outcomes: outcomesOf(
        CALLS,
        new Map([
          ...allOf(CALLS[1], {
            state: 'failed',
            why: 'The service answered 403 Organizations.1007: an IAM policy denies organizations:resources:untag for this resource.',
          }),
          ...allOf(CALLS[3], {
            state: 'in-doubt',
            why: 'No answer came within 30 s, and the tags could not be read again.',
          }),
          [`${PRD_PAY.id} Owner`, { state: 'gone' }],
        ]),
      ),
      exit: 4,
    }),
  ],
  [
    'incomplete',
    makeRun({
      plan: makePlan({
        calls: CALLS.slice(0, 1),
        gaps: [
          { kind: 'type', type: 'policy', why: '403 Organizations.1007: listing policies is denied.' },
          {
            kind: 'resource',
            type: 'account',
            id: LAB.id,
            why: 'Its tags came in two versions across pages.',
          },
          { kind: 'tree', parent: RESEARCH.id, why: 'No answer within 30 s, 5 tries.' },
        ],
      }),
      exit: 5,
    }),
  ],
  [
    'stale',
    makeRun({
      ...APPLIED,
      outcomes: outcomesOf(
        CALLS,
        new Map([
          [`${PAYMENTS.id} temp-migration`, { state: 'stale', why: 'The value is now "wave-4".' }],
          [`${PRD_PAY.id} Owner`, { state: 'gone' }],
        ]),
      ),
      exit: 6,
    }),
  ],
  [
    'interrupted',
    makeRun({
      ...APPLIED,
      interrupted: true,
      outcomes: outcomesOf(
        CALLS,
        new Map([
          ...allOf(CALLS[2], { state: 'not-sent', why: 'The run was stopped before its turn.' }),
          ...allOf(CALLS[3], { state: 'not-sent', why: 'The run was stopped before its turn.' }),
        ]),
      ),
      exit: 130,
    }),
  ],
  [
    'nothing-left-to-remove',
    makeRun({
      ...APPLIED,
      wrote: false,
      outcomes: outcomesOf(CALLS, new Map(CALLS.flatMap((call) => [...allOf(call, { state: 'gone' })]))),
      exit: 0,
    }),
  ],
  [
    'undo-planned',
    makeRun({
      mode: 'undo',
      action: 'tag',
      of: '20261124T093001Z-7f3a',
      restore: [
        { resource: PAYMENTS, tags: UNDONE },
        { resource: PRD_PAY, tags: [{ key: 'Owner', value: 'pay' }] },
      ],
      foreseen: [
        {
          resource: PAYMENTS,
          tags: [
            { key: 'temp-migration', value: 'wave-4', state: 'stale', why: 'the key has another value now' },
            { key: 'temp-owner', value: '', state: 'present' },
          ],
        },
      ],
      exit: 6,
    }),
  ],
  [
    'removed-again',
    makeRun({
      ...APPLIED,
      mode: 'undo',
      action: 'untag',
      of: '20261124T101500Z-c41d',
      id: '20261124T104500Z-e92b',
      restore: [{ resource: PAYMENTS, tags: UNDONE }],
      outcomes: [
        {
          resource: PAYMENTS,
          tags: [
            { key: 'temp-migration', value: 'wave-2', state: 'removed' },
            { key: 'temp-owner', value: '', state: 'gone' },
          ],
          'request-id': '4f2e9c0b7d1a43f58e6b0a9c8d7e6f99',
        },
      ],
      exit: 0,
    }),
  ],
  [
    'undone',
    makeRun({
      ...APPLIED,
      mode: 'undo',
      action: 'tag',
      of: '20261124T093001Z-7f3a',
      id: '20261124T101500Z-c41d',
      restore: [{ resource: PAYMENTS, tags: UNDONE }],
      outcomes: [
        {
          resource: PAYMENTS,
          tags: [
            { key: 'temp-migration', value: 'wave-2', state: 'restored' },
            { key: 'temp-owner', value: '', state: 'present' },
          ],
          'request-id': '4f2e9c0b7d1a43f58e6b0a9c8d7e6f99',
        },
      ],
      exit: 0,
    }),
  ],
  [
    'no-plan-because-credentials',
    {
      ...BARE,
      problems: [NO_ACCESS],
      traffic: { requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 },
      exit: 1,
    },
  ],
]);
