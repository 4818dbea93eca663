/** A set of characters as other programs' patterns have it: `[0-9]`, `[a-z_]`, `[!x]`. Patterns here have none. */
const SET = /\[(?:[!^][^\]\s]+|[^\]\s]*[^\]\s]-[^\]\s]+)\]/;

/** The first set of characters that a pattern seems to have. */
export function setIn(pattern: string): string | undefined {
  return SET.exec(pattern)?.[0];
}

/** The regular expression that a pattern with such sets is meant as; undefined where it has braces too. */
export function regexMeant(pattern: string): string | undefined {
  if (/[{}]/.test(pattern)) return undefined;
  let rest = pattern;
  let regex = '';
  for (let set = setIn(rest); set !== undefined; set = setIn(rest)) {
    const at = rest.indexOf(set);
    regex += literally(rest.slice(0, at)) + set.replace(/^\[!/, '[^');
    rest = rest.slice(at + set.length);
  }
  return `^${regex}${literally(rest)}$`;
}

function literally(text: string): string {
  return text
    .replaceAll(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
}
