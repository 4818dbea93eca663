import { refuseText } from '../problem/path.ts';

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
