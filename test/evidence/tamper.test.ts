import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE_REPORTS } from '../../engine/evidence/report.ts';
import type { Plan, Run } from '../../engine/model.ts';
import { sealPlan } from '../../engine/plan/digest.ts';
import { lineHash, NO_HASH } from '../../engine/runs/journal.ts';
import { type World, world } from '../engine.ts';
import { complaints, copyOf, edit, pair, RULES, runFolder, SEED, signRun, verify } from './kit.ts';

const operator = pair('ed25519', 'operator');
const auditor = pair('p256', 'auditor');
const KEYS = { keys: [operator.key, auditor.key] };

let w: World;
let folder: string;

beforeAll(async () => {
  w = await world({ rules: RULES, seed: SEED });
  await w.reconcile();
  folder = runFolder(w.stateDir);
});

afterAll(() => w[Symbol.asyncDispose]());

/** Spoils a copy of the run folder and gives what verification complains of. */
function spoiled(change: (folder: string) => void, more: Parameters<typeof verify>[1] = {}): string[] {
  using copy = copyOf(folder);
  change(copy.folder);
  return complaints(verify(copy.folder, more));
}

const lines = (): string[] => readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);

/** An envelope's two base64 alphabets say the same: a verifier takes either (DSSE protocol, "Signature Definition"). */
const meaning = (envelope: string): string => envelope.replaceAll('-', '+').replaceAll('_', '/');

const lineWith = (part: string): number => lines().findIndex((line) => line.includes(part));

function editLine(copy: string, index: number, change: (line: string) => string): void {
  edit(copy, 'journal.jsonl', (text) => {
    return text
      .split('\n')
      .map((line, i) => (i === index ? change(line) : line))
      .join('\n');
  });
}

/** Forges a journal as somebody would who knows how it is made: every hash is right again. */
function rechain(
  copy: string,
  change: (records: Record<string, unknown>[]) => Record<string, unknown>[],
): void {
  edit(copy, 'journal.jsonl', (text) => {
    const records = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    let prev = NO_HASH;
    const forged = change(records).map((record, n) => {
      const line = JSON.stringify({ ...record, n, prev });
      prev = lineHash(line);
      return `${line}\n`;
    });
    const run = JSON.parse(readFileSync(join(copy, 'run.json'), 'utf8')) as Run;
    writeFileSync(join(copy, 'run.json'), `${JSON.stringify({ ...run, 'journal-head': prev }, null, 2)}\n`);
    return forged.join('');
  });
}

