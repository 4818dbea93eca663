import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Malformed,
  readEntityPage,
  readInstances,
  readOrganization,
  readTagPage,
} from '../../engine/cloud/answers.ts';
import { judge } from '../../engine/cloud/failure.ts';
import { readProfile } from '../../engine/cloud/profile.ts';
import { parseSeed } from '../../engine/emulator/seed.ts';
import { readEnvelope } from '../../engine/evidence/envelope.ts';
import { loadFleet } from '../../engine/fleet/load.ts';
import { inventoryLines, openInventory } from '../../engine/inventory/file.ts';
import { compareResources, type Inventory, type Plan } from '../../engine/model.ts';
import { digestOf, sealOf } from '../../engine/plan/digest.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { Refusal } from '../../engine/problem.ts';
import { REPORTS } from '../../engine/report/index.ts';
import { type JournalRecord, lineHash, NO_HASH } from '../../engine/runs/journal.ts';
import { listPast } from '../../engine/runs/list.ts';
import { openPast } from '../../engine/runs/past.ts';
import { runOfPast, runOfPlan } from '../../engine/runs/report.ts';
import { readPlan } from '../../engine/runs/saved-plan.ts';
import { loadTest } from '../../engine/suite/load.ts';
import { type World, world } from '../engine.ts';
import { copyOf, RULES, runFolder, SEED, verify } from '../evidence/kit.ts';
import { memoryFiles } from '../rules/memory.ts';
import { damagedText, damagedValue } from './damage.ts';

/** Seeds are kept, so that a run of the suite is the same everywhere; `FUZZ_SEED` and `FUZZ_RUNS` go further. */
const HOW = {
  seed: Number(process.env['FUZZ_SEED'] ?? 20_261_124),
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 100),
};

/** Runs a reader: it may refuse, in words and with a code; anything else that it throws is a fault of ours. */
async function reads(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { message } of error.problems) expect(message).not.toMatch(/\[object|\bundefined\b|\n {4}at /);
  }
}

