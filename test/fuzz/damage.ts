import fc from 'fast-check';

/** Values that a careless reader trips over. */
const HOSTILE: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    '',
    ' ',
    '__proto__',
    'constructor',
    '\ud800',
    '\u202e',
    '\0',
    '<script>',
  ],
  ...[
    [],
    [[]],
    [null],
    {},
    { key: 1 },
    { toString: 1 },
    'x'.repeat(300),
    '1970-01-01',
    '[unclosed',
    '(',
    '**',
    '9e9',
  ],
);

const CHARACTER = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\n',
  '\0',
  '-',
  '0',
  '\ufeff',
  '\ud800',
  '=',
);

/** Cuts, repeats and puts characters into a text at a few places. */
export function damagedText(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.oneof(fc.nat(3), fc.nat(text.length)),
    put: fc.oneof(
      fc.array(CHARACTER, { maxLength: 3 }).map((all) => all.join('')),
      fc.constant(text.slice(0, 40)),
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text),
    );
}

/** A value in whose depths something was left out, or replaced by what has no place there. */
export function damagedValue(value: unknown): fc.Arbitrary<unknown> {
  const edit = fc.record({ at: fc.nat(), gone: fc.boolean(), put: HOSTILE });
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
    const copy: Holder = { top: structuredClone(value) };
    for (const { at, gone, put } of edits) {
      const spots = spotsOf(copy);
      const [holder, key] = spots[at % spots.length] ?? [copy, 'top'];
      if (gone && holder !== copy) Reflect.deleteProperty(holder, key);
      else holder[key] = put;
    }
    return copy['top'];
  });
}

type Holder = Record<string, unknown>;

/** Every place inside of a value that holds something. */
function spotsOf(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key): [Holder, string][] => [[holder, key], ...spotsOf(holder[key])]);
}
