import { ApiFailure, type OrganizationsApi } from './cloud/port.ts';
import type { SoFar } from './inventory/so-far.ts';
import type { Outcome, ResourceType, Run } from './model.ts';

/** How far a run is, for a progress bar. */
export type Step =
  | { readonly stage: 'reading' | 'planning' | 'verifying' }
  | ({ readonly stage: 'read' } & SoFar)
  | { readonly stage: 'applying'; readonly total: number }
  | { readonly stage: 'applied'; readonly outcome: Outcome };

/** A run that has not ended yet. */
export type Unfinished = { -readonly [K in keyof Omit<Run, 'exit' | 'ended'>]: Run[K] };

/** Told of a run while it goes on, by whoever makes telemetry of it. Nothing here may throw or wait. */
export interface RunWatch {
  /** A stage begins, the user is asked, or a resource is settled. */
  step(step: Step | { readonly stage: 'asking' }): void;
  /** A call begins, its retries and waits included; what it gives back is told when it ended. */
  call(call: WatchedCall): (end: CallEnd) => void;
  /** The run is over; its record says everything. */
  ended(run: Run): void;
}

/** Begins to watch a run. `organization` is its name in a fleet; the run learns the service's id for it later. */
export type Watch = (run: Unfinished, organization?: string) => RunWatch;

/** A call of the port, by the API's own name. Holds no tag. */
export interface WatchedCall {
  readonly api: string;
  readonly type?: ResourceType;
  /** Id of the resource it concerns. */
  readonly resource?: string;
}

/** How a call ended: with what failure, if any, and how many requests, retries and throttles are new since the last end. */
export interface CallEnd {
  readonly failure?: ApiFailure;
  readonly requests: number;
  readonly retries: number;
  readonly throttles: number;
}

const LISTS: Readonly<Record<ResourceType, string>> = {
  root: 'ListRoots',
  ou: 'ListOrganizationalUnits',
  account: 'ListAccounts',
  policy: 'ListPolicies',
};

/** The service with somebody who is told of every call. */
export function watchedApi(api: OrganizationsApi, watch: RunWatch): OrganizationsApi {
  let before = { requests: 0, retries: 0, throttles: 0 };
  const fresh = (): Omit<CallEnd, 'failure'> => {
    const { requests, retries, throttles } = api.traffic();
    const since = {
      requests: requests - before.requests,
      retries: retries - before.retries,
      throttles: throttles - before.throttles,
    };
    before = { requests, retries, throttles };
    return since;
  };
  const see = async <T>(call: WatchedCall, answer: () => Promise<T>): Promise<T> => {
    const end = watch.call(call);
    try {
      const value = await answer();
      end(fresh());
      return value;
    } catch (error) {
      end({ ...fresh(), ...(error instanceof ApiFailure && { failure: error }) });
      throw error;
    }
  };
  return {
    ...api,
    showOrganization: () => see({ api: 'ShowOrganization' }, () => api.showOrganization()),
    listInstances: (type, page) =>
      see({ api: 'ListResourceInstances', type }, () => api.listInstances(type, page)),
    listEntities: (type) => see({ api: LISTS[type], type }, () => api.listEntities(type)),
    listChildren: (parent) => see({ api: 'ListEntities', resource: parent }, () => api.listChildren(parent)),
    listTags: (resource, asked) =>
      see({ api: 'ListTagsForResource', resource }, () => api.listTags(resource, asked)),
    untag: (resource, keys, until) =>
      see({ api: 'UntagResource', resource }, () => api.untag(resource, keys, until)),
    tag: (resource, tags, until) =>
      see({ api: 'TagResource', resource }, () => api.tag(resource, tags, until)),
  };
}
