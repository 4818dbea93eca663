import type { Run } from '../model.ts';
import type { CallEnd, WatchedCall } from '../watch.ts';

/**
 * What telemetry says of a run: ids, names of organizations, counts and codes. Never a tag, nor a message, which
 * may quote one.
 */
export type Attributes = Record<string, string | number | boolean | string[]>;

/** The organization by its name in the fleet, else by the service's id once it was met. */
export function organizationOf(run: Pick<Run, 'organization'>, name: string | undefined): Attributes {
  const organization = name ?? run.organization?.id;
  return organization === undefined ? {} : { 'reconcile.organization': organization };
}

/** A finished run. */
export function runAttributes(run: Run): Attributes {
  const { id, mode, exit, plan, origin, of, traffic, problems } = run;
  return {
    'reconcile.run': id,
    'reconcile.mode': mode,
    'reconcile.exit': exit,
    ...(run.organization && { 'reconcile.organization.id': run.organization.id }),
    ...(origin !== undefined && { 'reconcile.origin': origin }),
    ...(of !== undefined && { 'reconcile.of': of }),
    ...(plan && { 'reconcile.calls.planned': plan.calls.length, 'reconcile.gaps': plan.gaps.length }),
    'reconcile.requests': traffic.requests,
    'reconcile.retries': traffic.retries,
    'reconcile.throttles': traffic.throttles,
    'reconcile.waited_ms': traffic['waited-ms'],
    'reconcile.problems': [...new Set(problems.map((one) => one.code))],
  };
}

/** A call to the service. */
export function callAttributes({ type, resource }: WatchedCall): Attributes {
  return {
    ...(type !== undefined && { 'reconcile.resource.type': type }),
    ...(resource !== undefined && { 'reconcile.resource.id': resource }),
  };
}

/** How a call ended. */
export function endAttributes({ failure, retries, throttles }: CallEnd): Attributes {
  return {
    ...(retries > 0 && { 'reconcile.retries': retries }),
    ...(throttles > 0 && { 'reconcile.throttles': throttles }),
    ...(failure && { 'error.type': failure.kind }),
    ...(failure?.status !== undefined && { 'http.response.status_code': failure.status }),
    ...(failure?.requestId !== undefined && { 'reconcile.request_id': failure.requestId }),
  };
}

/** Why a run was refused, as codes: limits it was past, a freeze, or trouble before it sent anything. */
export function refusals({ exit, objections, frozen, problems }: Run): string[] {
  if (exit !== 1 && exit !== 3) return [];
  const why = [
    ...(objections.length > 0 ? ['limit'] : []),
    ...(frozen.length > 0 ? ['freeze'] : []),
    ...problems.filter((one) => one.severity === 'error').map((one) => one.code),
  ];
  return [...new Set(why)];
}
