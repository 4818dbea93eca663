/** A slip of the hand that explains why YAML gave up near a place. */
export interface Slip {
  /** Of the character to point at. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** A line of text that begins an entry of a map or list. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

/** The slip that a line shows by itself. */
export function slipIn(line: Line): Slip | undefined {
  return tab(line) ?? dash(line) ?? space(line) ?? colon(line);
}

function tab({ text, start }: Line): Slip | undefined {
  const at = /^ *\t/.exec(text)?.[0].length;
  if (at === undefined) return undefined;
  return {
    offset: start + at - 1,
    message: 'A tab stands in the indentation of this line, where YAML wants spaces.',
    hint: 'Indent with spaces.',
  };
}

/** `-id: a`, which YAML takes for a key that begins with a dash. */
function dash({ text, start }: Line): Slip | undefined {
  const found = /^(\s*)-([A-Za-z][\w-]*):(?=\s|$)/.exec(text);
  if (found === null) return undefined;
  const [, indent = '', key = ''] = found;
  const message = 'The `-` has no space behind it, so it is a part of the word.';
  return { offset: start + indent.length, message, hint: `Put a space behind the dash: - ${short(key)}: …` };
}

/** `key:value`, which YAML takes for one word. */
function space({ text, start }: Line): Slip | undefined {
  const word = /^(\s*(?:-\s+)*)([A-Za-z][\w-]*):(?![\s/]|$)(\S.*)$/.exec(text);
  if (word === null) return undefined;
  const [, before = '', key = '', value = ''] = word;
  return {
    offset: start + before.length + key.length,
    message: 'The `:` has no space behind it, so it is a part of the word.',
    hint: `Put a space behind the colon: ${short(key)}: ${short(value.trim())}`,
  };
}

/** A text with `: ` in it, without quotes. */
function colon({ text, start }: Line): Slip | undefined {
  const found = /^(\s*(?:-\s+)*[\w-]+:\s+)([^\s"'[{|>#&*!][^#]*?):\s/.exec(text);
  if (found === null) return undefined;
  const [, before = '', inner = ''] = found;
  const value = text.slice(before.length).trim();
  return {
    offset: start + before.length + inner.length,
    message: 'A text with `: ` in it would begin a map.',
    hint: `Quote the text: '${short(value.replaceAll("'", "''"))}'`,
  };
}

/** Text of a file within a message. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
