import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bash } from '../../engine/cli/completion/bash.ts';
import { fish } from '../../engine/cli/completion/fish.ts';
import { grammarOf } from '../../engine/cli/completion/grammar.ts';
import { zsh } from '../../engine/cli/completion/zsh.ts';
import { makeProgram } from '../../engine/cli/program.ts';
import { VERBS } from '../../engine/cli/verbs.ts';
import { CLI } from '../scenario.ts';

const GRAMMAR = grammarOf(makeProgram().command);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-completion-'));
  for (const name of ['20261124T080000Z-aaaa', '$(touch hacked)', '`touch hacked`']) {
    mkdirSync(join(folder, '.reconcile', 'runs', name), { recursive: true });
  }
  mkdirSync(join(folder, 'state'));
  for (const name of ['plan one.json', 'plan-二.json']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'reconcile.bash'), bash(GRAMMAR));
  writeFileSync(join(folder, 'reconcile.fish'), fish(GRAMMAR));
  writeFileSync(join(folder, '_reconcile'), zsh(GRAMMAR));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function has(shell: string): boolean {
  return spawnSync(shell, ['--version']).error === undefined;
}

/** What bash offers after words; the last one is what was typed of the next. */
function offered(...words: string[]): string[] {
  const script = `source ./reconcile.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _reconcile; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', 'reconcile', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('offers every verb, and those that begin as typed', () => {
    expect(offered('')).toEqual(expect.arrayContaining(VERBS.map((verb) => verb.name)));
    expect(offered('ap')).toEqual(['apply']);
    expect(offered('fleet', '')).toEqual(['run', 'worker', 'status', 'validate']);
    expect(offered('fleet', 'st')).toEqual(['status']);
  });

  it('offers the options of a verb and of no other', () => {
    expect(offered('--dry')).toEqual(['--dry-run']);
    expect(offered('runs', '--')).toContain('--keep-days');
    expect(offered('runs', '--')).not.toContain('--dry-run');
    expect(offered('fleet', 'run', '--sel')).toEqual(['--select']);
  });

  it('offers the words that an option takes, after a space and after =', () => {
    expect(offered('--read', '')).toEqual(['auto', 'bulk', 'per-resource']);
    expect(offered('--read', '=', 'b')).toEqual(['bulk']);
    expect(offered('--read', 'bulk', '--fail-on', 'w')).toEqual(['warning']);
    expect(offered('--limit', 'sh')).toEqual(['share=']);
    expect(offered('--report', 'xl')).toEqual(['xlsx=']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('offers files, folders and runs, whatever they are called', () => {
    expect(offered('--rules', 'plan').sort()).toEqual(['plan one.json', 'plan-二.json']);
    expect(offered('--report', 'html', '=', 'plan o')).toEqual(['plan one.json']);
    expect(offered('--state-dir', 's')).toEqual(['state']);
    expect(offered('undo', 'la')).toEqual(['last']);
    expect(offered('undo', '2')).toEqual(['20261124T080000Z-aaaa']);
    expect(offered('report', 'plan').sort()).toEqual(['plan one.json', 'plan-二.json']);
    expect(offered('test', 'a.test.yaml', 'plan o')).toEqual(['plan one.json']);
  });

  it('runs nothing that a name holds', () => {
    expect(offered('undo', '')).toEqual(expect.arrayContaining(['$(touch hacked)', '`touch hacked`']));
    expect(offered('undo', '$')).toEqual(['$(touch hacked)']);
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });

  it('knows every option of every verb', () => {
    for (const { path, flags } of GRAMMAR) {
      const words = path === '' ? [] : path.split(' ');
      expect(offered(...words, '--')).toEqual(
        flags.flatMap(({ names }) => names).filter((name) => name.startsWith('--')),
      );
    }
  });
});

describe.runIf(has('fish'))('completion in fish', () => {
  function inFish(line: string): string[] {
    const script = 'source ./reconcile.fish; complete -C $argv[1]';
    const out = execFileSync('fish', ['--no-config', '-c', script, line], { cwd: folder, encoding: 'utf8' });
    return out.split('\n').flatMap((one) => (one === '' ? [] : [one.split('\t')[0] ?? '']));
  }

  it('offers verbs, options, their words, runs', () => {
    expect(inFish('reconcile ap')).toEqual(['apply']);
    expect(inFish('reconcile fleet ').sort()).toEqual(['run', 'status', 'validate', 'worker']);
    expect(inFish('reconcile runs --keep')).toEqual(['--keep-days']);
    expect(inFish('reconcile --read ').sort()).toEqual(['auto', 'bulk', 'per-resource']);
    expect(inFish('reconcile undo 2')).toEqual(['20261124T080000Z-aaaa']);
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
  });
});

describe.runIf(has('zsh'))('completion in zsh', () => {
  it('is taken by zsh, and its table answers', () => {
    execFileSync('zsh', ['-n', join(folder, '_reconcile')]);
    const script =
      'compdef() { : }; source ./_reconcile; _reconcile_table value "" --read; _reconcile_table verbs fleet';
    const out = execFileSync('zsh', ['-f', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(out).toContain('auto bulk per-resource\n');
    expect(out).toContain('run:Reconciles every organization');
  });
});

describe('reconcile completion', () => {
  it.each(Object.entries({ bash, zsh, fish }))('prints the script for %s', (shell, make) => {
    expect(execFileSync(process.execPath, [CLI, 'completion', shell], { encoding: 'utf8' })).toBe(
      make(GRAMMAR),
    );
  });

  it('says which shells there are where another is asked for', () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'completion', 'bsh'], { encoding: 'utf8' });
    expect(stderr).toContain('did you mean bash?');
    expect(status).toBe(1);
  });
});
