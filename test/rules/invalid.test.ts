import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULE_PROBLEMS } from '../../engine/problem/rules.ts';
import { diskFiles, type RuleFiles } from '../../engine/rules/disk.ts';
import { validateRules } from '../../engine/rules/load.ts';
import { MOST_BYTES } from '../../engine/rules/text.ts';

const FOLDER = join(import.meta.dirname, '..', 'invalid');

interface Expected {
  readonly file: string;
  readonly line: number;
  /** Where the fixture points at it. */
  readonly column: number | undefined;
  /** Other codes that the fixture cannot do without. */
  readonly also: readonly string[];
}

/** Fixtures are files, or folders whose root file is `tag-rules.yaml`; each is named for its code. */
function fixtures(): { code: string; root: string }[] {
  return readdirSync(FOLDER, { withFileTypes: true }).map((entry) => ({
    code: entry.name.replace(/\.yaml$/, ''),
    root: join(FOLDER, entry.name, entry.isDirectory() ? 'tag-rules.yaml' : ''),
  }));
}

/**
 * The place that a fixture marks: a comment `# here` ends the line that is meant, or a comment `#  ^ here` below it
 * points at the column. A fixture without a mark means line 1 of its root file.
 */
function marked(root: string): Expected {
  for (const file of filesOf(root)) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const also = lines.flatMap((line) => /# also: (\S+)/.exec(line)?.[1] ?? []);
    const at = lines.findIndex((line) => /#.*\bhere\b/.test(line));
    const caret = lines[at]?.match(/^\s*#\s*\^ here/) ? lines[at].indexOf('^') : -1;
    if (at >= 0 || also.length > 0) {
      const line = at < 0 ? 1 : caret < 0 ? at + 1 : at;
      return { file, line, column: caret < 0 ? undefined : caret + 1, also };
    }
  }
  return { file: root, line: 1, column: undefined, also: [] };
}

function filesOf(root: string): string[] {
  const folder = join(root, '..');
  if (folder === FOLDER) return [root];
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries.map((entry) => join(folder, entry)).filter((path) => statSync(path).isFile());
}

/** The disk, but a file that says so is as long as no file may be. */
function padded(): RuleFiles {
  const disk = diskFiles();
  return {
    ...disk,
    async read(path) {
      const bytes = await disk.read(path);
      if (!Buffer.from(bytes).includes('padded by the test')) return bytes;
      return Buffer.concat([bytes, Buffer.alloc(MOST_BYTES, '#')]);
    },
  };
}

describe('a fixture of bad input', () => {
  it('is there for every problem of rule files', () => {
    expect(
      fixtures()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(Object.keys(RULE_PROBLEMS).sort());
  });

  it.each(fixtures())(
    '$code is reported at the marked place, and nothing else is',
    async ({ code, root }) => {
      const { problems, loaded } = await validateRules(root, padded());
      const { file, line, column, also } = marked(root);
      const found = problems.filter((one) => !also.includes(one.code));
      expect(found.map((one) => one.code)).toEqual([code]);
      const [first] = found;
      // A file that is not there has no line to point at.
      expect(first?.place === undefined).toBe(code === 'rules-unreadable');
      if (first?.place === undefined) return;
      expect(relative(FOLDER, first.place.file)).toBe(relative(FOLDER, file));
      expect(first.place.line).toBe(line);
      if (column !== undefined) expect(first.place.column).toBe(column);
      // Rules are given exactly if nothing stands in the way of using them.
      expect(loaded === undefined).toBe(first.severity === 'error');
    },
  );

  it.each(fixtures())(
    '$code is one sentence for people, with the line it is about',
    async ({ code, root }) => {
      const { problems } = await validateRules(root, padded());
      const one = problems.find((candidate) => candidate.code === code);
      expect(one?.message).toMatch(/^\S.*\.$/s);
      expect(one?.message.length).toBeLessThan(240);
      expect(one?.message).not.toMatch(/\[object|undefined|NaN|\n {4}at /);
      if (one?.excerpt !== undefined && one.place !== undefined) {
        expect(one.excerpt).toBe(readFileSync(one.place.file, 'utf8').split('\n')[one.place.line - 1]);
      }
    },
  );
});
