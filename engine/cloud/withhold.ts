/** Characters of an answer that are looked at; a message shows far fewer. */
const LOOKED_AT = 2_000;

/** So many characters in a row of a secret, in its order, are a part of it; of a shorter secret, all of them. */
const PART = 12;

/**
 * Takes secrets out of a text that somebody else wrote: whole, cut off, percent-encoded, or wrapped onto lines. Long
 * texts are cut.
 */
export function withhold(text: string, secrets: readonly string[]): string {
  const looked = text.slice(0, LOOKED_AT);
  const forms = secrets.flatMap((one) => [one, encodeURIComponent(one.toWellFormed())]);
  const hidden = new Set(forms.flatMap((form) => placesOf(form, looked)));
  return [...looked.matchAll(/[^]/g)]
    .map(({ 0: letter, index }) => (!hidden.has(index) ? letter : hidden.has(index - 1) ? '' : '[secret]'))
    .join('');
}

/** Indices of a text at which a part of a secret stands, white space within it among them. */
function placesOf(form: string, text: string): number[] {
  const secret = form.replaceAll(/\s/g, '');
  const places = [...text.matchAll(/\S/g)].map((found) => found.index);
  const letters = places.map((at) => text[at]).join('');
  const part = Math.min(PART, secret.length);
  const found: number[] = [];
  for (let at = 0; part > 0 && at + part <= letters.length; at++) {
    if (!secret.includes(letters.slice(at, at + part))) continue;
    const [first = 0, last = 0] = [places[at], places[at + part - 1]];
    for (let index = first; index <= last; index++) found.push(index);
  }
  return found;
}
