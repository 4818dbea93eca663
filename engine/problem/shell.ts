/** Text in single quotes, as one word for sh, bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words as a shell takes them, with no more quotes than they need. Words by strangers stay words: nothing in them is run. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:@%+,-][\w./:=@%+,-]*$/.test(word) ? word : quoted(word))).join(' ');
}
