import type { Report } from '../rules/collect.ts';
import { type ShapeCheck, shapeFrom } from '../rules/schema.ts';
import type { YamlFile } from '../rules/yaml.ts';
import { checkForPeople } from '../schema.ts';
import type { WrittenTest } from './written.ts';

let compiled: ShapeCheck | undefined;

/** The file as a test, if `schemas/tag-rules-test.schema.json` allows it; else every fault is reported. */
export function checkShape(file: YamlFile, report: Report): WrittenTest | undefined {
  compiled ??= shapeFrom(checkForPeople('tag-rules-test.schema.json'), () => undefined);
  const faults: Parameters<Report>[] = [];
  compiled(file, (...fault) => faults.push(fault));
  for (const fault of faults) report(...fault);
  return faults.length === 0 ? (file.value as WrittenTest) : undefined;
}