describe('an unsigned run folder', () => {
  it('has every changed line of its journal named', () => {
    for (const [i, line] of lines().entries()) {
      const found = spoiled((copy) => {
        editLine(copy, i, (text) => text.replace(/"at":"2026/, '"at":"2027'));
      });
      const named = `${i + 1 === lines().length ? 'evidence-mismatch' : 'journal-broken'} journal.jsonl:${i + 1}`;
      expect(found, line).toContain(named);
    }
  });

  it('has a line named that was removed, doubled, moved, or is no record', () => {
    const at = lineWith('"record":"answer"');
    const cut = spoiled((copy) => {
      edit(copy, 'journal.jsonl', (text) =>
        text
          .split('\n')
          .filter((_, i) => i !== at)
          .join('\n'),
      );
    });
    expect(cut).toContain(`journal-broken journal.jsonl:${at + 1}`);
    const twice = spoiled((copy) => {
      editLine(copy, at, (line) => `${line}\n${line}`);
    });
    expect(twice).toContain(`journal-broken journal.jsonl:${at + 2}`);
    for (const text of ['', 'null', '{}', '[1]', '{"n":3', '{"n":"3","prev":0}']) {
      const found = spoiled((copy) => {
        editLine(copy, at, () => text);
      });
      expect(found, text).toContain(`journal-broken journal.jsonl:${at + 1}`);
    }
  });

  it('has a write named that the plan does not have, though every hash was made to fit', () => {
    const at = lineWith('"record":"intent"');
    const other = (change: (tag: Record<string, string>) => object) => (copy: string) => {
      rechain(copy, (records) =>
        records.map((record, i) =>
          i === at ? { ...record, tags: (record['tags'] as []).map(change) } : record,
        ),
      );
    };
    const key = spoiled(other((tag) => ({ ...tag, key: 'owner' })));
    expect(key).toContain(`evidence-unplanned journal.jsonl:${at + 1}`);
    const value = spoiled(other((tag) => ({ ...tag, value: 'another' })));
    expect(value).toContain(`evidence-unplanned journal.jsonl:${at + 1}`);
    const resource = spoiled((copy) => {
      rechain(copy, (records) =>
        records.map((record, i) =>
          i === at
            ? { ...record, resource: { ...(record['resource'] as object), id: 'ou-notplanned000000' } }
            : record,
        ),
      );
    });
    expect(resource).toContain(`evidence-unplanned journal.jsonl:${at + 1}`);
    const tagged = spoiled((copy) => {
      rechain(copy, (records) =>
        records.map((record, i) => (i === at ? { ...record, action: 'tag' } : record)),
      );
    });
    expect(tagged).toContain(`evidence-unplanned journal.jsonl:${at + 1}`);
  });

  it('has a story named that cannot have been, though every hash was made to fit', () => {
    const answer = lineWith('"record":"answer"');
    const silent = spoiled((copy) => {
      rechain(copy, (records) => records.filter((_, i) => i !== answer));
    });
    expect(silent).toContainEqual(expect.stringMatching(/^evidence-mismatch run\.json:\d+/));
    const asked = spoiled((copy) => {
      rechain(copy, (records) => [
        ...records.slice(0, answer + 1),
        records[answer] ?? {},
        ...records.slice(answer + 1),
      ]);
    });
    expect(asked).toContain(`evidence-mismatch journal.jsonl:${answer + 2}`);
    const { id, try: nth } = JSON.parse(lines()[answer] ?? '') as Record<string, unknown>;
    const unsent = { record: 'unsent', id, try: nth, at: '2026-11-24T08:00:00.000Z' };
    const unmade = spoiled((copy) => {
      rechain(copy, (records) => records.map((record, i) => (i === answer ? unsent : record)));
    });
    expect(unmade).toContainEqual(expect.stringMatching(/^evidence-mismatch run\.json:\d+/));
    const unannounced = spoiled((copy) => {
      rechain(copy, (records) => [...records.slice(0, answer + 1), unsent, ...records.slice(answer + 1)]);
    });
    expect(unannounced).toContain(`evidence-mismatch journal.jsonl:${answer + 2}`);
    const resume = { record: 'resume', tool: 'reconcile 9', at: '2026-11-24T08:00:00.000Z' };
    for (const late of [unsent, JSON.parse(lines()[answer] ?? '') as Record<string, unknown>]) {
      const afterCrash = spoiled((copy) => {
        rechain(copy, (records) => [...records.slice(0, answer), resume, late, ...records.slice(answer + 1)]);
      });
      expect(afterCrash).toContain(`evidence-mismatch journal.jsonl:${answer + 2}`);
    }
    const more = spoiled((copy) => {
      rechain(copy, (records) => [...records, records[answer - 1] ?? {}]);
    });
    expect(more).toContain(`evidence-mismatch journal.jsonl:${lines().length + 1}`);
  });

  it('has the places of its plan named that were edited, and that the journal began with another', () => {
    const text = readFileSync(join(folder, 'plan.json'), 'utf8');
    const at = text.split('\n').findIndex((line) => line.includes('"value": "中文"')) + 1;
    expect(at).toBeGreaterThan(1);
    const found = spoiled((copy) => {
      edit(copy, 'plan.json', (plan) => plan.replace('"value": "中文"', '"value": "英文"'));
    });
    expect(found).toEqual([`plan-edited plan.json:1`, `plan-edited plan.json:${at}`]);
    const resealed = spoiled((copy) => {
      edit(copy, 'plan.json', (plan) => {
        const {
          digest: _,
          seal: __,
          ...body
        } = JSON.parse(plan.replace('"value": "中文"', '"value": "英文"')) as Plan;
        return `${JSON.stringify(sealPlan(body, body), null, 2)}\n`;
      });
    });
    expect(resealed).toContain('evidence-mismatch plan.json:1');
    expect(resealed.filter((one) => one.startsWith('evidence-mismatch run.json')).length).toBeGreaterThan(0);
  });

  it('has each field of its record named that is not the journal’s or the plan’s', () => {
    const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Run;
    const text = readFileSync(join(folder, 'run.json'), 'utf8').split('\n');
    const changes: [string, Partial<Record<keyof Run, unknown>>][] = [
      ['"id": "2026', { id: 'another' }],
      ['"mode"', { mode: 'undo' }],
      ['"origin"', { origin: 'https://organizations.myhuaweicloud.com' }],
      ['"tool"', { tool: 'reconcile 9' }],
      ['"callers"', { callers: [{ since: record.started, source: 'another', 'access-key': 'AK…' }] }],
      ['"wrote"', { wrote: false }],
      ['"exit"', { exit: 2 }],
      ['"outcomes"', { outcomes: [] }],
      ['"journal-head"', { 'journal-head': 'f'.repeat(64) }],
      ['"digest"', { plan: { ...record.plan, digest: 'f'.repeat(64) } }],
    ];
    for (const [mark, change] of changes) {
      const found = spoiled((copy) => {
        edit(copy, 'run.json', () => `${JSON.stringify({ ...record, ...change }, null, 2)}\n`);
      });
      const line = text.findIndex((one) => one.startsWith(`  ${mark}`) || one.startsWith(`    ${mark}`)) + 1;
      expect(found, mark).toContain(`evidence-mismatch run.json:${line}`);
    }
  });

  it('has every outcome named that says otherwise than the journal', () => {
    const text = readFileSync(join(folder, 'run.json'), 'utf8').split('\n');
    const states = text.flatMap((line, i) => (line.includes('"state": "removed"') ? [i] : []));
    expect(states).toHaveLength(7);
    for (const at of states) {
      const found = spoiled((copy) => {
        edit(copy, 'run.json', () =>
          text.map((line, i) => (i === at ? line.replace('removed', 'gone') : line)).join('\n'),
        );
      });
      // The tag is named by its brace, three lines above its state.
      expect(found).toEqual([`evidence-mismatch run.json:${at - 2}`]);
    }
    const id = text.findIndex((line) => line.includes('"request-id"'));
    const request = spoiled((copy) => {
      edit(copy, 'run.json', () =>
        text.map((line, i) => (i === id ? line.replace(/: ".*"/, ': "made-up"') : line)).join('\n'),
      );
    });
    expect(request).toEqual([`evidence-mismatch run.json:${id + 1}`]);
    const none = spoiled((copy) => {
      edit(copy, 'run.json', () => text.filter((_, i) => i !== id).join('\n'));
    });
    expect(none.length).toBeGreaterThan(0);
    expect(new Set(none.map((one) => one.replace(/\d+$/, '')))).toEqual(
      new Set(['evidence-mismatch run.json:']),
    );
  });

  it.each(['request-id', 'at'] as const)(
    'has a %s of a single tag named that no call in the journal has',
    (field) => {
      const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Run;
      const [first, ...others] = run.outcomes;
      const [tag, ...more] = first?.tags ?? [];
      const forged = { ...tag, [field]: field === 'at' ? '2026-01-01T00:00:00.000Z' : 'made-up' };
      const written = { ...run, outcomes: [{ ...first, tags: [forged, ...more] }, ...others] };
      const found = spoiled((copy) => {
        edit(copy, 'run.json', () => `${JSON.stringify(written, null, 2)}\n`);
      });
      const line =
        JSON.stringify(written, null, 2)
          .split('\n')
          .findIndex((one) => one.includes(forged[field] ?? '')) + 1;
      expect(found).toEqual([`evidence-mismatch run.json:${line}`]);
    },
  );

  it('has each file named that is missing or torn to pieces', () => {
    for (const name of ['plan.json', 'journal.jsonl', 'run.json']) {
      const gone = spoiled((copy) => {
        rmSync(join(copy, name));
      });
      expect(gone).toContain(`evidence-missing ${name}:1`);
      for (const junk of ['', '{', '[]', 'null', '{"version":1}', '\u0000', '"\\ud800"']) {
        const found = spoiled((copy) => {
          writeFileSync(join(copy, name), junk);
        });
        expect(
          found.some((one) => one.includes(` ${name}:`)),
          `${name} as ${junk}`,
        ).toBe(true);
      }
    }
  });

  it('never has a value in what is complained of', () => {
    using copy = copyOf(folder);
    edit(copy.folder, 'plan.json', (text) => text.replaceAll('HUSH-HUSH', 'HUSH-OTHER'));
    rechain(copy.folder, (records) => records.filter((record) => record['record'] !== 'settled'));
    const verification = verify(copy.folder);
    expect(verification.holds).toBe(false);
    expect(JSON.stringify(verification)).not.toContain('HUSH');
  });

  it('cannot be told from a true one where all of it was forged together; a head noted elsewhere or a signature can', () => {
    using copy = copyOf(folder);
    const head = lineHash(lines().at(-1) ?? '');
    rechain(copy.folder, (records) =>
      records.map((record) => ({ ...record, at: '2020-01-01T00:00:00.000Z' })),
    );
    expect(verify(copy.folder).problems).toEqual([]);
    expect(complaints(verify(copy.folder, { head }))).toEqual(['evidence-head journal.jsonl:1']);
    expect(complaints(verify(copy.folder, KEYS))).toEqual(['evidence-unsigned evidence.sig.json:1']);
  });
});

describe('the state of each file', () => {
  /** State by file, after a change to a copy; and what the text says of run.json. */
  const states = (change: (folder: string) => void, more = {}): [Record<string, string>, string] => {
    using copy = copyOf(folder);
    change(copy.folder);
    const verification = verify(copy.folder, more);
    const text = [...EVIDENCE_REPORTS.text(verification, { color: false, width: 0 })].join('');
    return [
      Object.fromEntries(verification.files.map(({ file, state }) => [basename(file), state])),
      text.split('\n').find((line) => line.includes('run.json  sha256')) ?? '',
    ];
  };
  const forge = (index: number) => (copy: string) =>
    editLine(copy, index, (line) => line.replace('"state":"removed"', '"state":"gone"'));

  it('blames the journal alone where that was edited: run.json only does not agree with it', () => {
    const [found, said] = states((copy) =>
      editLine(copy, lineWith('"result":"done"'), (line) =>
        line.replace(/"request-id":"\w{4}/, '"request-id":"0000'),
      ),
    );
    expect(found).toEqual({ 'plan.json': 'good', 'journal.jsonl': 'wrong', 'run.json': 'unlike' });
    expect(said).toMatch(/^ {2}unlike .*run\.json.*does not agree with journal\.jsonl$/);
    const [begun] = states((copy) =>
      editLine(copy, 0, (line) => line.replace(/"digest":"\w{4}/, '"digest":"0000')),
    );
    expect(begun).toMatchObject({ 'plan.json': 'unlike', 'journal.jsonl': 'wrong' });
  });

  it('blames the record alone where that was edited', () => {
    const [found] = states((copy) =>
      edit(copy, 'run.json', (text) => text.replace('"state": "removed"', '"state": "gone"')),
    );
    expect(found).toEqual({ 'plan.json': 'good', 'journal.jsonl': 'good', 'run.json': 'wrong' });
    const [both] = states((copy) => {
      forge(lineWith('"state":"removed"'))(copy);
      edit(copy, 'run.json', (text) => text.replace('"exit": 0', '"exit": 6'));
    });
    expect(both).toMatchObject({ 'journal.jsonl': 'wrong', 'run.json': 'wrong' });
  });

  it('blames neither where the last line differs, which no chain holds, until a signature tells', () => {
    const last = (copy: string): void =>
      editLine(copy, lines().length - 1, (line) => line.replace(/"at":"2026/, '"at":"2027'));
    expect(states(last)[0]).toMatchObject({ 'journal.jsonl': 'unlike', 'run.json': 'unlike' });
    const [signed] = states((copy) => {
      signRun(copy, operator.signer);
      last(copy);
    });
    expect(signed).toMatchObject({ 'journal.jsonl': 'wrong', 'run.json': 'unlike' });
  });
});

describe('a head that was noted elsewhere', () => {
  it('fits the journal it was noted from, and names the line where that went on', () => {
    using copy = copyOf(folder);
    const hashes = lines().map(lineHash);
    expect(verify(copy.folder, { head: hashes.at(-1) }).problems).toEqual([]);
    expect(complaints(verify(copy.folder, { head: hashes[4] }))).toEqual(['evidence-head journal.jsonl:5']);
  });
});

describe('a signed run folder', () => {
  it('has the file named in which any one byte was changed', () => {
    using signed = copyOf(folder);
    signRun(signed.folder, operator.signer, auditor.signer);
    expect(verify(signed.folder, KEYS).problems).toEqual([]);
    for (const name of ['plan.json', 'journal.jsonl', 'run.json']) {
      const bytes = readFileSync(join(signed.folder, name));
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ flip;
          writeFileSync(join(signed.folder, name), changed);
          expect(complaints(verify(signed.folder, KEYS))).toContain(`evidence-altered ${name}:1`);
        }),
        { numRuns: 40, seed: 3 },
      );
      writeFileSync(join(signed.folder, name), bytes);
    }
    expect(verify(signed.folder, KEYS).problems).toEqual([]);
  });

  it('has the envelope named in which payload, type, a key id or a signature was changed', () => {
    using signed = copyOf(folder);
    signRun(signed.folder, operator.signer, auditor.signer);
    const file = join(signed.folder, 'evidence.sig.json');
    const text = readFileSync(file, 'utf8');
    // Inside the quotes of a value: what JSON ignores says nothing, and so is no change.
    const spots = [...text.matchAll(/"(?:payload|payloadType|keyid|sig)": "([^"]*)"/g)].flatMap((match) => {
      const start = match.index + match[0].length - 1 - (match[1]?.length ?? 0);
      return Array.from({ length: match[1]?.length ?? 0 }, (_, i) => start + i);
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...spots),
        fc.constantFrom('A', 'B', '/', '0', '-', 'z', ' '),
        (at, put) => {
          const changed = text.slice(0, at) + put + text.slice(at + 1);
          fc.pre(meaning(changed) !== meaning(text));
          writeFileSync(file, changed);
          expect(complaints(verify(signed.folder, KEYS))).toContainEqual(
            expect.stringContaining('evidence.sig.json:1'),
          );
        },
      ),
      { numRuns: 300, seed: 5 },
    );
    for (const junk of ['', '{}', '[]', '{"payload":"","payloadType":"","signatures":[]}', 'null']) {
      writeFileSync(file, junk);
      expect(complaints(verify(signed.folder, KEYS)), junk).toEqual(['envelope-broken evidence.sig.json:1']);
    }
  });

  it('has a signature of another folder refused', async () => {
    await using other = await world({ rules: RULES, seed: SEED });
    other.clock.turn(60_000);
    await other.reconcile();
    signRun(runFolder(other.stateDir), operator.signer, auditor.signer);
    using copy = copyOf(folder);
    const envelope = readFileSync(join(runFolder(other.stateDir), 'evidence.sig.json'));
    writeFileSync(join(copy.folder, 'evidence.sig.json'), envelope);
    const found = complaints(verify(copy.folder, KEYS));
    expect(found).toContain('evidence-altered journal.jsonl:1');
    expect(found).toContain('evidence-altered run.json:1');
  });
});

describe('a run', () => {
  it('has a file named that was laid into its folder from a run of the other kind', async () => {
    await using other = await world({ rules: RULES, seed: SEED });
    await other.reconcile();
    other.clock.turn(1_000);
    await other.undo();
    const [applied, undone] = [runFolder(other.stateDir, 0), runFolder(other.stateDir, 1)];
    copyFileSync(join(undone, 'undoing.json'), join(applied, 'undoing.json'));
    expect(complaints(verify(applied))).toEqual(['evidence-mismatch undoing.json:1']);
    copyFileSync(join(applied, 'plan.json'), join(undone, 'plan.json'));
    expect(complaints(verify(undone))).toEqual(['evidence-mismatch plan.json:1']);
  });
});

describe('an undo', () => {
  it('has its work named where that was changed', async () => {
    await using other = await world({ rules: RULES, seed: SEED });
    await other.reconcile();
    other.clock.turn(1_000);
    await other.undo();
    const undone = runFolder(other.stateDir, 1);
    expect(verify(undone).problems).toEqual([]);
    edit(undone, 'undoing.json', (text) => text.replace('"value": "中文"', '"value": "英文"'));
    const found = complaints(verify(undone));
    expect(found).toContain('evidence-mismatch undoing.json:1');
    expect(found.some((one) => one.startsWith('evidence-unplanned journal.jsonl'))).toBe(true);
  });
});
