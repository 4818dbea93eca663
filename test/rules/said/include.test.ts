import { describe, expect, it } from 'vitest';
import { RULE, type Said, told } from '../memory.ts';

describe('what is said of files to include', () => {
  it.each<Said>([
    [
      'include: [a, "!b", "a{1..3}", "*************"]\n' + RULE,
      [
        '2:11 include-empty: `a` finds no file. → It is relative to the folder of this file; `**` crosses folders.',
        '2:20 bad-glob: `a{1..3}` is no pattern of files. Ranges such as {1..9} are not supported.',
        '2:31 bad-glob: `*************` is no pattern of files. It has more than 12 stars.',
      ],
    ],
    [
      'include: "************x"\n' + RULE,
      [
        '2:10 include-cycle: `************x` includes this very file. → Narrow it, or take the file out of it: "!tag-rules.yaml"',
      ],
    ],
    [
      'include: "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"\n' + RULE,
      [
        '2:10 bad-glob: `{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}` is no pattern of files. The braces stand for more than 1000 patterns; a regex can say this without a bound.',
      ],
    ],
    [
      'include: tag-rules.yaml\n' + RULE,
      [
        '2:10 include-cycle: `tag-rules.yaml` includes this very file. → Narrow it, or take the file out of it: "!tag-rules.yaml"',
      ],
    ],
    [
      'include: ./tag-rules.yaml\n' + RULE,
      [
        '2:10 include-cycle: `./tag-rules.yaml` includes this very file. → Narrow it, or take the file out of it: "!tag-rules.yaml"',
      ],
    ],
    [
      'include: [x.yaml, "{a..b}", "!{1..2}"]\n' + RULE,
      [
        '2:11 include-empty: `x.yaml` finds no file. → It is relative to the folder of this file; `**` crosses folders.',
        '2:19 bad-glob: `{a..b}` is no pattern of files. Ranges such as {1..9} are not supported.',
        '2:29 bad-glob: `!{1..2}` is no pattern of files. Ranges such as {1..9} are not supported.',
      ],
    ],
    [
      'include: ["{10..20}", "a{b}..c"]\n' + RULE,
      [
        '2:11 bad-glob: `{10..20}` is no pattern of files. Ranges such as {1..9} are not supported.',
        '2:23 include-empty: `a{b}..c` finds no file. → It is relative to the folder of this file; `**` crosses folders.',
      ],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
