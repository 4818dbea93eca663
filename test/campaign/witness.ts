import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrganizationsApi } from '../../engine/cloud/port.ts';
import type { Clock, Tag } from '../../engine/model.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import type { World } from '../engine.ts';

/** What the engine saw and did through the port, one call after the other. */
export interface Witness {
  readonly wrap: (api: OrganizationsApi) => OrganizationsApi;
  readonly untags: readonly Untag[];
  /** Whether some part of the tree could not be read. */
  readonly treeUnread: () => boolean;
  /** Whether a read before the first untag call showed the tags of a resource. */
  readonly sawEarly: (id: string) => boolean;
  /** Calls that were rejected so far. */
  readonly failures: () => number;
}

/** An untag call, beside the last read of its resource before it. */
export interface Untag {
  readonly id: string;
  /** The keys that it names, with the values that were read. */
  readonly tags: readonly { readonly key: string; readonly value: string | undefined }[];
  /** All tags that were read. */
  readonly read: readonly Tag[];
  /** How old the read was, milliseconds. */
  readonly age: number;
  /** What later reads of the resource showed, the last of them last. */
  readonly after: (readonly Tag[])[];
}

/** Makes a witness; `onCall` is told the number of each call before it is made. */
export function makeWitness(clock: Clock, onCall: (n: number) => void): Witness {
  const untags: Untag[] = [];
  const seen = new Map<string, { readonly tags: readonly Tag[]; readonly at: number }>();
  const early = new Set<string>();
  let treeUnread = false;
  let calls = 0;
  let failures = 0;
  const watch = async <T>(call: () => Promise<T>): Promise<T> => {
    onCall(++calls);
    try {
      return await call();
    } catch (error) {
      failures++;
      throw error;
    }
  };
  const ofTree = <T>(call: () => Promise<T>): Promise<T> =>
    watch(call).catch((error: unknown) => {
      treeUnread = true;
      throw error;
    });
  const see = (id: string, tags: readonly Tag[]): void => {
    seen.set(id, { tags, at: clock.now() });
    if (untags.length === 0) early.add(id);
    for (const untag of untags) if (untag.id === id) untag.after.push(tags);
  };
  const wrap = (api: OrganizationsApi): OrganizationsApi => ({
    ...api,
    showOrganization: () => watch(() => api.showOrganization()),
    listEntities: (type) => (type === 'root' ? ofTree : watch)(() => api.listEntities(type)),
    listChildren: (parent) => ofTree(() => api.listChildren(parent)),
    async listInstances(type, asked) {
      const page = await watch(() => api.listInstances(type, asked));
      for (const { id, tags } of page.instances) see(id, tags);
      return page;
    },
    async listTags(id) {
      const tags = await watch(() => api.listTags(id));
      see(id, tags);
      return tags;
    },
    untag(id, keys) {
      const { tags: read, at } = seen.get(id) ?? { tags: [], at: 0 };
      const values = new Map(read.map((tag) => [tag.key, tag.value]));
      const tags = keys.map((key) => ({ key, value: values.get(key) }));
      untags.push({ id, tags, read, age: clock.now() - at, after: [] });
      return watch(() => api.untag(id, keys));
    },
    tag: (id, tags) => watch(() => api.tag(id, tags)),
  });
  return {
    ...{ wrap, untags, treeUnread: () => treeUnread },
    ...{ sawEarly: (id) => early.has(id), failures: () => failures },
  };
}

/** Every untag call that has no intent of its own, with its very keys and values, in the journals of the world. */
export function unjournaled({ untags }: Witness, { stateDir }: World): string[] {
  const intents = new Map<string, string[]>();
  for (const run of listRuns(stateDir)) {
    const file = join(stateDir, 'runs', run, 'journal.jsonl');
    for (const record of readJournal(readFileSync(file, 'utf8'), file).records) {
      if (record.record !== 'intent' || record.action !== 'untag') continue;
      const mine = intents.get(record.resource.id) ?? [];
      intents.set(record.resource.id, [...mine, textOf(record.tags)]);
    }
  }
  return untags.flatMap(({ id, tags }) => {
    const mine = intents.get(id) ?? [];
    const at = mine.indexOf(textOf(tags));
    // What comes before it was about to be sent and was not; what comes after it is for later calls.
    intents.set(id, mine.slice(at + 1));
    return at < 0 ? [`${id} ${textOf(tags)} was sent without an intent`] : [];
  });
}

function textOf(tags: Untag['tags']): string {
  return JSON.stringify(tags.map(({ key, value }) => [key, value]));
}
