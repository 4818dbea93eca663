import type { Command } from 'commander';
import { refuseText } from '../problem/path.ts';
import { refuse } from '../problem.ts';

/**
 * Refuses words that hold the text of a key or of a file before anything can quote them: the usual slip of a CI job
 * is `--key "$SIGNING_KEY"`, and its log is read by many.
 *
 * @throws Refusal (`path-is-text`)
 */
export function refuseTexts(words: readonly string[]): void {
  for (const [i, word] of words.entries()) {
    const [, option, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const before = words[i - 1] ?? '';
    const name = option ?? (/^--?[a-z-]+$/.test(before) ? before : undefined);
    // The words of `explain` are names, which may hold anything.
    if (name !== undefined || words[0] !== 'explain') refuseText(value ?? word, name ?? 'an argument');
  }
}

/**
 * Refuses arguments and names of files that are empty: where a script forgot to set a variable, `undo "$RUN"` must not
 * find a run of its own.
 *
 * @throws Refusal (`missing-value`)
 */
export function refuseEmpty(words: readonly string[], command: Command): void {
  const names = command.registeredArguments.map((argument) => argument.name().toUpperCase());
  const word = words.indexOf('');
  const option = command.options.find(
    (one) => /<(?:file|dir)>/.test(one.flags) && command.getOptionValue(one.attributeName()) === '',
  );
  const empty = word < 0 ? option?.long : (names[word] ?? names.at(-1));
  if (empty == null) return;
  refuse('missing-value', `${empty} is empty`, { hint: 'is a variable unset?' });
}
