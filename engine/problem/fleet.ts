import type { ProblemText } from './text.ts';

/** Many organizations: the fleet file, and the queue between machines. */
export const FLEET_PROBLEMS = {
  'fleet-file-unreadable': {
    title: 'The fleet file cannot be read',
    why: 'It is not there, is a folder, or its permissions do not let this user read it.',
    mend: 'Check the path, relative to the folder you run in, and the permissions.',
  },
  'fleet-secret': {
    title: 'A secret stands in the fleet file',
    why: 'A fleet file is shared, reviewed and kept for ever; a key in it is a key that was given away.',
    mend: 'Take it out and make a new key at once. Name where credentials are found instead: `profile`, `env-prefix` or `file`.',
  },
  'fleet-organization-twice': {
    title: 'An organization stands twice in a fleet',
    why: 'Two entries of one name, or with the same credentials at the same endpoint, would be two runs on one organization at once.',
    mend: 'Take one of them out, or correct its name or credentials. Rules of several teams go into one rule file with `include`.',
  },
  'fleet-credentials': {
    title: 'Credentials of an organization are named in two ways',
    why: 'Variables with a prefix hold keys themselves, so a profile or file beside them would never be used.',
    mend: 'Give `env-prefix` alone, or `profile`, `file`, or a `profile` of a `file`.',
  },
  'fleet-selects-nothing': {
    title: 'No organization of the fleet is selected',
    why: 'A run over nothing would look like success.',
    mend: 'Correct `--select LABEL=VALUE`; the hint lists labels that there are. `--select name=NAME` takes one organization.',
  },
  'fleet-crashed': {
    title: 'The run of one organization met a mistake of reconcile itself',
    why: 'The others went on. What the run had done by then is in its journal.',
    mend: 'Look at the log for where it happened and report it. Then run again: `reconcile runs` shows whether one is unfinished.',
  },
} as const satisfies Record<string, ProblemText>;
