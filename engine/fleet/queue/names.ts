/** The queue of whole fleets: a fleet waits there until its organizations are done. */
export const FLEETS = 'fleets';

/** The queue of organizations, which workers take from. */
export const ORGANIZATIONS = 'organizations';

/** All that a job says: names, so that nothing in the queue is worth stealing. */
export interface JobData {
  readonly fleet: string;
  readonly organization: string;
}

/** What a job gives back. */
export interface JobResult {
  readonly run: string;
  readonly exit: number;
  readonly wrote: boolean;
}

/** The id of a job: an organization of a fleet run is one job, however often it is submitted. */
export function jobId({ fleet, organization }: JobData): string {
  return `${organization}.${fleet}`;
}
