import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../engine/problem.ts';
import { makeFolder, makeNewFolder, writeDurably } from '../../engine/runs/durable.ts';
import { makeRunFolder } from '../../engine/runs/folders.ts';
import { type JournalEntry, lineHash, NO_HASH, openJournal } from '../../engine/runs/journal.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { fileSink } from '../../engine/runs/sink.ts';
import { cases } from '../cases.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOW = (): string => '2026-11-24T08:00:00.000Z';
const BEGIN: JournalEntry = {
  record: 'begin',
  version: 1,
  run: 'r-1',
  mode: 'apply',
  tool: 't',
  organization: { id: 'o-1', 'management-account': { id: 'a', name: '中文' } },
  origin: 'emulator',
  digest: 'd'.repeat(64),
};
const intent = (n: number): JournalEntry => ({
  record: 'intent',
  action: 'untag',
  resource: { type: 'ou', id: `ou-${n}`, name: '' },
  try: 1,
  tags: [{ key: '__proto__', value: `${n}: "\u0000\n\u202e值` }],
});

/** A sink that takes as long as it is told to, and keeps what it got. */
function slowSink(fail: (nth: number) => boolean = () => false) {
  const appends: string[] = [];
  return {
    appends,
    append: async (text: string): Promise<void> => {
      appends.push(text);
      const nth = appends.length;
      await new Promise((resolve) => setImmediate(resolve));
      if (fail(nth)) throw new Error('no room');
    },
    close: () => Promise.resolve(),
  };
}

describe('a journal', () => {
  it('gives every line the number and hash of the one before, whatever the lines hold', async () => {
    const sink = slowSink();
    const journal = openJournal(sink, NOW);
    const entries = [BEGIN, ...Array.from({ length: 20 }, (_, n) => intent(n))];
    await Promise.all(entries.map((entry) => journal.append(entry)));
    const text = sink.appends.join('');
    const { records, tail, length } = readJournal(text, 'j');
    expect(records.map((record) => record.n)).toEqual(Array.from({ length: 21 }, (_, n) => n));
    const lines = text.trimEnd().split('\n');
    expect(records.map((record) => record.prev)).toEqual([NO_HASH, ...lines.slice(0, -1).map(lineHash)]);
    expect(tail).toEqual({ n: 21, head: journal.head() });
    expect(length).toBe(Buffer.byteLength(text));
  });

  it('has the intents and answers of 200 calls at 16 at once durable in far fewer syncs than lines', async () => {
    const sink = slowSink();
    const journal = openJournal(sink, NOW);
    await journal.append(BEGIN);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let n = next++; n < 200; n = next++) {
        await journal.append(intent(n));
        await journal.append({ record: 'answer', id: `ou-${n}`, try: 1, result: 'done' });
        await journal.append({
          record: 'settled',
          resource: { type: 'ou', id: `ou-${n}`, name: '' },
          tags: [],
        });
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(readJournal(sink.appends.join(''), 'j').records).toHaveLength(601);
    expect(sink.appends.length).toBeLessThan(601 / 8);
  });

  it('is at an end with the first line that could not be made durable: no later one may follow a lost one', async () => {
    const sink = slowSink((nth) => nth === 2);
    const journal = openJournal(sink, NOW);
    await journal.append(BEGIN);
    const head = journal.head();
    await expect(journal.append(intent(1))).rejects.toThrow('no room');
    await expect(journal.append(intent(2))).rejects.toThrow('no room');
    expect(sink.appends).toHaveLength(2);
    expect(journal.head()).toBe(head);
    await expect(journal.close()).resolves.toBeUndefined();
  });

  it('goes on where it left off', async () => {
    const file = join(folder, 'journal.jsonl');
    const first = openJournal(await fileSink(file, 'new'), NOW);
    await first.append(BEGIN);
    await first.close();
    const { tail } = readJournal(readFileSync(file, 'utf8'), file);
    const second = openJournal(await fileSink(file, 'again'), NOW, tail);
    await second.append({ record: 'resume', tool: 't' });
    await second.close();
    expect(readJournal(readFileSync(file, 'utf8'), file).records.map((one) => one.record)).toEqual([
      'begin',
      'resume',
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is never begun over another one', async () => {
    const file = join(folder, 'journal.jsonl');
    writeFileSync(file, 'kept');
    await expect(fileSink(file, 'new')).rejects.toMatchObject({ problems: [{ code: 'file-unwritable' }] });
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it.runIf(existsSync('/dev/full'))('tells of a full disk as what it is', async () => {
    const sink = await fileSink('/dev/full', 'again');
    await expect(sink.append('a line\n')).rejects.toThrow(/the disk is full \(ENOSPC\)/);
    await sink.close();
  });
});

describe('reading a journal', () => {
  const whole = async (): Promise<string> => {
    const sink = slowSink();
    const journal = openJournal(sink, NOW);
    await journal.append(BEGIN);
    for (let n = 0; n < 6; n++) await journal.append(intent(n));
    return sink.appends.join('');
  };

  it('refuses every edit before its last line, and names a line', async () => {
    const text = await whole();
    const last = text.trimEnd().lastIndexOf('\n');
    const bytes = Buffer.from(text, 'utf8');
    const end = Buffer.byteLength(text.slice(0, last));
    fc.assert(
      fc.property(fc.nat(end - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const edited = Buffer.from(bytes);
        edited[at] = (edited[at] ?? 0) ^ change;
        const read = attempt(edited.toString('utf8'));
        expect(read.code).toBe('journal-broken');
        expect(read.line).toBeGreaterThan(0);
      }),
      { numRuns: cases(2_000) },
    );
  });

  it('takes a part of it for what was durable, never for more, wherever it was cut', async () => {
    const bytes = Buffer.from(await whole(), 'utf8');
    for (let size = 0; size < bytes.length; size++) {
      const part = bytes.subarray(0, size).toString('utf8');
      const lines = part.split('\n').length - 1;
      const read = attempt(part);
      if (lines === 0) expect(read.code).toBe('journal-broken');
      else
        expect([read.records, read.length]).toEqual([lines, bytes.subarray(0, size).lastIndexOf('\n') + 1]);
    }
  });

  it('refuses lines that are missing, doubled or swapped', async () => {
    const lines = (await whole()).trimEnd().split('\n');
    for (let n = 1; n < lines.length - 1; n++) {
      const swapped = lines.with(n, lines[n + 1] ?? '').with(n + 1, lines[n] ?? '');
      for (const wrong of [lines.toSpliced(n, 1), lines.toSpliced(n, 0, lines[n] ?? ''), swapped])
        expect(attempt(`${wrong.join('\n')}\n`).code).toBe('journal-broken');
    }
  });

  it('gives a journal or a refusal for any text at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(attempt(`${text}\n`).code).toBe('journal-broken');
      }),
    );
  });
});

