import { createHash } from 'node:crypto';
import type {
  Caller,
  Instant,
  Organization,
  Origin,
  ResourceRef,
  RunMode,
  Tag,
  TagOutcome,
} from '../model.ts';

/** What a run that may write is known by: the first line of its journal. */
export interface Identity {
  readonly run: string;
  readonly mode: Exclude<RunMode, 'dry-run'>;
  /** For `undo`: the run that is undone. */
  readonly of?: string;
  readonly tool: string;
  readonly organization: Organization;
  readonly origin: Origin;
  /** Absent in journals of older versions. */
  readonly caller?: Caller;
  /** Of the plan; of the work itself for an undo. */
  readonly digest: string;
}

/** What a journal says, one line each. The order is the order in which things became durable. */
export type JournalEntry =
  | ({ readonly record: 'begin'; readonly version: 1 } & Identity)
  | {
      /** About to be sent; `tags` are the values about to be lost (untag) or put back (tag). */
      readonly record: 'intent';
      readonly action: 'untag' | 'tag';
      readonly resource: ResourceRef;
      readonly try: number;
      readonly tags: readonly Tag[];
    }
  | {
      /** What came back for the intent of the same resource and try. */
      readonly record: 'answer';
      readonly id: string;
      readonly try: number;
      /** `refused`: by the answer without effect, which the next read may belie; `in-doubt`: perhaps with. */
      readonly result: 'done' | 'refused' | 'in-doubt';
      readonly status?: number;
      readonly code?: string;
      readonly why?: string;
      readonly 'request-id'?: string;
    }
  | {
      /** The call that the intent of the same resource and try announced was not made: it came too late, or the run stopped. */
      readonly record: 'unsent';
      readonly id: string;
      readonly try: number;
    }
  | {
      /** The last word of this run on a resource. */
      readonly record: 'settled';
      readonly resource: ResourceRef;
      readonly tags: readonly TagOutcome[];
    }
  /** `resume` goes on with the run in the same journal. */
  | { readonly record: 'resume'; readonly tool: string; readonly caller?: Caller }
  | { readonly record: 'end'; readonly interrupted: boolean };

/** A line as it stands in the file: the entry, its number from 0, its time, and the hash of the line before. */
export type JournalRecord = JournalEntry & {
  readonly n: number;
  readonly prev: string;
  readonly at: Instant;
};

/** The hash before the first line. */
export const NO_HASH = '0'.repeat(64);

/** SHA-256 in hex of a line's UTF-8 bytes, its newline left out. */
export function lineHash(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

/** Where lines go; makes them durable before it resolves. */
export interface JournalSink {
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The write-ahead journal of one run. */
export interface Journal {
  /** Resolves once the entry is durable; rejects, now and for ever after, where it cannot be made so. */
  append(entry: JournalEntry): Promise<void>;
  /** Hash of the last line that is durable. */
  head(): string;
  close(): Promise<void>;
}

/** Where a journal that is continued left off. */
export interface JournalTail {
  readonly n: number;
  readonly head: string;
}

/** Lines that are made durable together. */
interface Group {
  text: string;
  head: string;
  readonly durable: Promise<void>;
}

/**
 * Opens a journal on a sink. Group commit: entries that arrive while a sync is under way share the next one, so
 * many workers cost few syncs. `now` gives the time of a line.
 */
export function openJournal(
  sink: JournalSink,
  now: () => Instant,
  after: JournalTail = { n: 0, head: NO_HASH },
): Journal {
  let { n, head } = after;
  let durableHead = head;
  let collecting: Group | undefined;
  let last: Promise<void> = Promise.resolve();

  // Once a sync has failed every later one fails too: what follows a lost line would break the chain.
  const newGroup = (): Group => {
    const group: Group = {
      text: '',
      head,
      durable: last.then(async () => {
        collecting = undefined;
        await sink.append(group.text);
        durableHead = group.head;
      }),
    };
    last = group.durable;
    return group;
  };

  return {
    append(entry) {
      const line = JSON.stringify({ n, prev: head, at: now(), ...entry });
      n += 1;
      head = lineHash(line);
      collecting ??= newGroup();
      collecting.text += `${line}\n`;
      collecting.head = head;
      return collecting.durable;
    },
    head: () => durableHead,
    async close() {
      await last.catch(() => undefined);
      await sink.close();
    },
  };
}
