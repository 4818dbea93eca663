import { describe, expect, it } from 'vitest';
import { rule, type Said, told } from '../memory.ts';

describe('what is said of a path', () => {
  it.each([
    ['Root/Production/**', '"/Production/**"? The root has no name in a path.'],
    ['root', '"/"? The root has no name in a path.'],
    ['Root/', '"/"? The root has no name in a path.'],
    ['Rooted/A', '"/Rooted/A"?'],
    ['/Root/A/', '"/Root/A"?'],
  ])('suggests for %s what it is most likely to mean', async (path, meant) => {
    const [said] = await told(rule(`match: { path: "${path}" }`, 'remove: x'));
    expect(said?.split('Did you mean ')[1]).toBe(meant);
  });

  it.each<Said>([
    [
      rule('match: { path: Production }', 'remove: x'),
      [
        '4:20 bad-path: `Production` is no path. A path begins with "/", which is the root. → Did you mean "/Production"?',
      ],
    ],
    [
      rule('match: { path: //Production//A/// }', 'remove: x'),
      [
        '4:20 bad-path: `//Production//A///` is no path. A path has no empty level. → Did you mean "/Production/A"?',
      ],
    ],
    [
      rule('match: { path: "A///B/" }', 'remove: x'),
      [
        '4:20 bad-path: `A///B/` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?',
      ],
    ],
    [
      rule('match: { path: { equals: A/B, ignore-case: true } }', 'remove: x'),
      ['4:30 bad-path: `A/B` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?'],
    ],
    [
      rule('match: { path: { in: [/A, /B/] } }', 'remove: x'),
      ['4:31 bad-path: `/B/` is no path. A path has no empty level. → Did you mean "/B"?'],
    ],
    [
      rule('match: { path: { glob: "A/*" } }', 'remove: x'),
      ['4:28 bad-path: `A/*` is no path. A path begins with "/", which is the root. → Did you mean "/A/*"?'],
    ],
    [
      rule('match: { path: "/A/{B,}/C" }', 'remove: x'),
      ['4:20 bad-path: `/A/{B,}/C` is no path. A path has no empty level.'],
    ],
    [
      rule('match: { path: "/Production**" }', 'remove: x'),
      [
        '4:20 bad-path: `/Production**` is no path. `**` spans levels only as a level of its own: "/Production/**".',
      ],
    ],
    [
      rule('match: { path: "/{A,B**}/**" }', 'remove: x'),
      [
        '4:20 bad-path: `/{A,B**}/**` is no path. `**` spans levels only as a level of its own: "/Production/**".',
      ],
    ],
    [rule('match: { path: "/A/**/B" }', 'remove: x'), []],
    [
      rule('match: { path: "/**A" }', 'remove: x'),
      ['4:20 bad-path: `/**A` is no path. `**` spans levels only as a level of its own: "/Production/**".'],
    ],
    [
      rule('match: { path: "**" }', 'remove: x'),
      ['4:20 bad-path: `**` is no path. A path begins with "/", which is the root. → Did you mean "/**"?'],
    ],
    [
      rule('match: { path: "///" }', 'remove: x'),
      ['4:20 bad-path: `///` is no path. A path has no empty level. → Did you mean "/"?'],
    ],
    [
      rule('exclude: { path: { not: "A/**" } }', 'remove: x'),
      [
        '4:29 bad-path: `A/**` is no path. A path begins with "/", which is the root. → Did you mean "/A/**"?',
      ],
    ],
    [
      rule('match: { path: { equals: "A*" } }', 'remove: x'),
      ['4:30 bad-path: `A*` is no path. A path begins with "/", which is the root. → Did you mean "/A*"?'],
    ],
    [rule('match: { name: "A//B**" }', 'remove: "/a//b**"'), []],
    [
      rule('match: { path: { equals: A/B, glob: "/A/*" } }', 'remove: x'),
      ['4:30 bad-path: `A/B` is no path. A path begins with "/", which is the root. → Did you mean "/A/B"?'],
    ],
    [
      rule('match: { type: root, path: A }', 'remove: x'),
      ['4:32 bad-path: `A` is no path. A path begins with "/", which is the root. → Did you mean "/A"?'],
    ],
  ])('%j', async (text, said) => {
    expect(await told(text)).toEqual(said);
  });
});