let w: World;
let folder: string;
let scratch: string;
let plan: Plan;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'reconcile-fuzz-'));
  w = await world({ rules: RULES, seed: SEED });
  plan = (await w.reconcile()).plan ?? expect.unreachable();
  folder = runFolder(w.stateDir);
});
afterAll(async () => {
  await w[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

/** Every reader is given the file as it is, then damaged as text and, where it is JSON, in its values. */
async function holds(text: string, read: (text: string) => unknown): Promise<void> {
  await read(text);
  await fc.assert(
    fc.asyncProperty(damagedText(text), (damaged) => reads(() => read(damaged))),
    HOW,
  );
}

/** What a plan was made of, as it is now. */
const inventoryOf = ({ inventory, organization, origin, 'read-at': readAt }: Plan): Inventory => ({
  organization,
  origin,
  'read-at': readAt,
  types: inventory.types,
  tree: inventory.tree,
  gaps: [],
  resources: [...w.emulator.resources()].sort(compareResources),
});

const texts = (run: ReturnType<typeof runOfPlan>): string =>
  Object.values(REPORTS)
    .flatMap((report) => [...report(run, { color: false, width: 80 })])
    .join('');

describe('whatever is in the file, its reader gives what is there or says what is wrong:', () => {
  it('a plan', async () => {
    await holds(JSON.stringify(plan), (text) => runOfPlan(readPlan(text, 'p'), 'p', 'error'));
  });

  it('a plan that a stranger has sealed', async () => {
    await fc.assert(
      fc.asyncProperty(damagedValue(plan), (value) =>
        reads(() => {
          const read = readPlan(sealed(value), 'plan.json');
          makePlan({ rules: read.rules, day: read.day, inventory: inventoryOf(read) });
        }),
      ),
      HOW,
    );
  });

  it.each([500, 5_000, 100_000])('a plan with a matcher of %i levels', async (depth) => {
    for (const [open, close] of [
      ['{"not":', '}'],
      ['[', ']'],
    ] as const) {
      const value = `${open.repeat(depth)}{"glob":"temp-*"}${close.repeat(depth)}`;
      const text = JSON.stringify(plan).replace('{"glob":"temp-*"}', value);
      // What is too deep to be sealed is as deep for the reader.
      await reads(() => readPlan(depth > 500 ? text : sealed(JSON.parse(text)), 'plan.json'));
    }
  });

  it('a journal, its chain made whole again', async () => {
    const records = readFileSync(join(folder, 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalRecord);
    await inRunFolder('journal.jsonl', damagedValue(records).map(chained));
  });

  it.each(['plan.json', 'run.json', 'journal.jsonl'])('%s of a run', async (name) => {
    await inRunFolder(name, damagedText(readFileSync(join(folder, name), 'utf8')));
  });

  it('run.json of a run, in its values', async () => {
    const run: unknown = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    await inRunFolder(
      'run.json',
      damagedValue(run).map((value) => textOf(value)),
    );
  });

  it('an inventory', async () => {
    const file = join(scratch, 'inventory.jsonl');
    const lines = [...inventoryLines(inventoryOf(plan))];
    await holds(lines.join(''), (text) => {
      writeFileSync(file, text);
      return [...openInventory(file).resources];
    });
    await holds(lines.join(''), (text) => parseSeed(text, 'inventory.jsonl'));
  });

  it('a seed', async () => {
    await holds(SEED, (text) => parseSeed(text, 'seed.yaml'));
  });

  it('a fleet file', async () => {
    const text =
      'version: 1\norganizations:\n  - name: acme\n    credentials: { profile: acme }\n    rules: r.yaml\n    labels: { group: a }\n';
    await holds(text, (damaged) => loadFleet('fleet.yaml', memoryFiles({ 'fleet.yaml': damaged })));
  });

  it('a test of rules', async () => {
    const text = readFileSync('policies/tests/temporary-keys.test.yaml', 'utf8');
    await holds(text, (damaged) => loadTest('x.test.yaml', memoryFiles({ 'x.test.yaml': damaged })));
  });

  it('a profile file, of which no message says what may be a key', async () => {
    const text = '# keys\n[basic]\nak = AKAKAKAKAKAKAKAKAKAK\nsk = s3cr3ts3cr3ts3cr3ts3cr3t\n[other]\nak=x\n';
    const readFile = (damaged: string) =>
      readProfile({ env: {}, home: '/h', readFile: () => Promise.resolve(damaged) });
    await fc.assert(
      fc.asyncProperty(damagedText(text), async (damaged) => {
        try {
          await readFile(damaged);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(JSON.stringify(error.problems)).not.toContain('s3cr3t');
        }
      }),
      HOW,
    );
  });

  it('an envelope', async () => {
    const value = {
      payloadType: 'application/vnd.in-toto+json',
      payload: 'e30=',
      signatures: [{ keyid: 'k', sig: 'AAAA' }],
    };
    await holds(JSON.stringify(value), (text) => readEnvelope(text, 'e'));
    await fc.assert(
      fc.asyncProperty(damagedValue(value), (damaged) => reads(() => readEnvelope(textOf(damaged), 'e'))),
      HOW,
    );
  });
});

describe('whatever the service answers, it is understood or said to be malformed:', () => {
  it.each([
    ['an organization', readOrganization, { organization: { id: 'o-1', management_account_id: 'a' } }],
    [
      'a page of resources',
      readInstances,
      {
        resources: [{ resource_id: 'ou-1', resource_name: 'x', tags: [{ key: 'k', value: 'v' }] }],
        total_count: 1,
      },
    ],
    [
      'a page of tags',
      readTagPage,
      { tags: [{ key: 'k', value: '' }], page_info: { next_marker: 'm', current_count: 1 } },
    ],
    [
      'a page of accounts',
      (body: string) => readEntityPage(body, 'accounts', 'account'),
      { accounts: [{ id: 'a', name: 'x' }], page_info: { next_marker: null } },
    ],
    [
      'a page of entities',
      (body: string) => readEntityPage(body, 'entities'),
      { entities: [{ id: 'a', type: 'account', name: 'x' }] },
    ],
  ])('%s', (_, read: (body: string) => unknown, answer: unknown) => {
    const understands = (body: string): void => {
      try {
        read(body);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
      }
    };
    read(JSON.stringify(answer));
    const bodies = fc.oneof(
      damagedText(JSON.stringify(answer)),
      damagedValue(answer).map((value) => textOf(value)),
    );
    fc.assert(fc.property(bodies, understands), HOW);
  });

  it('a failure', () => {
    const answer = {
      error_code: 'Organizations.1007',
      error_msg: 'no',
      encoded_authorization_message: 'x',
      request_id: 'r',
    };
    const bodies = fc.oneof(
      damagedText(JSON.stringify(answer)),
      damagedValue(answer).map((value) => textOf(value)),
      fc.string({ unit: 'binary' }),
    );
    const circumstances = {
      subject: { api: 'UntagResource', resource: 'ou-1' },
      now: 0,
      secrets: [],
    } as const;
    fc.assert(
      fc.property(fc.constantFrom(200, 204, 400, 401, 403, 409, 429, 500, 502), bodies, (status, body) => {
        const found = judge({ status, headers: {}, body }, circumstances);
        expect(found === undefined).toBe(status < 300);
        expect(found?.message ?? '').not.toMatch(/\[object|\bundefined\b|[\0\u202e]/);
      }),
      HOW,
    );
  });
});

/** A run folder with one file damaged: everything that looks at past runs looks at it. */
async function inRunFolder(name: string, damaged: fc.Arbitrary<string>): Promise<void> {
  using copy = copyOf(folder);
  await fc.assert(
    fc.asyncProperty(damaged, async (text) => {
      writeFileSync(join(copy.folder, name), text);
      await reads(() => texts(runOfPast(openPast(copy.folder), 'error')));
      await reads(() => listPast([openPast(copy.folder)]));
      await reads(() => verify(copy.folder));
    }),
    { ...HOW, numRuns: HOW.numRuns / 2 },
  );
}

/** JSON, also of what has none. */
const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

function sealed(value: unknown): string {
  try {
    const unsealed = { ...(value as Plan) };
    const plan = { ...unsealed, digest: digestOf(unsealed) };
    return JSON.stringify({ ...plan, seal: sealOf(plan) });
  } catch {
    return textOf(value);
  }
}

/** Records as lines, each with the number and the hash that its place asks for. */
function chained(value: unknown): string {
  if (!Array.isArray(value)) return textOf(value);
  let prev = NO_HASH;
  return (value as unknown[])
    .map((record, n) => {
      const line = textOf(typeof record === 'object' && record !== null ? { ...record, n, prev } : record);
      prev = lineHash(line);
      return `${line}\n`;
    })
    .join('');
}