function attempt(text: string): { code?: string; line?: number; records?: number; length?: number } {
  try {
    const { records, length } = readJournal(text, 'journal.jsonl');
    return { records: records.length, length };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [one] = error.problems;
    return { code: one?.code ?? '', line: one?.place?.line ?? 0 };
  }
}

describe('a durable write', () => {
  it('leaves the old file whole where the new one cannot be finished, and no draft beside it', () => {
    const file = join(folder, 'plan.json');
    writeDurably(file, ['old']);
    const broken = function* (): Iterable<string> {
      yield 'half of the new';
      throw new Error('cannot be made');
    };
    expect(() => writeDurably(file, broken())).toThrow('cannot be made');
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['plan.json']]);
  });

  it('is refused with the reason where a folder stands in its place, or a file where its folder should be', () => {
    mkdirSync(join(folder, 'run.json'));
    expect(() => writeDurably(join(folder, 'run.json'), ['x'])).toThrow(/it is a folder \(EISDIR\)/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeDurably(join(folder, 'file', 'run.json'), ['x'])).toThrow(/is no folder \(ENOTDIR\)/);
    expect(() => makeFolder(join(folder, 'file', 'runs'))).toThrow(/is no folder \(ENOTDIR\)/);
    expect(readdirSync(folder).sort()).toEqual(['file', 'run.json']);
  });

  it.runIf(existsSync('/proc/self'))('is refused at once where a folder takes none, as /proc does', () => {
    expect(() => makeFolder('/proc/x/runs')).toThrow(
      /^cannot write \/proc\/x: .*takes nothing new \(ENOENT\)$/,
    );
  });

  it('is for its owner alone', () => {
    const file = join(folder, 'a', 'b', 'plan.json');
    makeFolder(join(folder, 'a', 'b'));
    writeDurably(file, ['x', new Uint8Array([0x79])]);
    expect(readFileSync(file, 'utf8')).toBe('xy');
    expect(
      [file, join(folder, 'a'), join(folder, 'a', 'b')].map((one) => statSync(one).mode & 0o777),
    ).toEqual([0o600, 0o700, 0o700]);
  });

  it('never begins a run in the folder of another', () => {
    const first = makeRunFolder(folder, 'r-1');
    writeDurably(join(first, 'plan.json'), ['of the first']);
    expect(() => makeRunFolder(folder, 'r-1')).toThrow(/r-1 is of another run/);
    expect(() => makeNewFolder(first)).toThrow(Refusal);
    expect(readFileSync(join(first, 'plan.json'), 'utf8')).toBe('of the first');
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('leaves no open file behind, however it ends', () => {
    const opened = (): number => {
      const fd = openSync(folder, 'r');
      closeSync(fd);
      return fd;
    };
    const before = opened();
    for (let n = 0; n < 20; n++)
      expect(() => writeDurably(join(folder, 'none', 'x'), ['x'])).toThrow(Refusal);
    expect(opened()).toBe(before);
  });
});
