import { describe, expect, it } from 'vitest';
import type { Resource, RuleSet } from '../../engine/model.ts';
import { compileRules } from '../../engine/plan/compile.ts';
import { rememberByPlace } from '../../engine/plan/places.ts';
import { DAY } from './generate.ts';

const at = (type: Resource['type'], ...path: string[]): Resource => ({
  type,
  id: 'x',
  name: 'x',
  path,
  tags: [],
});

/** Remembers by place, and counts how often it had to ask. */
function counting() {
  const asked: Resource[] = [];
  const ask = rememberByPlace((resource) => asked.push(resource));
  return { asked, ask };
}

describe('what is remembered by place', () => {
  it('is asked once for each type and place, and once where there is no place', () => {
    const { asked, ask } = counting();
    const { path: _, ...lost } = at('account');
    const places = [
      at('ou', 'A'),
      at('ou', 'A', 'B'),
      at('ou', 'B'),
      at('account', 'A'),
      at('account'),
      lost,
    ];
    const first = places.map(ask);
    expect(asked).toHaveLength(places.length);
    expect(places.map((one) => ask({ ...one, id: 'other' }))).toEqual(first);
    expect(asked).toHaveLength(places.length);
  });

  it('is not the same for names that only look like one path when put together', () => {
    const { asked, ask } = counting();
    ask(at('ou', 'A/B'));
    ask(at('ou', 'A', 'B'));
    ask(at('ou', 'A","B'));
    expect(asked).toHaveLength(3);
  });

  it('is forgotten after 10,000 places, since a file may hold any number', () => {
    const { asked, ask } = counting();
    // The type is a place of its own.
    for (let i = 1; i < 9_999; i += 1) ask(at('ou', `${i}`));
    ask(at('ou', '1'));
    expect(asked).toHaveLength(9_998);
    ask(at('ou', 'the last'));
    ask(at('ou', '1'));
    expect(asked).toHaveLength(10_000);
  });
});

describe('what is remembered of keys and values', () => {
  const set: RuleSet = {
    version: 1,
    rules: [
      {
        id: 'r',
        severity: 'error',
        enforce: true,
        remove: [{ key: [{ glob: 'temp-*' }], value: [{ equals: '1' }] }],
      },
      { id: 's', severity: 'error', enforce: true, remove: [{ key: [{ equals: 'temp-a' }] }] },
    ],
    waivers: [],
    protect: [],
    redact: [],
    freeze: [],
    limits: {},
  };

  it('is the same view of a key, and the same candidates for a value of it', () => {
    const { view } = compileRules(set, DAY);
    const one = view('temp-a');
    expect(view('temp-a')).toBe(one);
    expect(one.candidatesWith('1')).toBe(one.candidatesWith('1'));
    expect(one.candidatesWith('1').map(({ rule }) => rule.rule.id)).toEqual(['r', 's']);
    expect(one.candidatesWith('2').map(({ rule }) => rule.rule.id)).toEqual(['s']);
    expect(view('temp-b').candidatesWith('2')).toEqual([]);
  });

  it('needs no memory for the values of a key that any value of will do', () => {
    const { view } = compileRules({ ...set, rules: set.rules.slice(1) }, DAY);
    const one = view('temp-a');
    expect(one.candidatesWith('1')).toBe(one.candidates);
  });

  it('is forgotten after 50,000 keys and values, since strangers choose both', () => {
    const { view } = compileRules(set, DAY);
    const one = view('temp-a');
    for (let i = 0; i < 25_000; i += 1) one.candidatesWith(`${i}`);
    for (let i = 0; i < 24_999; i += 1) view(`${i}`);
    expect(view('temp-a')).toBe(one);
    view('one more');
    expect(view('temp-a')).not.toBe(one);
  });
});
