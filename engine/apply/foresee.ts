import pLimit from 'p-limit';
import { ApiFailure, type OrganizationsApi } from '../cloud/port.ts';
import type { Outcome, ResourceRef } from '../model.ts';
import type { Task } from './task.ts';

/** What live tags say of tasks before anything is sent. */
export interface Foresight {
  /** Tags that need no call or must get none, by resource; a resource without any is not here. */
  readonly settled: readonly Outcome[];
  /** Whether some tag would be sent as things are. */
  readonly sends: boolean;
  /** Resources whose tags could not be read, with why. All of their tags would be tried. */
  readonly unread: readonly { readonly resource: ResourceRef; readonly why: string }[];
}

/** Reads the live tags of each task's resource, at most `concurrency` at once, and lets the task decide. */
export async function foresee(
  api: OrganizationsApi,
  tasks: readonly Task[],
  concurrency: number,
): Promise<Foresight> {
  const limit = pLimit(concurrency);
  const seen = await Promise.all(tasks.map((task) => limit(() => look(api, task))));
  return {
    settled: seen.flatMap(({ settled }) => (settled.tags.length > 0 ? [settled] : [])),
    sends: seen.some((one) => one.sends),
    unread: seen.flatMap(({ settled: { resource }, why }) => (why === undefined ? [] : [{ resource, why }])),
  };
}

interface Look {
  readonly settled: Outcome;
  readonly sends: boolean;
  readonly why?: string;
}

async function look(api: OrganizationsApi, task: Task): Promise<Look> {
  const { resource } = task;
  try {
    const { send, settled } = task.decide(await api.listTags(resource.id));
    return { settled: { resource, tags: settled }, sends: send.length > 0 };
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    return { settled: { resource, tags: [] }, sends: true, why: error.message };
  }
}
