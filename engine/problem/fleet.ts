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
  'fleet-unknown': {
    title: 'A fleet run that this state directory does not hold',
    why: 'What workers are to do lies in the state directory, and what came of it too. This one has no such fleet run.',
    mend: 'Name the directory of the fleet with `--state-dir`. Workers on other machines must mount the same one.',
  },
  'fleet-state-differs': {
    title: 'A worker does not see the state directory of the others',
    why: 'Whoever joins the queue leaves a mark in the state directory and tells its name through the queue. The last mark is not here, so this directory is another one or a copy: a run could not be resumed from it, and removed values would be in a journal that nobody looks into.',
    mend: 'Mount the same volume on every machine. Where the old directory is gone for good, delete the key that the hint names.',
  },
  'fleet-abandoned': {
    title: 'No worker could finish an organization',
    why: 'The queue gave up on it: it lost too many workers, or was removed from the queue.',
    mend: 'Look at the logs of the workers. Then run the fleet again with `--select name=NAME`.',
  },
  'lease-lost': {
    title: 'A worker cannot be sure that an organization is still its own',
    why: 'The queue is asked before each write whether the job is still this worker’s. It had given the job to another, or it did not answer in time.',
    mend: 'Nothing: whoever has the job now goes on with the run from its journal. If it happens often, raise `--lease`.',
  },
  'queue-missing': {
    title: 'The packages of the queue are not installed',
    why: 'Only those who spread a fleet over several machines need BullMQ and ioredis, so they are optional.',
    mend: 'Install both beside reconcile, in the versions that the hint names; or run without `--queue`.',
  },
  'queue-url': {
    title: 'The address of the queue cannot be used',
    why: 'The queue is a Redis or Valkey server, named by a `redis://` URL, or `rediss://` with TLS.',
    mend: 'Correct `--queue` or the variable RECONCILE_QUEUE. User and password go into RECONCILE_REDIS_USERNAME and RECONCILE_REDIS_PASSWORD.',
  },
  'queue-unreachable': {
    title: 'The queue does not answer',
    why: 'No server answered at the address, or it refused the user, or takes no write: it is full, or a replica. Nothing was begun.',
    mend: 'Check that the server runs and that this machine may reach it, and the user and password. Where the message has a word of the server, such as OOM or READONLY, its log says more.',
  },
} as const satisfies Record<string, ProblemText>;
