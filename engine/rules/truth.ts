/**
 * Whether a condition holds, in Kleene's strong three-valued logic. `unknown` is what cannot be decided (a date that
 * cannot be read, a path whose tree was not read): it never becomes `yes` by negation, so it never claims a tag.
 *
 * ```
 *  and     | yes      unknown  no        or      | yes  unknown  no         not
 *  --------+-------------------------    --------+----------------------    -----------------
 *  yes     | yes      unknown  no        yes     | yes  yes      yes        yes     | no
 *  unknown | unknown  unknown  no        unknown | yes  unknown  unknown    unknown | unknown
 *  no      | no       no       no        no      | yes  unknown  no         no      | yes
 * ```
 */
export type Truth = 'yes' | 'no' | 'unknown';

/** Whether all hold; of none: `yes`. */
export function and(...truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return truths.includes('unknown') ? 'unknown' : 'yes';
}

/** Whether any holds; of none: `no`. */
export function or(...truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes';
  return truths.includes('unknown') ? 'unknown' : 'no';
}

/** The opposite; `not unknown` is `unknown`. */
export function not(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown';
  return truth === 'yes' ? 'no' : 'yes';
}

/** What was decided outright. */
export function truthOf(holds: boolean): Truth {
  return holds ? 'yes' : 'no';
}

/** Whether all tests hold of `subject`; the first `no` ends it, so the cheap tests go first. */
export function allOf<Args extends readonly unknown[]>(
  tests: readonly ((...subject: Args) => Truth)[],
): (...subject: Args) => Truth {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (...subject) => {
    let all: Truth = 'yes';
    for (const test of tests) {
      const truth = test(...subject);
      if (truth === 'no') return 'no';
      if (truth === 'unknown') all = 'unknown';
    }
    return all;
  };
}
