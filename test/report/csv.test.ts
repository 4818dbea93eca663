import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { report, situation } from './ask.ts';
import { makeRun } from './make.ts';

describe('CSV', () => {
  const rows = (run: Run) =>
    parseCsv<Record<string, string>>(report('csv', run), { bom: true, columns: true });

  it('has a line for each removal, kept tag, finding and gap, whatever is left out elsewhere', () => {
    const run = situation('incomplete');
    const kinds = parseCsv<Record<string, string>>(report('csv', run, { maxRows: 1, summaryOnly: true }), {
      bom: true,
      columns: true,
    }).map((row) => row['kind']);
    const times = (n: number, kind: string) => Array.from({ length: n }, () => kind);
    expect(kinds).toEqual([
      'run',
      'removal',
      ...times(3, 'kept'),
      ...times(4, 'finding'),
      ...times(3, 'gap'),
    ]);
  });

  it('says first what became of the run', () => {
    expect(rows(situation('refused-by-limit'))[0]).toMatchObject({ kind: 'run', state: 'refused' });
    expect(rows(situation('partly-failed'))[0]).toMatchObject({ kind: 'run', state: 'partial' });
    expect(rows(situation('everything-fine'))[0]).toMatchObject({ kind: 'run', state: 'ok' });
  });

  it('is the same for two dry runs that found the same', () => {
    const later = makeRun({ id: 'another', started: '2026-11-24T10:00:00Z', ended: '2026-11-24T10:00:05Z' });
    expect(report('csv', later)).toBe(report('csv', makeRun()));
  });

  it('says of each tag what became of it, when and by which request', () => {
    const failed = rows(situation('partly-failed')).find((row) => row['state'] === 'failed');
    expect(failed).toEqual({
      kind: 'removal',
      state: 'failed',
      severity: 'warning',
      type: 'ou',
      id: 'ou-taowxgy4xbme6m4x',
      name: 'Payments',
      path: '/Production/Payments',
      key: 'expires-on',
      value: '2026-03-31',
      rules: 'expired',
      why: expect.stringContaining('403 Organizations.1007') as string,
      'request-id': '4f2e9c0b7d1a43f58e6b0a9c8d7e6f11',
      at: '2026-11-24T09:31:01Z',
      caller: 'access key AKSD…0000 of account d1, from ECS metadata',
    });
  });

  it('ends every line as RFC 4180 says and holds nothing but complete records', () => {
    const text = report('csv', situation('partly-failed'));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});
