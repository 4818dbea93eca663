import type { ProblemText } from './text.ts';

/** Evidence of plans and runs: digests, chains, signatures and the keys they are made with. */
export const EVIDENCE_PROBLEMS = {
  'evidence-missing': {
    title: 'A file of a run is not there',
    why: 'A run that wrote keeps its plan (or, for an undo, what it puts back), its journal and its record. One of them was removed, or the folder is not that of a run.',
    mend: 'Restore the folder from a backup. What is left can still be read, but it proves nothing about what is missing.',
  },
  'evidence-broken': {
    title: 'A file of a run is not what reconcile writes',
    why: 'It is not JSON, or not of the form that its schema describes. It was damaged or edited.',
    mend: 'Restore the file from a backup.',
  },
  'evidence-mismatch': {
    title: 'Two files of a run say different things',
    why: 'The journal, the plan and the record of a run tell the same story three times over: the plan what was to be done, the journal what was sent and answered, the record what became of it. They do not agree, so at least one of them was changed.',
    mend: 'Compare the named places. The journal is the one that is hardest to change unseen: each of its lines carries the hash of the line before. Restore what was changed from a backup.',
  },
  'evidence-unplanned': {
    title: 'A write that nothing planned',
    why: 'The journal has a tag about to be changed that is not in the plan, or with another value than the plan has. The engine never sends such a call: the journal or the plan was changed, or another program wrote it.',
    mend: 'Look at the named line of the journal and at the plan, and ask the cloud for its own record of the call (Cloud Trace Service).',
  },
  'evidence-unfinished': {
    title: 'A run without an end',
    why: 'It was cut off before its end, or cut off again after it was gone on with, so its record is not there or is older than its journal. What became of every removal is not known.',
    mend: 'Go on with it: `reconcile resume RUN`. Its record is then written and can be checked.',
  },
  'evidence-head': {
    title: 'A journal does not end where it was noted to end',
    why: 'The hash of its last line is not the one that was given. Records were added, removed or replaced since that hash was noted; a chain that was forged as a whole shows in no other way without a signature.',
    mend: 'If the run was gone on with since, compare with the hash that `resume` printed. Else restore the folder from a backup.',
  },
  'evidence-unsigned': {
    title: 'Signatures are missing',
    why: 'Fewer of the given keys have signed than are required. Digests catch accidents; only a signature catches a forger.',
    mend: 'Have the holders of the named keys sign: `reconcile sign PLAN_OR_RUN --key FILE`.',
  },
  'evidence-signature': {
    title: 'A signature does not fit',
    why: 'It names a key that was given, and that key did not make it over these bytes. The envelope was changed after it was signed.',
    mend: 'Restore the envelope from a backup, or remove it and have it signed again.',
  },
  'evidence-altered': {
    title: 'What was signed is not what is here',
    why: 'The envelope speaks of other bytes: a file was changed after it was signed, or the envelope belongs to something else.',
    mend: 'Find out what changed before signing anew. If the change is meant, remove the envelope and have everybody sign again.',
  },
  'envelope-broken': {
    title: 'A file is no envelope of signatures',
    why: 'It is not a DSSE envelope over an in-toto statement, as `reconcile sign` writes.',
    mend: 'Name the right file with `--signature`, or sign again.',
  },
  'key-unfit': {
    title: 'A key that cannot be used',
    why: 'The file is no PEM, or of the wrong half of a key, or of a kind other than Ed25519 and ECDSA on P-256.',
    mend: 'Sign with a private key and verify with a public one. Make a pair with `openssl genpkey -algorithm ed25519 -out key.pem` and `openssl pkey -in key.pem -pubout -out key.pub.pem`.',
  },
  'key-locked': {
    title: 'A private key is encrypted',
    why: 'The key file wants a passphrase, and the environment has none or a wrong one.',
    mend: 'Give the passphrase in the variable `RECONCILE_KEY_PASSPHRASE`. It is never taken from the command line, where other users of the machine could read it.',
  },
} as const satisfies Record<string, ProblemText>;
