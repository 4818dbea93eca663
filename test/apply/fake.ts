import { ApiFailure, type OrganizationsApi } from '../../engine/cloud/port.ts';
import type { Clock, Resource, ResourceRef, Tag } from '../../engine/model.ts';

/** What one call is answered with. */
export type Answer<T> = T | Error;

/** A script of answers; the last one is given for ever. */
export type Script<T> = readonly Answer<T>[];

/** What a scripted service was asked, in order, one word for each: `read ou-1`, `untag ou-1 a,b`. */
export interface ScriptedApi extends OrganizationsApi {
  readonly asked: string[];
}

export interface Scripts {
  readonly tags?: Readonly<Record<string, Script<readonly Tag[]>>>;
  readonly bulk?: Readonly<Record<string, Script<readonly Resource[]>>>;
  readonly write?: Script<string | undefined>;
  readonly reserve?: () => Promise<void>;
  /** Whether a failed write may be tried again. Default: it may not. */
  readonly again?: readonly boolean[];
}

/** A service that answers as it is told, for what is decided between its answers. */
export function scripted({
  tags = {},
  bulk = {},
  write = ['r-1'],
  reserve = () => Promise.resolve(),
  again = [],
}: Scripts): ScriptedApi {
  const asked: string[] = [];
  const counts = new Map<string, number>();
  const next = <T>(word: string, key: string, script: Script<T>): Promise<T> => {
    asked.push(word);
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    const answer = script[Math.min(nth, script.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
  };
  const written = async (word: string) => ({ requestId: await next(word, 'write', write) });
  const none = () => Promise.reject(new Error('nobody should ask for this'));
  return {
    asked,
    endpoint: 'https://scripted',
    caller: { source: 'a script', 'access-key': 'SCRI…PTED' },
    showOrganization: none,
    listEntities: none,
    listChildren: none,
    listInstances: async (type, page) => {
      const all = await next(
        `list ${type} ${page.offset}`,
        type,
        bulk[type] ?? [new ApiFailure('denied', 'no')],
      );
      return { instances: all.slice(page.offset, page.offset + page.limit), total: all.length };
    },
    listTags: (id) => next(`read ${id}`, id, tags[id] ?? [[]]),
    reserve,
    untag: (id, keys) => written(`untag ${id} ${keys.join()}`),
    tag: (id, given) => written(`tag ${id} ${given.map(({ key, value }) => `${key}=${value}`).join()}`),
    waitToRetry: (_, attempt) => Promise.resolve(again[attempt - 1] ?? false),
    traffic: () => ({ requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 }),
    close: () => Promise.resolve(),
  };
}

/** A clock on which sleep takes no time, and says what it was asked for. */
export function countingClock(start = Date.UTC(2026, 10, 24, 8)): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = start;
  return {
    slept,
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export function ou(n: number): ResourceRef {
  return { type: 'ou', id: `ou-${n}`, name: `Unit ${n}` };
}

/** `a=1` for each. */
export function tags(...written: readonly string[]): Tag[] {
  return written.map((one) => {
    const [key = '', value = ''] = one.split('=');
    return { key, value };
  });
}
