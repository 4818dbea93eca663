import { visible } from '../visible.ts';

/** A text by strangers as a code span: nothing in it is markup, a link, a mention or HTML. */
export function code(text: string): string {
  const shown = visible(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const room = shown === '' || /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
}

/**
 * A text as ordinary words: what could be markup, HTML or the start of a list or an address is escaped. A comment
 * after `@` and `#` keeps GitHub, which looks at the page and not at the source, from pinging and linking.
 */
export function plain(text: string): string {
  return visible(text)
    .replace(/[!#$&*:<>@[\\\]^_`{|}~]|(?<=www)\.|^[-+=]|(?<=^\d+)[.)]/gi, String.raw`\$&`)
    .replace(/[@#]/g, '$&<!-- -->');
}

/** Words of ours with `commands` in backticks: these as code, the rest plain. */
export function words(text: string): string {
  return text
    .split('`')
    .map((part, i) => (part === '' ? '' : i % 2 === 0 ? plain(part) : code(part)))
    .join('');
}
