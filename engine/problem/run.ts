import type { ProblemText } from './text.ts';

/** Files that runs read and write: inventories, plans, journals, run folders. */
export const RUN_PROBLEMS = {
  'plan-broken': {
    title: 'A file is no plan',
    why: 'It is not JSON, or lacks something that every plan of `reconcile --dry-run --out` has.',
    mend: 'Make the plan anew. A plan is never edited by hand: narrow a run with `--only` instead.',
  },
  'plan-version': {
    title: 'A plan of another version',
    why: 'The file was written by a version of reconcile whose plans this one does not apply.',
    mend: 'Make the plan anew with this version.',
  },
  'plan-edited': {
    title: 'A plan was changed after it was made',
    why: 'The digest covers what is to be done and the seal the whole file; one of them does not fit any more. What was approved is not what stands there.',
    mend: 'Make the plan anew and have it approved. To remove less, narrow it: `--only rule=ID` or `--only resource=ID`.',
  },
  'plan-organization': {
    title: 'A plan for another organization',
    why: 'The credentials of this run belong to another organization than the one whose tags were read.',
    mend: 'Use the credentials of the management account that the plan names.',
  },
  'plan-origin': {
    title: 'A plan made against another service',
    why: 'A plan that was rehearsed on an emulator must not reach the cloud, nor one of a cloud endpoint another.',
    mend: 'Make a plan against the service that you mean to change.',
  },
  'plan-old': {
    title: 'A plan is older than allowed',
    why: 'The longer ago tags were read, the less an approval of their removal is worth. 24 hours are allowed where nothing is said. A plan that seems to be of the future was made on a machine whose clock is another.',
    mend: 'Make the plan anew, or raise the bound with `--max-age HOURS`.',
  },
  'plan-rules': {
    title: 'The rules are not those of the plan',
    why: 'A rule file is present and says something else than the rules inside the plan.',
    mend: 'Make the plan anew from the current rules; or, if the older rules are meant, `--allow-other-rules`.',
  },
  'run-crashed': {
    title: 'A run met a mistake of reconcile itself after it began to send',
    why: 'What it was about to send was in its journal before each call, so the report tells what was sent as far as that goes.',
    mend: 'Look at the log for where it happened and report it. Then `reconcile resume RUN` settles what is left, or `reconcile undo RUN` puts back what was removed.',
  },
  'rules-unchecked': {
    title: 'A plan was held against no rules of today',
    why: '`apply` holds a plan against the rules as they are now, so that one of older rules is not carried out by mistake. There is no rule file where it ran, so only the rules inside the plan counted.',
    mend: 'Run `apply` where the rules lie, or name them with `--rules FILE`. Where none are wanted, as with a plan that was approved by a signature, say so with `--allow-other-rules`.',
  },
  'plan-incomplete': {
    title: 'A plan that did not see everything',
    why: 'Something could not be read when the plan was made, and `--require-complete` asks for a plan without gaps.',
    mend: 'Look at the gaps in the report, mend their cause, make the plan anew.',
  },
  'plan-applied': {
    title: 'A plan was applied already',
    why: 'A run in this state directory has the digest of this plan, and began after its tags were read.',
    mend: 'Go on with an unfinished run by `reconcile resume RUN`. To do the same once more, as after an undo, make the plan anew, or give `--again`.',
  },
  'journal-broken': {
    title: 'A journal is damaged',
    why: 'Each line carries the hash of the one before; one of them does not fit. What the run did can no longer be told for certain, so it is neither gone on with nor undone.',
    mend: 'Restore the file from a backup. The plan beside it still tells what was to be removed, with the values: `reconcile undo PLAN` puts back what of it is gone.',
  },
  'run-unfit': {
    title: 'A run folder does not hold together',
    why: 'Its journal, plan or record is missing, or the plan is not the one that the journal began with. A warning: it has another name than its run, or is a copy of one beside it.',
    mend: 'Restore the folder from a backup, or put back from a saved plan: `reconcile undo PLAN`. Give it the name of its run again; keep copies somewhere else.',
  },
  'run-origin': {
    title: 'A run against another service or organization',
    why: 'What one service was told must be gone on with or put back there; a rehearsal must not reach the cloud.',
    mend: 'Use the credentials and endpoint of that run.',
  },
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
  'file-signed': {
    title: 'A file that is signed would be written over',
    why: 'There are signatures beside it, such as `plan.sig.json` beside `plan.json`. They are over the file as it is; an approval would be lost unseen.',
    mend: 'Choose another name. If the file is meant to be replaced, remove its signatures first, and have the new one signed.',
  },
  'file-twice': {
    title: 'One file for two reports, or for a report and the plan',
    why: 'Each is written whole, so only the last of them would be left.',
    mend: 'Give `--out` and each `--report FORMAT=FILE` a name of its own.',
  },
  'file-read': {
    title: 'A file that the command reads would be written over',
    why: '`--out` or `--report FORMAT=FILE` names the rules or a file that they include, the inventory, the seed or faults of an emulator, the plan, a key or the credentials. It would be lost.',
    mend: 'Choose another name.',
  },
  'file-of-run': {
    title: 'A file would be written into the folders of runs',
    why: '`runs/`, `locks/` and `fleets/` of the state directory belong to runs. Their journals are the only place that has the removed values.',
    mend: 'Choose a name outside of the state directory.',
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
  'resource-unread': {
    title: 'A resource was not found, and not everything could be read',
    why: 'It may exist: the list of its type or the tree of OUs was read only in part, or its own tags were denied.',
    mend: 'Mend what the hint names, often a permission, and try again. `reconcile doctor` checks permissions.',
  },
  'lock-held': {
    title: 'Another run works on this organization',
    why: 'Two runs on one organization would each plan on tags that the other is changing. The lock file names the process, its host, its run, and since when it is held.',
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
  'run-finished': {
    title: 'A run has nothing left to go on with',
    why: 'It did all that it set out to do. To go on would send nothing, and would only write over the record of what was.',
    mend: 'Nothing, as a rule: `reconcile report RUN` shows what it did. To apply its plan once more: `reconcile apply PLAN --again`.',
  },
  'run-undone': {
    title: 'A run that an undo has taken back is not gone on with',
    why: 'An undo has put back what the run removed, all of it or a part. To go on would remove more of what the undo was to save, and would tell what was put back as failed.',
    mend: 'Plan anew: `reconcile --dry-run` shows what there is to do now. To apply the plan of the run once more: `reconcile apply PLAN --again`. To take the undo back first: `reconcile undo RUN` with its id.',
  },
  'nothing-to-resume': {
    title: 'No run has anything left to do',
    why: '`resume last` means the newest run that was stopped or failed in part, and that no undo has begun to take back. There is none of this organization and service.',
    mend: 'Nothing, as a rule: `reconcile runs` lists what was done. What there is to do now, `reconcile --dry-run` shows.',
  },
  'run-signed': {
    title: 'A run that is signed is not written to',
    why: 'The signatures are over the files of the run as they are. To go on with it would change them, and no signature would fit any more.',
    mend: 'Do the rest by a new run: `reconcile`. If this one is to be gone on with all the same, remove its file of signatures, resume it, and have it signed again.',
  },
  'nothing-to-undo': {
    title: 'No run is left to undo',
    why: '`undo last` means the newest run that removed something and is not undone as far as it can be, and there is none: what somebody set anew since, an undo leaves alone. An undo is a run too, but `last` never means it: to undo it would remove the tags again.',
    mend: 'Nothing, as a rule: what was removed is back, or was set anew by somebody else, and `reconcile runs` shows it. To remove again what an undo put back, name the undo by its id: `reconcile undo RUN`.',
  },
  'undo-unread': {
    title: 'Tags could not be read before an undo',
    why: 'A dry run of an undo reads the live tags of what it would change. For this resource that failed, so it is not known whether its tags are there already.',
    mend: 'Mend what the message names: often the resource is gone, or a permission is missing. `reconcile doctor` checks permissions.',
  },
  'run-ambiguous': {
    title: 'A prefix that fits several runs',
    why: 'RUN may be shortened only as far as it names one run.',
    mend: 'Give more of the id, or `last`.',
  },
  'run-id-taken': {
    title: 'Another run has the id that a run was given',
    why: 'An id is the second in which a run began and four letters by chance. Among processes that share a state directory two may draw the same; the folder of the run has one owner, and this run has sent nothing.',
    mend: 'Nothing as a rule: the run begins again with another id by itself. If you see this, begin it again.',
  },
  'telemetry-missing': {
    title: 'The packages of OpenTelemetry are not installed',
    why: 'OTEL_EXPORTER_OTLP_ENDPOINT is set, so metrics and traces are wanted, but the packages that send them are optional and not here. The run goes on without.',
    mend: 'Install them beside reconcile with the command of the hint. Where no telemetry is wanted, unset the variable or set `OTEL_SDK_DISABLED=true`.',
  },
  'telemetry-unsent': {
    title: 'The collector of telemetry does not answer',
    why: 'Metrics and traces could not be sent to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names. Runs neither fail nor wait for it.',
    mend: 'Check that the variable names an OTLP/HTTP collector (port 4318 as a rule, not 4317, which is gRPC) that this machine may reach, and OTEL_EXPORTER_OTLP_HEADERS.',
  },
} as const satisfies Record<string, ProblemText>;
