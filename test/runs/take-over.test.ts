import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSink } from '../../engine/runs/sink.ts';
import { takeOverJournal } from '../../engine/runs/take-over.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-journal-'));
  file = join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('taking a journal over', () => {
  it('leaves a torn last line behind', () => {
    writeFileSync(file, 'one\ntwo\nthr');
    takeOverJournal(file, 8);
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  });

  it('shuts out whoever still has the old file open: what it adds is refused and damages nothing', async () => {
    writeFileSync(file, 'one\n');
    const late = await fileSink(file, 'again');
    takeOverJournal(file, 4);
    appendFileSync(file, 'two\n');
    await expect(late.append('late\n')).rejects.toMatchObject({ problems: [{ code: 'file-unwritable' }] });
    await late.close();
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  });

  it('refuses where lines came after the journal was read, and loses none of them', () => {
    writeFileSync(file, 'one\n');
    const other = openSync(file, 'a');
    writeSync(other, 'two\n');
    expect(() => takeOverJournal(file, 4)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code: 'lock-held' })] }),
    );
    writeSync(other, 'three\n');
    closeSync(other);
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  });
});
