import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { validateRules } from '../../engine/rules/load.ts';
import { cases } from '../cases.ts';
import { memoryFiles } from '../rules/memory.ts';

/** Generous: what takes longer does so because of the input, not of the machine. */
const MOST_MS = 30_000;

/**
 * Whatever the bytes are, the loader answers with rules or with problems that have a code, a sentence and a place
 * within the file, in bounded time.
 */
async function answers(bytes: Uint8Array | string): Promise<void> {
  const text = Buffer.from(bytes);
  const begun = performance.now();
  const { loaded, problems } = await validateRules('r.yaml', memoryFiles({ 'r.yaml': text }));
  expect(performance.now() - begun).toBeLessThan(MOST_MS);
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect(loaded === undefined).toBe(errors.length > 0);
  expect(problems.length).toBeLessThanOrEqual(101);
  const lines = text.toString().split('\n').length;
  for (const { message, place } of problems) {
    expect(message).not.toMatch(/\[object|\bundefined\b|\n {4}at /);
    expect(place?.line).toBeGreaterThanOrEqual(1);
    expect(place?.line).toBeLessThanOrEqual(lines);
    expect(place?.column).toBeGreaterThanOrEqual(1);
  }
  // What was accepted can be digested: no lone surrogate, no NaN.
  if (loaded !== undefined) expect(canonicalize(loaded.set)).toBeTypeOf('string');
}

const VALID = [
  'policies/temporary-keys.yaml',
  'policies/expired-dates.yaml',
  'policies/approved-keys.yaml',
  'examples/acme/tag-rules.yaml',
].map((name) => readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8'));

const INVALID = readdirSync(join(import.meta.dirname, '..', 'invalid'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(import.meta.dirname, '..', 'invalid', name), 'utf8'));

/** Text that means something to YAML or to rules. */
const SCRAP = fc.constantFrom(
  ...[
    '*',
    '&a ',
    '*a',
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '|',
    '>',
    '#',
    '!',
    '!!str ',
    '%',
    '?',
  ],
  ...[
    '---\n',
    '...\n',
    '<<: ',
    '  ',
    'null',
    '00',
    '1e9',
    '.inf',
    '~',
    'true',
    'not: ',
    'in: ',
    'key: ',
    'value: ',
  ],
  ...[
    'regex: "("',
    'before: today',
    '{a,b}',
    '**',
    '/',
    '\\',
    '\0',
    '\ud800',
    '\u2028',
    '\ufeff',
    '__proto__: ',
    '💥',
  ],
);

/** A cut, a repetition or an insertion somewhere in the text. */
const EDIT = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(30),
  put: fc.array(SCRAP, { maxLength: 3 }),
});

function edited(text: string, edits: readonly { at: number; cut: number; put: readonly string[] }[]): string {
  return edits.reduce((now, { at, cut, put }) => {
    const from = Math.floor(at * now.length);
    return now.slice(0, from) + put.join('') + now.slice(from + cut);
  }, text);
}

const WORD = fc.constantFrom(
  ...[
    'version',
    'include',
    'protect',
    'redact',
    'limits',
    'freeze',
    'rules',
    'waivers',
    'id',
    'why',
    'match',
    'exclude',
  ],
  ...[
    'remove',
    'require',
    'type',
    'name',
    'path',
    'tags',
    'key',
    'value',
    'except',
    'variant-of',
    'equals',
    'glob',
  ],
  ...[
    'regex',
    'in',
    'ignore-case',
    'not',
    'empty',
    'before',
    'after',
    'older-than',
    'rule',
    'reason',
    'approved-by',
  ],
  ...[
    'expires',
    'from',
    'until',
    'removals',
    'share',
    'per-type',
    'per-rule',
    'ou',
    'today',
    '90d',
    '2027-01-31',
    '*',
  ],
  ...['/A/**', '25%', 'none', '{a,b', '__proto__', 'constructor', ''],
);

/** Values that look like rule files, made of the words of the language in any place. */
const { tree: TREE } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    WORD,
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.double(), fc.string({ unit: 'binary' })),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(WORD, tie('tree'), { maxKeys: 5 }),
  ),
}));

describe('the loader of rules answers', () => {
  it('to any edit of a file that is right or wrong in a known way', async () => {
    const edits = fc.array(EDIT, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...VALID, ...INVALID), edits, (text, how) =>
        answers(edited(text, how)),
      ),
      { numRuns: cases(150) },
    );
  });

  it('to any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), answers), { numRuns: cases(150) });
    await fc.assert(
      fc.asyncProperty(fc.array(SCRAP, { maxLength: 60 }), (scraps) => answers(scraps.join(''))),
      { numRuns: cases(150) },
    );
  });

  it('to any values in the shape of YAML', async () => {
    await fc.assert(
      fc.asyncProperty(TREE, fc.dictionary(WORD, TREE, { maxKeys: 4 }), TREE, (rules, rest, remove) =>
        answers(stringify({ version: 1, ...rest, rules: [{ id: 'r', remove }, rules] })),
      ),
      { numRuns: cases(150) },
    );
  });

  it.each([
    // Each would take minutes, gigabytes or the stack of a reader without bounds.
    ['brackets', '['.repeat(1 << 20)],
    ['closing brackets', ']'.repeat(1 << 20)],
    ['dashes', '- '.repeat(1 << 19)],
    ['question marks', '? '.repeat(1 << 19)],
    ['quotes', '"'.repeat(1 << 20)],
    ['commas', `[${','.repeat((1 << 20) - 2)}]`],
    ['documents', '---\n'.repeat(1 << 18)],
    ['wrong keys', `{${Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join(',')}}`],
    ['equal keys', `{${'a: 1,'.repeat(40_000)}}`],
    ['unknown aliases', `[${'*a,'.repeat(80_000)}]`],
    ['rules without an end', `version: 1\nrules:\n${'- id: r\n'.repeat(20_000)}`],
    ['one enormous word', `version: 1\nrules: [{ id: r, remove: ${'a'.repeat(1_000_000)} }]`],
    ['nested aliases', Array.from({ length: 90 }, (_, i) => `k${i}: &a${i} [*a${i - 1}]`).join('\n')],
    [
      'stars',
      `version: 1\nrules: [{ id: r, remove: { glob: "${'*a'.repeat(500)}", equals: "${'a'.repeat(1000)}" } }]`,
    ],
    ['a regex', 'version: 1\nrules: [{ id: r, remove: { regex: "((a{30}){30}|b{999})(c{999})" } }]'],
  ])('to a mebibyte of %s', async (_, text) => {
    await answers(text.slice(0, 1 << 20));
  });
});
