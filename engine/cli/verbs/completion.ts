import type { Command } from 'commander';
import type { ExitCode } from '../../model.ts';
import { nearest, refuse } from '../../problem.ts';
import { bash } from '../completion/bash.ts';
import { fish } from '../completion/fish.ts';
import { grammarOf } from '../completion/grammar.ts';
import { zsh } from '../completion/zsh.ts';
import { print } from '../output.ts';

const SHELLS = { bash, zsh, fish };

/** `reconcile completion SHELL`: a script for the shell to source. */
export async function run([shell = '']: readonly string[], program: Command): Promise<ExitCode> {
  const found = Object.entries(SHELLS).find(([name]) => name === shell);
  if (found === undefined) {
    const near = nearest(shell, Object.keys(SHELLS));
    refuse('bad-value', `there is no completion for ${JSON.stringify(shell)}`, {
      hint: near === undefined ? 'it is made for bash, zsh and fish' : `did you mean ${near}?`,
    });
  }
  await print([found[1](grammarOf(program))]);
  return 0;
}
