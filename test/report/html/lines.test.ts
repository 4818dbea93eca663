import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_KINDS, type Line } from '../../../engine/report/html/line.ts';
import { linesOf } from '../../../engine/report/html/lines.ts';
import { packedJson } from '../../../engine/report/html/pack.ts';
import { queries } from '../../../engine/report/html/page/query.ts';
import { type Packed, unpack } from '../../../engine/report/html/page/unpack.ts';
import { visible } from '../../../engine/report/visible.ts';
import { situation } from '../ask.ts';
import { HOSTILE } from '../hostile.ts';
import { makePlan, makeRun, ou } from '../make.ts';
import { hostileEverywhere } from './runs.ts';

describe('a line', () => {
  it('stands for every removal, kept tag, finding and gap, in this order', () => {
    const { plan } = situation('incomplete');
    const kinds = linesOf(situation('incomplete')).map((line) => line.kind);
    expect(kinds.filter((kind) => kind === 'removal')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'kept')).toHaveLength(plan?.kept.length ?? -1);
    expect(kinds.filter((kind) => kind === 'finding')).toHaveLength(plan?.findings.length ?? -1);
    expect(kinds.filter((kind) => kind === 'gap')).toHaveLength(3);
    expect(kinds).toEqual([...kinds].sort((a, b) => LINE_KINDS.indexOf(a) - LINE_KINDS.indexOf(b)));
  });

  it('tells what became of a tag, why, and by which request', () => {
    const failed = linesOf(situation('partly-failed')).find((line) => line.state === 'failed');
    expect(failed).toMatchObject({ tone: 'bad', at: '2026-11-24T09:31:01Z' });
    expect(failed?.why).toContain('403 Organizations.1007');
    expect(failed?.request).toMatch(/^4f2e/);
  });

  it('tells why a tag stays', () => {
    const kept = linesOf(situation('removals-planned')).filter((line) => line.kind === 'kept');
    expect(kept.map(({ state, why }) => [state, why])).toEqual([
      [
        'waived',
        'waived until 2026-12-20: Wave 3 moves in January (CHG-1042) (approved by cloud-governance)',
      ],
      ['system tag', 'a system tag, which the service never removes'],
      ['protected', 'protected by billing:*'],
    ]);
  });

  it.each([...HOSTILE])('shows a value with %s so that no other value looks the same', (_name, text) => {
    const shown = (value: string) => {
      const remove = [{ key: 'k', value, because: ['expired'] }];
      return linesOf(makeRun({ plan: makePlan({ calls: [{ resource: ou('12345678', 'A'), remove }] }) }))[0]
        ?.value;
    };
    expect(shown(text)?.replace(/\\(["\\])/g, '$1')).toContain(visible(text));
    const forged = shown(shown(text) ?? '');
    if (shown(text) !== text) expect(forged).not.toBe(shown(text));
  });
});

describe('packed lines', () => {
  it('come back as they were', () => {
    const lines = linesOf(hostileEverywhere());
    const json = [...packedJson(lines)].join('');
    expect(unpack(JSON.parse(json) as Packed)).toEqual(lines);
  });

  it('come back as they were whatever their texts', () => {
    const text = fc.string({ unit: 'binary' });
    const some = { severity: 'error', type: 'ou', kind: 'kept', tone: 'quiet' } as const;
    const line: fc.Arbitrary<Line> = fc
      .record({
        id: text,
        name: text,
        path: text,
        key: text,
        value: text,
        why: text,
        request: text,
        at: text,
        by: text,
        state: text,
      })
      .chain((texts) =>
        fc
          .array(fc.string({ minLength: 1 }).filter((id) => !id.includes('\n')))
          .map((rules) => ({ ...some, ...texts, rules })),
      );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const json = [...packedJson(lines)].join('');
        expect(json).not.toContain('<');
        expect(unpack(JSON.parse(json) as Packed)).toEqual(lines);
      }),
    );
  });
});

describe('a query', () => {
  const { read, write, run, textOf } = queries();
  const lines = linesOf(situation('partly-failed'));
  const ask = (hash: string) =>
    run(read(hash), lines, (i) => textOf(lines[i] as Line)).map((i) => lines[i] as Line);

  it('survives the address', () => {
    const query = read('#rule=a%20b&q=%3Cb%3E+%26&where=%2FA%2F%22x%2Fy%22&sort=-key');
    expect(query).toMatchObject({ rule: 'a b', q: '<b> &', where: '/A/"x/y"', sort: '-key', kind: '' });
    expect(read(`#${write(query)}`)).toEqual(query);
  });

  it('takes no order that is not a column', () => {
    expect(read('#sort=__proto__').sort).toBe('');
  });

  it('narrows by rule, type, state and kind together', () => {
    expect(ask('#kind=removal&rule=expired').every((line) => line.rules.includes('expired'))).toBe(true);
    expect(ask('#kind=removal&rule=expired')).toHaveLength(3);
    expect(ask('#kind=removal&rule=expired&type=policy')).toHaveLength(1);
    expect(ask('#state=failed&type=policy')).toHaveLength(0);
  });

  it('finds lines that hold every word, in any case', () => {
    expect(ask('#q=PAYMENTS+wave-2').map((line) => line.key)).toEqual(['temp-migration']);
    expect(ask('#q=研究与开发').length).toBeGreaterThan(0);
  });

  it('takes a place with all below it, and no place that begins alike', () => {
    const at = (path: string) => ({ ...(lines[0] as Line), path });
    const places = ['/', '/A', '/A/B', '/AB', ''].map(at);
    const found = (where: string) =>
      run(read(`#where=${encodeURIComponent(where)}`), places, () => '').map((i) => places[i]?.path);
    expect(found('/A')).toEqual(['/A', '/A/B']);
    expect(found('/')).toEqual(['/', '/A', '/A/B', '/AB']);
    expect(found('none')).toEqual(['']);
  });

  it('sorts both ways, equals in the order of the plan', () => {
    const keys = ask('#kind=removal&sort=key').map((line) => line.key);
    expect(keys).toEqual([...keys].sort(new Intl.Collator('en', { numeric: true }).compare));
    expect(ask('#kind=removal&sort=-key').map((line) => line.key)[0]).toBe(keys.at(-1));
    const same = ask('#kind=removal&sort=-type').map((line) => line.key);
    expect(same).toEqual(ask('#kind=removal').map((line) => line.key));
  });
});
