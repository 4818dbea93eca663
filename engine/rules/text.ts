import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';

/** Bytes of one file. A real rule file has a few thousand. */
export const MOST_BYTES = 1024 * 1024;

/** The text of a file, or why it is none. A byte order mark is no part of the text. */
export function decodeText(bytes: Uint8Array, file: string): { readonly text: string } | Problem {
  const place = { file, line: 1, column: 1 };
  if (bytes.length > MOST_BYTES) {
    return problem('file-too-large', `${file} has ${bytes.length} bytes; a file may have ${MOST_BYTES}.`, {
      hint: 'Split it, and name the parts in `include`.',
      place,
    });
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return problem('not-text', `${file} is not UTF-8 text.`, {
      hint: 'Save it as UTF-8. Editors often call UTF-16 "Unicode".',
      place: { ...place, line: lineOf(bytes, firstBadByte(bytes)) },
    });
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    return problem('not-text', `${file} holds a NUL character, which no text has.`, {
      hint: 'Save it as UTF-8 text again. Editors often call UTF-16 "Unicode".',
      place: { ...place, line: text.slice(0, nul).split('\n').length },
    });
  }
  return { text };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Index of the first byte that is no UTF-8: what a lenient decoder turns into U+FFFD and a strict one refuses. */
function firstBadByte(bytes: Uint8Array): number {
  // Halving: a prefix decodes in stream mode exactly if the bad byte is not within it.
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (startsAsUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function startsAsUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineOf(bytes: Uint8Array, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i++) if (bytes[i] === 0x0a) line++;
  return line;
}
