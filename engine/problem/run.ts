import type { ProblemText } from './text.ts';

/** Files that runs read and write: inventories, plans, journals, run folders. */
export const RUN_PROBLEMS = {
  'inventory-broken': {
    title: 'An inventory file is not what `reconcile snapshot` writes',
    why: 'A line is not JSON, lacks a field, is out of order or stands twice. A plan made from half a file would take resources that are not in it for clean ones.',
    mend: 'Take the snapshot again. Do not edit or merge inventory files by hand; to rehearse a change, edit the seed of the emulator.',
  },
  'inventory-version': {
    title: 'An inventory file of another version',
    why: 'The file was written by a version of reconcile whose format this one does not read.',
    mend: 'Take the snapshot again with this version, or read it with the version that wrote it.',
  },
  'file-unreadable': {
    title: 'A file cannot be read',
    why: 'It is not there, is a folder, or its permissions do not let this user read it.',
    mend: 'Check the path, relative to the folder you run in, and the permissions.',
  },
  'file-unwritable': {
    title: 'A file or folder cannot be written',
    why: 'The disk is full, the folder is read-only or missing, or permissions are lacking. Without its journal a run sends nothing.',
    mend: 'Make room or give another place with `--state-dir`, `--out` or `--report FORMAT=FILE`.',
  },
  'too-many-failures': {
    title: 'More resources failed than the run may lose',
    why: 'The failure budget (`--max-failures`) was used up, so nothing further was started. Calls under way were finished and journaled.',
    mend: 'Look at the failures in the report, mend their cause, then go on with `reconcile resume RUN`.',
  },
  'verify-unread': {
    title: 'What was done could not be read again',
    why: 'Every call was answered, but the read that holds the result against the plan failed. The run is not known to be complete.',
    mend: 'Run `reconcile --dry-run`: what it still plans was not done.',
  },
  'lock-held': {
    title: 'Another run works on this organization',
    why: 'Two runs on one organization would each plan on tags that the other is changing. The lock file names the process, its host and its start.',
    mend: 'Wait for the other run. A holder on this machine that is dead is recognised and replaced by itself; one on another machine is not: make sure that it is dead, then remove the lock file that the message names.',
  },
  'lock-lost': {
    title: 'The lock of a run was taken from it',
    why: 'The lock is checked before each write. Somebody removed or replaced it, so another run may be working.',
    mend: 'See which run holds the lock now, wait for it, then `reconcile resume RUN`.',
  },
  'run-unknown': {
    title: 'There is no such run',
    why: 'No folder of that name or prefix is in the state directory.',
    mend: '`reconcile runs` lists what is there. Runs of another folder need `--state-dir`.',
  },
  'run-ambiguous': {
    title: 'A prefix that fits several runs',
    why: 'RUN may be shortened only as far as it names one run.',
    mend: 'Give more of the id, or `last`.',
  },
} as const satisfies Record<string, ProblemText>;
