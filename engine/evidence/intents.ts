import type { Problem, ResourceRef, TagOutcome } from '../model.ts';
import { type ProblemCode, problem } from '../problem.ts';
import { showKey } from '../report/visible.ts';
import type { JournalCheck, Line } from './journal.ts';
import { at, differences } from './place.ts';
import type { Work } from './work.ts';

interface Planned {
  readonly resource: ResourceRef;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Holds every write of a journal against the work of its run: each tag about to be changed must be of the plan,
 * with the value that the plan has; each last word must be on a tag of the plan. Values are never told.
 */
export function checkIntents({ file, lines }: JournalCheck, work: Work): Problem[] {
  const planned = new Map(work.changes.map((change) => [change.resource.id, plannedOf(change)]));
  return lines.flatMap((one) =>
    faultsOf(one, planned, work).map(([code, what]) =>
      problem(code, `line ${one.line} of the journal: ${what}`, { place: at(file, one.line) }),
    ),
  );
}

function plannedOf({ resource, tags }: Work['changes'][number]): Planned {
  return { resource, values: new Map(tags.map((tag) => [tag.key, tag.value])) };
}

type Fault = readonly [ProblemCode, string];

function faultsOf({ record }: Line, planned: ReadonlyMap<string, Planned>, work: Work): Fault[] {
  if (record.record !== 'intent' && record.record !== 'settled') return [];
  const { resource } = record;
  const mine = planned.get(resource.id);
  const code = record.record === 'intent' ? 'evidence-unplanned' : 'evidence-mismatch';
  if (mine === undefined) return [[code, `${resource.id} is not in ${work.name}`]];
  const faults: Fault[] = [];
  if (differences(resource, mine.resource, 1).length > 0)
    faults.push(['evidence-mismatch', `${resource.id} is described otherwise than in ${work.name}`]);
  if (record.record === 'settled') return [...faults, ...strangers(record.tags, mine, code, work)];
  if (record.action !== work.action)
    faults.push([code, `a call to ${record.action} ${resource.id}, which is not what this run was to do`]);
  const changed = record.tags.filter(
    ({ key, value }) => mine.values.has(key) && mine.values.get(key) !== value,
  );
  return [
    ...faults,
    ...strangers(record.tags, mine, code, work),
    ...changed.map(
      ({ key }): Fault => [code, `${tagText(key, mine)} has another value than in ${work.name}`],
    ),
  ];
}

function strangers(
  tags: readonly Pick<TagOutcome, 'key'>[],
  mine: Planned,
  code: ProblemCode,
  work: Work,
): Fault[] {
  return tags
    .filter(({ key }) => !mine.values.has(key))
    .map(({ key }) => [code, `${tagText(key, mine)} is not in ${work.name}`]);
}

function tagText(key: string, { resource }: Planned): string {
  return `${showKey(key)} of ${resource.id}`;
}
