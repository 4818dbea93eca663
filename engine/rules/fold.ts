const BEYOND_ASCII = /[\u0080-\uffff]/;
const EACH_BEYOND_ASCII = /[\u0080-\u{10ffff}]/gu;

/**
 * Text with case taken away: two texts differ only by case exactly if they fold to the same. Each character becomes
 * its Unicode lower-case form on its own, in no locale, so that a pattern and a text that meet anywhere meet
 * everywhere: a sigma at the end of a word is no exception, and where the lower-case form is more than one character
 * (`İ`) the character stays. So the Turkish `İ` and `ı` are not variants of `I` and `i`, and `ß` is none of `SS`.
 */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]/g, lower).replace(EACH_BEYOND_ASCII, lower);
}

function lower(character: string): string {
  const folded = character.toLowerCase();
  return Array.from(folded).length === 1 ? folded : character;
}
