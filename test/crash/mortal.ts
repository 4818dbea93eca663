import { appendFileSync } from 'node:fs';
import type { OrganizationsApi } from '../../engine/cloud/port.ts';
import type { Effects } from '../../engine/run.ts';
import type { Processes } from '../../engine/runs/lock.ts';
import { fileSink } from '../../engine/runs/sink.ts';
import type { World } from '../engine.ts';

/**
 * A process that dies at its n-th step. Steps are:
 *
 *     journal   about to be opened ─▶ opened, empty
 *     append    about to be written ─▶ torn in the middle ─▶ torn before its newline ─▶ durable, not yet known to be
 *     request   about to be sent ─▶ had its effect, the answer not yet heard
 *
 * From its death on nothing goes on: what it waits for never comes, so that no `finally` of it runs either. Its lock
 * stays behind, as that of a killed process does. Requests that were sent still arrive.
 */
export interface Mortal {
  readonly effects: Partial<Effects>;
  /** Lives until the work is done, or dies: then undefined, once everything that was sent has arrived. */
  life<T>(work: Promise<T>): Promise<T | undefined>;
  /** Steps so far, in words. */
  readonly steps: readonly string[];
  /** A step of what a test puts around the run. */
  step(what: string): Promise<void>;
}

const MORTAL = 2;

/** Whoever comes after a death: it finds the lock of the dead and knows that it is dead. */
export const HEIR: { readonly processes: Processes } = {
  processes: {
    self: { pid: 3, host: 'test', started: 'later' },
    isDead: (holder) => holder.pid === MORTAL,
  },
};

export function mortal(world: World, dieAt: number): Mortal {
  const steps: string[] = [];
  const never = new Promise<never>(() => undefined);
  const underway = new Set<Promise<unknown>>();
  const closing: (() => Promise<void>)[] = [];
  let die = (): void => undefined;
  const death = new Promise<undefined>((resolve) => {
    die = () => resolve(undefined);
  });
  let dead = false;

  const step = async (what: string, last?: () => void): Promise<void> => {
    if (dead) return never;
    steps.push(what);
    if (steps.length < dieAt) return;
    dead = true;
    last?.();
    die();
    return never;
  };
  const arrives = async <T>(work: Promise<T>): Promise<T> => {
    underway.add(work);
    try {
      return await work;
    } finally {
      underway.delete(work);
    }
  };
  const request = async <T>(name: string, send: () => Promise<T>): Promise<T> => {
    await step(`${name} about to be sent`);
    const answer = await arrives(send()).catch(async (error: unknown) => {
      await step(`${name} failed, not yet heard`);
      throw error;
    });
    await step(`${name} answered, not yet heard`);
    return answer;
  };
  const wrap = (api: OrganizationsApi): OrganizationsApi => ({
    ...api,
    showOrganization: () => request('ShowOrganization', () => api.showOrganization()),
    listInstances: (type, page) => request(`list of ${type}`, () => api.listInstances(type, page)),
    listTags: (id) => request('ListTags', () => api.listTags(id)),
    untag: (id, keys) => request('Untag', () => api.untag(id, keys)),
    tag: (id, tags) => request('Tag', () => api.tag(id, tags)),
    waitToRetry: async (failure, attempt, signal) => {
      const again = await api.waitToRetry(failure, attempt, signal);
      return dead ? never : again;
    },
  });
  const openSink: typeof fileSink = async (file, how) => {
    await step('journal about to be opened');
    const sink = await fileSink(file, how);
    closing.push(() => sink.close());
    await step('journal opened');
    return {
      async append(text) {
        const bytes = Buffer.from(text, 'utf8');
        const tear = (length: number) => () => appendFileSync(file, bytes.subarray(0, length));
        await step('append about to be written');
        await step('append torn', tear(Math.floor(bytes.length / 2)));
        await step('append torn before its newline', tear(bytes.length - 1));
        await arrives(sink.append(text));
        await step('append durable, not yet known to be');
      },
      close: async () => (dead ? never : sink.close()),
    };
  };
  return {
    steps,
    step,
    effects: {
      async connect() {
        const api = await world.effects.connect();
        closing.push(() => api.close());
        return wrap(api);
      },
      processes: { ...HEIR.processes, self: { pid: MORTAL, host: 'test', started: String(dieAt) } },
      openSink,
    },
    async life(work) {
      const ended = await Promise.race([work, death]);
      while (underway.size > 0) await Promise.allSettled(underway);
      if (dead) await Promise.all(closing.map((close) => close()));
      return ended;
    },
  };
}
