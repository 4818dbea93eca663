import { RE2JS, RE2JSException } from 're2js';

/**
 * Compiles a regex in RE2 syntax: found anywhere in the text unless anchored, in time linear in the text, since RE2
 * has no look-around and no back-references. `.` takes no line break and `$` is the very end unless flags within the
 * regex, such as `(?s)`, say otherwise.
 *
 * @throws RE2JSException where `regexFault` finds a fault
 */
export function compileRegex(regex: string, ignoreCase: boolean): (text: string) => boolean {
  const compiled = RE2JS.compile(regex, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => compiled.test(text);
}

/** What is wrong with a regex, in RE2's words; undefined where nothing is. */
export function regexFault(regex: string): string | undefined {
  try {
    RE2JS.compile(regex);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, '');
    throw error;
  }
}
