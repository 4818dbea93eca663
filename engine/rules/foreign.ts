import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';

/** A file that `reconcile` wrote, and that may be given where rules are wanted. */
interface Foreign {
  /** How such a file begins. */
  readonly begin: RegExp;
  readonly what: string;
  /** What it is for. */
  use(name: string): string;
}

const FOREIGN: readonly Foreign[] = [
  {
    begin: /^\{"version":\d+,"organization":\{/,
    what: 'a snapshot of an organization',
    use: (name) => `Give it with --inventory ${name}.`,
  },
  {
    begin: /^\{\s+"version": \d+,\s+"organization": \{/,
    what: 'a saved plan',
    use: (name) => `\`reconcile apply ${name}\` carries it out.`,
  },
  {
    begin: /^\{\s+"version": \d+,\s+"id": "[^"]*",\s+"mode": "/,
    what: 'the record of a run',
    use: () => '`reconcile report RUN` shows a run by its id.',
  },
  {
    begin: /^\{"n":\d+,"prev":"/,
    what: 'the journal of a run',
    use: () => '`reconcile runs` lists what there is of runs.',
  },
];

/** What a file is that is no rule file but one that `reconcile` wrote itself; undefined for any other. */
export function foreignFile(bytes: Uint8Array, name: string): Problem | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 500));
  const found = FOREIGN.find(({ begin }) => begin.test(start));
  if (found === undefined) return undefined;
  return problem('not-rules', `${name} is ${found.what}, and rules are wanted here.`, {
    place: { file: name, line: 1, column: 1 },
    hint: `${found.use(name)} Rules are named by their root file, such as tag-rules.yaml.`,
  });
}
