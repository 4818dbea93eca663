import type { Path, ResourceRef } from '../model.ts';

/** What stands in place of a value that rules keep out of reports. */
export const REDACTED = '‹redacted›';

const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;
const EMOJI = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?`;
/**
 * First an emoji with its joiners, which is left as it is; else a character that shows nothing, moves the cursor,
 * turns the direction of the text or looks like an ordinary space.
 */
const UNSEEN = new RegExp(
  String.raw`(${EMOJI}(?:\u200D${EMOJI})*|[0-9#*]\uFE0F?\u20E3)` +
    String.raw`|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?![ \u3000])\p{Zs}`,
  'gu',
);
/** The runners of GitHub and Azure obey `##[error]` and `##vso[…]` anywhere in a line of a log. */
const ORDERS = /##(?=\w*\[)/g;
const NAMED = new Map([
  ['\0', String.raw`\0`],
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/**
 * A text by strangers on one line, with everything that a reader could not see written out: `\n`, `\0`, `\x1b`,
 * `\u202e`, unpaired surrogates as `\ud83d`. Joiners inside an emoji stay. Nothing else changes; a backslash
 * stays single, so use `quoted` where the text must be told from its escapes. In `##[` and `##vso[`, orders to a CI
 * runner, a backslash follows the `##`.
 */
export function visible(text: string): string {
  if (PLAIN.test(text) && !text.includes('##')) return text;
  return text
    .replace(UNSEEN, (found, emoji: string | undefined) => emoji ?? escaped(found))
    .replace(ORDERS, '$&\\');
}

function escaped(character: string): string {
  const named = NAMED.get(character);
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** A text in quotes, so that the empty one and its spaces are seen; `"` and `\` inside are escaped. */
export function quoted(text: string): string {
  return `"${visible(text.replace(/["\\]/g, String.raw`\$&`))}"`;
}

/** A tag's value: in quotes, or bare where it was redacted. */
export function showValue(value: string): string {
  return value === REDACTED ? value : quoted(value);
}

/** A tag's key: bare where no reader could take it for more or less than it is, else in quotes. */
export function showKey(key: string): string {
  return /^[\p{L}\p{N}_.:+\-@/*]+$/u.test(key) ? key : quoted(key);
}

/** A name of a resource or a level of a path: bare where it is unmistakable, else in quotes. */
export function showName(name: string): string {
  return /^[^\s"/\\](?:[^"/\\]*[^\s"/\\])?$/u.test(name) && visible(name) === name ? name : quoted(name);
}

/** `/` for the root, else `/Production/Payments`; a level that holds a `/` stands in quotes. */
export function showPath(path: Path): string {
  return `/${path.map(showName).join('/')}`;
}

/**
 * What a resource is called and where it lies: an OU's path ends in its own name, an account is `prd-pay in` the
 * path of its OU. No name holds a bare `/`, so nobody can take the one for the other. Empty where the service gave
 * no name and no path was read.
 */
export function showWhere(resource: ResourceRef): string {
  const name = resource.name === '' ? '' : showName(resource.name);
  if (resource.path === undefined) return name;
  const path = showPath(resource.path);
  if (resource.type === 'account') return `${name} in ${path}`.trimStart();
  return resource.type === 'ou' ? path : name;
}

/** A resource on one line: `account prd-pay in /Production (0526…)`. */
export function showResource(resource: ResourceRef): string {
  const where = showWhere(resource);
  return [resource.type, where, where === '' ? resource.id : `(${visible(resource.id)})`]
    .filter((part) => part !== '')
    .join(' ');
}
