import pLimit from 'p-limit';
import { ApiFailure, type OrganizationsApi } from '../cloud/port.ts';
import { PAGE, readBulk } from '../inventory/bulk.ts';
import type { Clock, Counts, Outcome, ResourceType, Tag, TagOutcome } from '../model.ts';
import type { Change } from '../runs/undoing.ts';
import { blame, takenWith } from './taken.ts';

export interface Verified {
  readonly outcomes: readonly Outcome[];
  /** Why live tags could not be read again, where they could not; the outcomes are then as the answers said. */
  readonly unread: readonly string[];
  /** Tags that went with others that were removed: of a key that differs by case alone. */
  readonly taken: readonly Change[];
}

/** Waits between reads for a service that catches up late, in milliseconds: about 15 seconds in all. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000];

/** What a tag should be now that its state is done: absent after an untag, there again after an undo. */
type Expectation = (outcome: TagOutcome, live: ReadonlyMap<string, string>) => string | undefined;

export const EXPECT_ABSENT: Expectation = ({ key, value }, live) => {
  const now = live.get(key);
  if (now === undefined) return undefined;
  return now === value ? 'it is still there' : 'it is there again, with another value';
};

export const EXPECT_PRESENT: Expectation = ({ key, value }, live) => {
  const now = live.get(key);
  if (now === value) return undefined;
  return now === undefined ? 'it is not there' : 'it is there with another value';
};

/**
 * Reads again what was touched and holds it against what was done: in bulk, or one by one where that is fewer
 * calls. What differs is read again after a while, since reads may lag behind writes; what differs to the end is
 * `failed`.
 */
export async function verifyOutcomes(
  api: OrganizationsApi,
  outcomes: readonly Outcome[],
  context: {
    /** What the inventory counted; without it touched resources are read one by one. */
    counts: Counts | undefined;
    expect: Expectation;
    /** Live tags that the writes rested on, by resource; none that were there and not to be removed may be gone. */
    before: ReadonlyMap<string, readonly Tag[]>;
    concurrency: number;
    clock: Clock;
    interrupt: AbortSignal;
  },
): Promise<Verified> {
  const { expect, clock, interrupt } = context;
  const unread = new Set<string>();
  let touched = outcomes.filter(wasTouched);
  let live = await readTouched(api, touched, context, unread);
  for (const wait of WAITS) {
    touched = touched.filter((one) => differs(one, live, expect).size > 0);
    if (touched.length === 0 || interrupt.aborted) break;
    await clock.sleep(wait, interrupt).catch(() => undefined);
    live = new Map([...live, ...(await readEach(api, touched, context.concurrency, unread))]);
  }
  const judged = outcomes.map((one) => {
    const now = live.get(one.resource.id);
    const before = context.before.get(one.resource.id) ?? [];
    const tags = now === undefined ? [] : takenWith(one, before, now);
    const found = new Map([...differs(one, live, expect), ...blame(one, tags)]);
    return { outcome: mark(one, found), taken: { resource: one.resource, tags } };
  });
  return {
    outcomes: judged.map((one) => one.outcome),
    unread: [...unread],
    taken: judged.map((one) => one.taken).filter(({ tags }) => tags.length > 0),
  };
}

type Live = ReadonlyMap<string, readonly Tag[]>;

function wasTouched(outcome: Outcome): boolean {
  return outcome.tags.some((tag) => isDone(tag));
}

function isDone({ state }: TagOutcome): boolean {
  return state === 'removed' || state === 'restored';
}

async function readTouched(
  api: OrganizationsApi,
  touched: readonly Outcome[],
  { counts, concurrency }: { counts: Counts | undefined; concurrency: number },
  unread: Set<string>,
): Promise<Live> {
  if (counts === undefined) return readEach(api, touched, concurrency, unread);
  const types = [...new Set(touched.map((one) => one.resource.type))];
  const pages = types.reduce((sum, type) => sum + pagesOf(counts, type), 0);
  if (pages >= touched.length) return readEach(api, touched, concurrency, unread);
  const limit = pLimit(concurrency);
  const reads = await Promise.all(
    types.map((type) => readBulk(api, type, limit).catch((error: unknown) => note(error, new Set()))),
  );
  const live = new Map(reads.flatMap((read) => read?.resources ?? []).map((one) => [one.id, one.tags]));
  const missed = touched.filter((one) => !live.has(one.resource.id));
  return new Map([...live, ...(await readEach(api, missed, concurrency, unread))]);
}

function pagesOf(counts: Counts, type: ResourceType): number {
  return Math.max(1, Math.ceil((counts['per-type'][type]?.resources ?? 0) / PAGE));
}

async function readEach(
  api: OrganizationsApi,
  touched: readonly Outcome[],
  concurrency: number,
  unread: Set<string>,
): Promise<Live> {
  const limit = pLimit(concurrency);
  const live = new Map<string, readonly Tag[]>();
  const read = async ({ resource }: Outcome) => {
    const tags = await api.listTags(resource.id).catch((error: unknown) => note(error, unread));
    if (tags !== undefined) live.set(resource.id, tags);
  };
  await Promise.all(touched.map((one) => limit(() => read(one))));
  return live;
}

function note(error: unknown, unread: Set<string>): undefined {
  if (!(error instanceof ApiFailure)) throw error;
  unread.add(error.message);
  return undefined;
}

/** Keys of an outcome that are not as its states say, with how. A resource that was not read differs in nothing. */
function differs({ resource, tags }: Outcome, live: Live, expect: Expectation): ReadonlyMap<string, string> {
  const now = live.get(resource.id);
  const found = new Map<string, string>();
  if (now === undefined) return found;
  const values = new Map(now.map((tag) => [tag.key, tag.value]));
  for (const tag of tags) {
    const how = isDone(tag) ? expect(tag, values) : undefined;
    if (how !== undefined) found.set(tag.key, how);
  }
  return found;
}

function mark(outcome: Outcome, found: ReadonlyMap<string, string>): Outcome {
  if (found.size === 0) return outcome;
  const tags = outcome.tags.map((tag): TagOutcome => {
    const how = found.get(tag.key);
    return how === undefined ? tag : { ...tag, state: 'failed', why: `read again after the call: ${how}` };
  });
  return { ...outcome, tags };
}
