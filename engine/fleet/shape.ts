import type { Report } from '../rules/collect.ts';
import { type Breach, type ShapeCheck, shapeFrom, type Telling } from '../rules/schema.ts';
import type { YamlFile } from '../rules/yaml.ts';
import { checkForPeople } from '../schema.ts';
import type { WrittenFleet } from './written.ts';

/** Keys that name a secret wherever people write one: `sk`, `secret-key`, `password`, `securityToken`. */
const SECRET_KEY = /^(ak|sk)$|secret|token|passw|(access|private|api)[-_]?key|credential.*value/i;

let compiled: ShapeCheck | undefined;

/** The file as a fleet, if `schemas/fleet.schema.json` allows it; else every fault is reported. */
export function checkShape(file: YamlFile, report: Report): WrittenFleet | undefined {
  compiled ??= shapeFrom(checkForPeople('fleet.schema.json'), tellSecret);
  const faults: Parameters<Report>[] = [];
  compiled(file, (...fault) => faults.push(fault));
  for (const fault of faults) report(...fault);
  return faults.length === 0 ? (file.value as WrittenFleet) : undefined;
}

function tellSecret({ keyword, params }: Breach): Telling | undefined {
  const key = String(params['additionalProperty']);
  if (keyword !== 'additionalProperties' || !SECRET_KEY.test(key)) return undefined;
  return {
    code: 'fleet-secret',
    message: `\`${key}\` would be a secret in a file that others read.`,
    part: 'key',
    hint: 'Take it out, make a new key, and name where it is found: profile, env-prefix or file.',
  };
}

/** A line that may hold a secret must not be shown: problems end up in the logs of CI jobs. */
const SECRET_LINE = /\b(ak|sk)\b\s*["']?\s*:|secret|token|passw|(access|private|api)[-_]?key/i;

/** Whether a line of a fleet file may be shown. */
export function mayShow(line: string): boolean {
  return !SECRET_LINE.test(line);
}
