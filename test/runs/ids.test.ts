import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newRunId, oldestFirst, undosBehind } from '../../engine/runs/ids.ts';
import { sequence } from '../engine.ts';

describe('the id of a run', () => {
  it('is its second, and a tail of four letters or digits', () => {
    const draws = [0, 0.5, 0.999, 0.28];
    expect(newRunId('2026-11-24T08:15:00.123Z', () => draws.shift() ?? 0)).toBe('20261124T081500Z-0iza');
  });
});

describe('ids', () => {
  it('are ordered by when their runs began, whatever their tails, and files are read for shared seconds alone', () => {
    const begun = fc.uniqueArray(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(begun, fc.integer(), (offsets, seed) => {
        const random = sequence(seed);
        const instants = offsets.map((ms) => new Date(Date.UTC(2026, 10, 24) + ms).toISOString());
        const runs = new Map(instants.map((at) => [newRunId(at, random), at]));
        fc.pre(runs.size === instants.length);
        const asked: string[] = [];
        const ordered = oldestFirst([...runs.keys()], (id) => {
          asked.push(id);
          return runs.get(id) ?? '';
        });
        expect(ordered.map((id) => runs.get(id))).toEqual([...instants].sort());
        const alone = (id: string) =>
          [...runs.keys()].filter((one) => one.startsWith(id.slice(0, 16))).length === 1;
        expect(asked.filter(alone)).toEqual([]);
      }),
    );
  });

  it('of folders that were renamed stand where their runs began, or by their text where nobody can say when', () => {
    const began: Record<string, string> = {
      backup: '2026-11-24T08:00:01.500Z',
      '2020': '2026-11-24T08:00:03.000Z',
      '20261124T080001Z-aaaa': '2026-11-24T08:00:01.100Z',
    };
    const ids = ['20261124T080002Z-bbbb', '2020', 'lost', 'backup', '20261124T080001Z-aaaa'];
    const order = ['20261124T080001Z-aaaa', 'backup', '20261124T080002Z-bbbb', '2020', 'lost'];
    expect(oldestFirst(ids, (id) => began[id] ?? '')).toEqual(order);
  });

  it('of undos stand behind what these undo, whatever the clocks said, and none is lost', () => {
    const of = (pairs: Record<string, string>) => (id: string) => pairs[id];
    expect(undosBehind(['a', 'b', 'c'], of({ c: 'a' }))).toEqual(['a', 'b', 'c']);
    expect(undosBehind(['a', 'b', 'c', 'd'], of({ a: 'b', b: 'c' }))).toEqual(['c', 'b', 'a', 'd']);
    expect(undosBehind(['a', 'b'], of({ a: 'gone' }))).toEqual(['a', 'b']);
    expect(undosBehind(['a', 'b', 'c'], of({ a: 'b', b: 'a', c: 'c' }))).toEqual(['a', 'b', 'c']);
  });
});
