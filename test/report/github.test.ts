import process from 'node:process';
import { notice, error as toolkitError, warning } from '@actions/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { commandLine } from '../../engine/report/workflow.ts';
import { report, situation } from './ask.ts';
import { HOSTILE } from './hostile.ts';
import { makePlan, makeRun, ou } from './make.ts';

describe('GitHub’s workflow commands', () => {
  const lines = (run: Run) => report('github', run).split('\n');

  it('are byte for byte those of the runner’s own toolkit, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...HOSTILE.values(), '50% a:b,c\r\n'),
    );
    const commands = { error: toolkitError, warning, notice };
    fc.assert(
      fc.property(texts, texts, fc.constantFrom('error', 'warning', 'notice'), (title, message, level) => {
        const theirs = captured(() => {
          commands[level](message, { title, file: 'a.yaml', startLine: 3, startColumn: 5 });
        });
        expect(commandLine(level, { title, file: 'a.yaml', line: 3, col: 5 }, message)).toBe(theirs);
      }),
    );
  });

  it('put the gravest first and no more of a level than GitHub shows', () => {
    const rules = Array.from(
      { length: 30 },
      (_, i) => ({ id: `r${i}`, severity: 'error', enforce: true }) as const,
    );
    const calls = rules.map(({ id }, i) => ({
      resource: ou(String(i).padStart(12, '0'), 'A'),
      remove: [{ key: 'k', value: '', because: [id] }],
    }));
    const out = lines(makeRun({ plan: makePlan({ calls, rules: { ...makePlan().rules, rules } }) }));
    expect(out.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(out).toContain('20 annotations more than GitHub shows; the json report has everything');
    const levels = lines(makeRun()).flatMap((line) => /^::(error|warning|notice)/.exec(line)?.[1] ?? []);
    expect(levels).toEqual(['error', 'error', 'warning', 'warning', 'notice']);
  });

  it('stand at the file and line of the rule', () => {
    expect(lines(makeRun())).toContainEqual(
      expect.stringMatching(
        /^::error title=no-temp-keys-on-ous%3A 3 violations,file=policies\/tags\.yaml,line=26,col=5::/,
      ),
    );
  });

  it('say first that a run is no success', () => {
    expect(lines(situation('incomplete'))[0]).toMatch(/^INCOMPLETE/);
  });
});

/** What a function writes to standard output. */
function captured(run: () => void): string {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    run();
  } finally {
    process.stdout.write = write;
  }
  return text;
}
