import { EXIT_CODES } from '../exit.ts';
import type { Instant, Run } from '../model.ts';
import type { Fleet } from './fleet.ts';
import type { KeptFiles } from './kept-files.ts';
import type { Ended } from './result.ts';
import type { FleetRequest } from './work.ts';

/** What workers must know of a fleet run; it lies in the state directory that they share, not in the queue. */
export interface FleetOrder {
  readonly version: 1;
  readonly id: string;
  readonly fleet: Fleet;
  readonly request: FleetRequest;
  readonly tool: string;
  readonly started: Instant;
  readonly files: KeptFiles;
}

/** What came of one organization; `record` is dropped once it was reported. */
export interface KeptResult extends Ended {
  readonly run: string;
  readonly record?: Run;
}

/** A value of a file as the order of the fleet run in whose folder it lies; undefined where it is damaged or of another version. */
export function orderFrom(value: unknown, id: string): FleetOrder | undefined {
  const { version, id: own, fleet, request, started } = fieldsOf(value);
  const { name, organizations } = fieldsOf(fleet);
  const fits =
    version === 1 &&
    own === id &&
    typeof started === 'string' &&
    typeof fieldsOf(request)['mode'] === 'string' &&
    typeof name === 'string' &&
    Array.isArray(organizations) &&
    organizations.every((one) => typeof fieldsOf(one)['name'] === 'string');
  return fits ? (value as FleetOrder) : undefined;
}

/** The run that a value of a file names as begun; undefined where it is damaged. */
export function begunFrom(value: unknown): string | undefined {
  const { run } = fieldsOf(value);
  return typeof run === 'string' ? run : undefined;
}

/** A value of a file as what came of an organization; undefined where it is damaged. */
export function resultFrom(value: unknown): KeptResult | undefined {
  const { run, exit, wrote } = fieldsOf(value);
  const fits =
    typeof run === 'string' &&
    typeof exit === 'number' &&
    Object.hasOwn(EXIT_CODES, exit) &&
    typeof wrote === 'boolean';
  return fits ? (value as KeptResult) : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
