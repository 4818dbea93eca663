import type {
  Call,
  Caller,
  Instant,
  Outcome,
  Plan,
  ResourceRef,
  Rule,
  Run,
  Severity,
  Tag,
  TagOutcome,
  TagState,
} from '../model.ts';
import { SEVERITIES } from '../model.ts';
import { showValue } from './visible.ts';

/** `planned`: nothing was sent for it, and nothing was meant to be. */
export type RowState = TagState | 'planned';

const ACTED: ReadonlySet<RowState> = new Set(['removed', 'restored']);
const NEEDLESS: ReadonlySet<RowState> = new Set(['gone', 'present']);

/** Whether a tag is as the run wanted it, by its doing or another's. */
export function isDone(state: RowState): boolean {
  return isActed(state) || isNeedless(state);
}

/** Whether the run itself made a tag as it wanted it. */
export function isActed(state: RowState): boolean {
  return ACTED.has(state);
}

/** Whether a tag was as the run wanted it before its turn came. */
export function isNeedless(state: RowState): boolean {
  return NEEDLESS.has(state);
}

/** One tag that is to go (or, for an undo, to come back or go again), with what became of it. */
export interface Row {
  readonly resource: ResourceRef;
  readonly key: string;
  readonly value: string;
  readonly because: readonly string[];
  /** The gravest of the rules that claim it. */
  readonly severity: Severity;
  readonly state: RowState;
  readonly why?: string;
  readonly requestId?: string;
  readonly at?: Instant;
  /** Who made the request; absent where there was none, or where the run does not tell. */
  readonly caller?: Caller;
}

/** Every tag of the run in plan order. */
export function* rowsOf(run: Run): Iterable<Row> {
  const severityOf = severities(run.plan?.rules.rules ?? []);
  const told = run.outcomes.length > 0 ? run.outcomes : (run.foreseen ?? []);
  const outcomes = new Map(told.map((outcome) => [identity(outcome.resource), outcome]));
  for (const { resource, remove } of intended(run)) {
    const outcome = outcomes.get(identity(resource));
    const tags = new Map(outcome?.tags.map((tag) => [tag.key, tag]));
    for (const removal of remove) {
      yield {
        resource,
        ...removal,
        severity: severityOf(removal.because),
        ...became(run, removal, tags.get(removal.key), outcome),
      };
    }
  }
}

/** The plan that a run carries out: none for an undo, which decides nothing. */
export function planOf(run: Run): Plan | undefined {
  return run.mode === 'undo' ? undefined : run.plan;
}

function intended(run: Run): readonly Call[] {
  if (run.mode !== 'undo') return run.plan?.calls ?? [];
  return (run.restore ?? []).map(({ resource, tags }) => ({
    resource,
    remove: tags.map((tag) => ({ ...tag, because: [] })),
  }));
}

function became(
  run: Run,
  { value }: Tag,
  tag: TagOutcome | undefined,
  outcome: Outcome | undefined,
): Pick<Row, 'state' | 'why' | 'requestId' | 'at' | 'caller'> {
  // What an earlier part of the run did has a call of its own.
  const { 'request-id': requestId, at } = tag?.at === undefined ? (outcome ?? {}) : tag;
  const caller = requestId === undefined || at === undefined ? undefined : callerAt(run, at);
  return {
    state: tag?.state ?? (run.outcomes.length > 0 ? 'not-sent' : 'planned'),
    ...(tag?.why !== undefined && { why: withValue(tag, value) }),
    ...(requestId !== undefined && { requestId }),
    ...(at !== undefined && { at }),
    ...(caller !== undefined && { caller }),
  };
}

/** Why a tag was left alone, with the value that is there where it is not the one of the plan. */
function withValue({ why = '', value: now, state }: TagOutcome, planned: string): string {
  return state === 'stale' && now !== planned ? `${why}: ${showValue(now)}` : why;
}

/** Who asked at a time: the last one that had begun by then. */
function callerAt({ callers = [] }: Run, at: Instant): Caller | undefined {
  return callers.findLast(({ since }) => Date.parse(since) <= Date.parse(at));
}

/** One text for a resource; ids of two types never meet. */
export function identity(resource: ResourceRef): string {
  return `${resource.type}/${resource.id}`;
}

/** Gives the gravest severity of some rules, by id. */
function severities(rules: readonly Rule[]): (because: readonly string[]) => Severity {
  const known = new Map(rules.map((rule) => [rule.id, rule.severity]));
  return (because) =>
    SEVERITIES.find((one) => because.some((id) => (known.get(id) ?? 'error') === one)) ?? 'error';
}

/** Puts rows together by a name, in the order in which the names first appear. */
export function grouped<T>(items: Iterable<T>, nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
