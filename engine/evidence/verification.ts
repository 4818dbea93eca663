import type { Day, ExitCode, Instant, Origin, Plan, Problem, Run, TagState } from '../model.ts';
import { RUN_FILES } from '../runs/folders.ts';
import type { Begin } from '../runs/past.ts';
import type { JournalCheck } from './journal.ts';
import { type Demand, distinctKeys, type SignatureCheck } from './signatures.ts';
import { countStates, type Files, subjectsOf } from './statement.ts';

/** What came of checking evidence: the only input of its reports. Holds no time and no value of a tag. */
export interface Verification {
  readonly version: 1;
  /** Whether the evidence checks: there is no problem. */
  readonly holds: boolean;
  readonly subject: 'plan' | 'run';
  /** The id of the run, or the file of the plan. */
  readonly name: string;
  readonly plan?: AboutPlan;
  readonly run?: AboutRun;
  readonly files: readonly FileCheck[];
  readonly signatures: {
    readonly file: string;
    readonly there: boolean;
    /** Distinct keys that must have signed; 0 where no key was given, and then nothing was checked. */
    readonly required: number;
    readonly by: readonly SignatureCheck[];
  };
  readonly problems: readonly Problem[];
}

export interface AboutPlan {
  readonly digest: string;
  readonly organization: string;
  readonly origin: Origin;
  readonly day: Day;
  readonly removals: number;
  readonly resources: number;
}

/** What the journal and the record say of a run; the record's part is absent where it cannot be read. */
export interface AboutRun {
  readonly mode: 'apply' | 'undo';
  readonly of?: string;
  readonly organization: string;
  readonly origin: Origin;
  readonly digest: string;
  readonly began: Instant;
  readonly lines: number;
  readonly head: string;
  readonly ended?: Instant;
  readonly exit?: ExitCode;
  readonly tool?: string;
  readonly counts?: Readonly<Partial<Record<TagState, number>>>;
}

/**
 * One file of the evidence. `wrong`: a problem names it; `unlike`: it only does not agree with another one, which was
 * changed for certain, or may have been as well as this one.
 */
export interface FileCheck {
  readonly file: string;
  readonly sha256: string;
  readonly state: 'good' | 'wrong' | 'unlike';
  /** For `unlike`: the name of the other file. */
  readonly than?: string;
}

/** The material of a verification. */
export interface Checks {
  readonly subject: Verification['subject'];
  readonly name: string;
  readonly files: Files;
  readonly where: (name: string) => string;
  readonly plan?: Plan | undefined;
  readonly begin?: Begin | undefined;
  readonly run?: Run | undefined;
  readonly journal?: JournalCheck | undefined;
  readonly envelope: {
    readonly file: string;
    readonly there: boolean;
    readonly by: readonly SignatureCheck[];
  };
  readonly demand: Demand;
  readonly problems: readonly Problem[];
  /** Of a run: problems that say that a file is unlike the journal, whichever of the two was changed. */
  readonly unlikeJournal?: ReadonlySet<Problem>;
}

/** Sums checks up. */
export function sumUp(checks: Checks): Verification {
  const { subject, name, plan, begin, run, journal, envelope, demand, problems } = checks;
  return {
    version: 1,
    holds: problems.length === 0,
    subject,
    name,
    ...(subject === 'plan' && plan && { plan: aboutPlan(plan) }),
    ...(begin && journal && { run: aboutRun(begin, journal, run) }),
    files: fileChecks(checks),
    signatures: {
      file: envelope.file,
      there: envelope.there,
      required: demand.threshold ?? distinctKeys(demand.keys).length,
      by: envelope.by,
    },
    problems,
  };
}

function aboutPlan({ digest, organization, origin, day, calls }: Plan): AboutPlan {
  const removals = calls.reduce((sum, call) => sum + call.remove.length, 0);
  return { digest, organization: organization.id, origin, day, removals, resources: calls.length };
}

function aboutRun(begin: Begin, journal: JournalCheck, run: Run | undefined): AboutRun {
  return {
    mode: begin.mode,
    ...(begin.of !== undefined && { of: begin.of }),
    organization: begin.organization.id,
    origin: begin.origin,
    digest: begin.digest,
    began: begin.at,
    lines: journal.hashes.length,
    head: journal.hashes.at(-1) ?? '',
    ...(run && { ended: run.ended, exit: run.exit, tool: run.tool, counts: countStates(run) }),
  };
}

function fileChecks(checks: Checks): FileCheck[] {
  return subjectsOf(checks.files).map(({ name, digest }) => {
    const file = checks.where(name);
    return { file, sha256: digest.sha256, ...stateOf(name, checks) };
  });
}

/**
 * Whose fault it is that two files differ: the journal's where its own chain or a signature tells that it was changed;
 * the other one's where nothing is said against the journal, for the chain ends as it is noted; else one of the two.
 */
function stateOf(
  name: string,
  { where, problems, unlikeJournal = new Set() }: Checks,
): Pick<FileCheck, 'state' | 'than'> {
  const against = (one: string): readonly Problem[] =>
    problems.filter(({ place }) => place?.file === where(one));
  const mine = against(name);
  if (mine.length === 0) return { state: 'good' };
  const isJournal = name === RUN_FILES.journal;
  const blamed = against(RUN_FILES.journal).length > 0;
  if (!blamed || mine.some((one) => !unlikeJournal.has(one))) return { state: 'wrong' };
  return { state: 'unlike', than: isJournal ? RUN_FILES.run : RUN_FILES.journal };
}
