import { refuse } from '../problem.ts';

/** What is in the text of a key or of a credentials file, and in no path that somebody would choose. */
const TEXTS: readonly RegExp[] = [
  /[\n\r]/,
  /-----BEGIN|PRIVATE KEY/,
  // A key, or its PEM, in base64 on one line: `-----BEGIN`, and how DER begins.
  /^(?:LS0tLS1CRUdJTi|M[A-P][A-Za-z0-9+/]{40,}={0,2}$)/,
  /\b(?:sk|secret|secret_?(?:access_?)?key|security_?token|password|passphrase)["']?\s*(?:=|:\s|:["'])\s*\S/i,
];

/** Whether this is the text of a file rather than its path: it may be secret, so no message may quote it. */
function isText(path: string): boolean {
  return TEXTS.some((text) => text.test(path));
}

/**
 * Refuses the text of a file where its path belongs, and shows nothing of it.
 *
 * @param name what it was given as: an option or a variable
 * @throws Refusal (`path-is-text`)
 */
export function refuseText(path: string, name: string): void {
  if (!isText(path)) return;
  refuse('path-is-text', `${name} holds the text of a key or of another file, and a path belongs there`, {
    hint: `write the text to a file and name that, or in bash: <(printf '%s\\n' "$VARIABLE"). It is not shown here, since it may be secret`,
  });
}
