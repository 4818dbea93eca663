import { describe, expect, it } from 'vitest';
import { RULE, told, toldWhole, validate } from './memory.ts';

describe('a rule file', () => {
  it('is YAML 1.2, said or not', async () => {
    expect(await toldWhole(`%YAML 1.2\n---\nversion: 1\n${RULE}`)).toEqual([]);
    expect(await toldWhole(`---\nversion: 1\n${RULE}...\n`)).toEqual([]);
    expect(await toldWhole(`%YAML 1.1\n---\nversion: 1\n${RULE}`)).toEqual([
      '1:1 yaml-version: The directive asks for YAML 1.1; rule files are YAML 1.2. → Take the `%YAML` line out. In YAML 1.1, `no` means false and `010` means 8.',
    ]);
  });

  it('has at most 64 levels of maps and lists', async () => {
    const nested = (levels: number) => `protect: ${'['.repeat(levels)}x${']'.repeat(levels)}\n${RULE}`;
    // The file itself is the first of them.
    expect(await told(nested(63))).toEqual([]);
    const [said, ...more] = await told(nested(64));
    expect(said).toContain('too-deep: Maps and lists are more than 64 levels deep here.');
    expect(more).toEqual([]);
  });

  it('is not read on after a thousand problems', async () => {
    const twice = (n: number) => 'protect: x\n'.repeat(n + 1) + RULE;
    const last = async (n: number) => (await validate(twice(n))).problems.at(-1)?.message;
    expect(await last(999)).toBe('At least 899 more problems of this file are not listed.');
    expect(await last(1_200)).toBe('At least 900 more problems of this file are not listed.');
  });
});

describe('of several mistakes of syntax', () => {
  it('those of one value each are told, up to the first that may make others', async () => {
    const said = await told('protect: [@a, "\\q"]\nredact: [b]x\nwaivers: [@c]\nfreeze: [d]y\nrules: [`e]\n');
    expect(said).toEqual([
      '2:11 yaml-syntax: This is not valid YAML: plain value cannot start with reserved character @. → Quote it: "@a"',
      "2:16 yaml-syntax: This is not valid YAML: invalid escape sequence \\q. → In double quotes a `\\` begins an escape: put the text into single quotes, as in '\\d+'.",
      '3:12 yaml-syntax: This is not valid YAML: unexpected scalar at node end. → If `[b]x` is meant as text, quote it.',
    ]);
  });

  it('a mark that YAML understood is not what is to be quoted', async () => {
    expect(await told(`protect: [a]  "b"\n${RULE}`)).toEqual([
      '2:15 yaml-syntax: This is not valid YAML: unexpected double-quoted-scalar at node end.',
    ]);
  });
});
