import type { Report } from '../rules/collect.ts';
import { type Breach, called, type ShapeCheck, shapeFrom, type Telling } from '../rules/schema.ts';
import type { YamlFile } from '../rules/yaml.ts';
import { checkForPeople } from '../schema.ts';
import type { WrittenTest } from './written.ts';

/** A tag without a value: to YAML that is null, and to whoever wrote it the empty value. */
function special({ definition, data, path }: Breach, written = ''): Telling | undefined {
  if (definition !== 'value' || data !== null || written !== '') return undefined;
  const hint = 'For the empty value write "".';
  return { code: 'empty', message: `${called(path)} has no value.`, hint };
}

let compiled: ShapeCheck | undefined;

/** The file as a test, if `schemas/tag-rules-test.schema.json` allows it; else every fault is reported. */
export function checkShape(file: YamlFile, report: Report): WrittenTest | undefined {
  compiled ??= shapeFrom(checkForPeople('tag-rules-test.schema.json'), special);
  const faults: Parameters<Report>[] = [];
  compiled(file, (...fault) => faults.push(fault));
  for (const fault of faults) report(...fault);
  return faults.length === 0 ? (file.value as WrittenTest) : undefined;
}
