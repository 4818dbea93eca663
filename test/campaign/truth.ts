import type { Inventory, Resource, Run, Tag, TagOutcome } from '../../engine/model.ts';
import { RESOURCE_TYPES } from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { everything, type World } from '../engine.ts';
import { report } from '../report/ask.ts';
import { untagged } from '../scenario.ts';
import { isMeddled } from './day.ts';
import { wrongExit } from './exits.ts';
import type { Lived } from './live.ts';
import { unjournaled } from './witness.ts';
import { contradictions } from './words.ts';

/** Every promise that a day broke, in words; none on a good end of a bad day. */
export function brokenPromises(lived: Lived): string[] {
  const { runs, day, w, witness } = lived;
  const last = runs.findLast((run) => run.outcomes.length > 0);
  return [
    ...unjournaled(witness, w),
    ...unplanned(lived),
    ...groundless(lived),
    ...overlooked(lived),
    ...runs.flatMap((run) => [
      ...wrongExit(run),
      ...untold(run),
      ...unreported(run),
      ...unverified(lived, run),
    ]),
    ...lived.calm.flatMap(unfinished),
    // Outcomes are of the time of their run: only those of the last can be held against what is there now.
    ...(last === undefined ? [] : contradictions(lived, last)),
    ...(isMeddled(day) ? [] : [...unlikePlan(lived), ...unlikeOutcomes(lived, last)]),
  ];
}

/**
 * Tags that an undo put back though no call of the day had named them, or a key that differs by case alone, which may
 * be the same to the service: somebody else had removed them.
 */
export function putBackUnasked({ w, witness }: Lived): string[] {
  const named = new Set(
    witness.untags.flatMap(({ id, tags }) => tags.map(({ key }) => `${id} ${key.toLowerCase()}`)),
  );
  const putBack = w.emulator.requests().flatMap(({ api, path, body }) => {
    if (api !== 'TagResource') return [];
    const { tags } = body as { readonly tags: readonly Tag[] };
    return tags.map(({ key }) => `${path.split('/').at(-2) ?? ''} ${key}`);
  });
  return putBack
    .filter((at) => !named.has(at.toLowerCase()))
    .map((at) => `${at} was put back, and no call had removed it`);
}

/** Keys that go from a resource if it has these tags, by rules and resource as they are in truth. */
function removable({ w, resources, runs }: Lived, id: string, tags: readonly Tag[]): string[] {
  // One that came during the day and is gone by the evening is known from the plan alone.
  const planned = runs.flatMap((run) => run.plan?.calls ?? []).map((call) => call.resource);
  const resource = [...resources, ...w.emulator.resources(), ...planned].find((one) => one.id === id);
  return resource === undefined
    ? []
    : planOf(w, [{ ...resource, tags }]).map((one) => one.split(' ')[1] ?? '');
}

/** What a plan of these resources removes: `id key value`. */
function planOf(w: World, resources: readonly Resource[]): string[] {
  const inventory: Inventory = {
    organization: { id: 'o-campaign00', 'management-account': { id: 'boss', name: 'boss' } },
    ...{ origin: 'emulator', 'read-at': '2026-11-24T08:00:00.000Z' },
    ...{ types: RESOURCE_TYPES, tree: 'whole', gaps: [], resources },
  };
  return removals(makePlan({ rules: w.rules.set, inventory, day: '2026-11-24' }));
}

function removals({ calls }: Pick<NonNullable<Run['plan']>, 'calls'>): string[] {
  return calls.flatMap(({ resource, remove }) =>
    remove.map((one) => `${resource.id} ${one.key} ${one.value}`),
  );
}

/**
 * Every removal by a call of ours that was not planned, or that took a value that no plan had: the latter only where
 * nobody else had set it, since the moment between read and write stays open.
 */
function unplanned({ w, runs, day }: Lived): string[] {
  const planned = new Map<string, string>();
  for (const { resource, remove } of runs.flatMap((run) => run.plan?.calls ?? []))
    for (const { key, value } of remove) planned.set(`${resource.id} ${key}`, value);
  const asked = untagged(w.emulator.requests()).flatMap(([id, keys]) => keys.map((key) => `${id} ${key}`));
  const setByOthers = new Set<string>();
  const taken = w.emulator.edits().flatMap(({ request, resource, before, after }) => {
    const left = new Set(after.map((tag) => tag.key));
    if (request === undefined) for (const key of left) setByOthers.add(`${resource} ${key}`);
    if (request === undefined) return [];
    return before.flatMap(({ key, value }) => {
      const at = `${resource} ${key}`;
      const excused = setByOthers.has(at) || day.faults.lag !== undefined;
      return left.has(key) || planned.get(at) === value || excused
        ? []
        : [`${at} was taken with the value ${value}`];
    });
  });
  return [...asked.filter((at) => !planned.has(at)).map((at) => `${at} was in an untag call`), ...taken];
}

/** A call may rest on a read of this age, milliseconds. */
const FRESH = 2_000;

/** Untag calls that rest on an old read, or that name a key which the rules leave alone where that read was true. */
function groundless(lived: Lived): string[] {
  return lived.witness.untags.flatMap(({ id, tags, read, age }) => {
    const claimed = removable(lived, id, read);
    return [
      ...(age > FRESH ? [`${id} was sent ${age} ms after its read`] : []),
      ...tags
        .filter(({ key }) => !claimed.includes(key))
        .map(({ key }) => `${id} ${key} was sent without a claim`),
    ];
  });
}

/** Tags that a run has as removed though it did not read them again, or read that they were there. */
function unverified({ witness }: Lived, run: Run): string[] {
  if (run.exit !== 0) return [];
  const shown = new Map(witness.untags.map(({ id, after }) => [id, after.at(-1)]));
  return run.outcomes.flatMap(({ resource: { id }, tags }) => {
    const removed = tags.filter((tag) => tag.state === 'removed');
    if (!shown.has(id) || removed.length === 0) return [];
    const last = shown.get(id);
    if (last === undefined) return [`${id} was not read again`];
    return removed
      .filter(({ key }) => last.some((tag) => tag.key === key))
      .map(({ key }) => `${id} ${key} is said to be removed, but was seen after that`);
  });
}

/** Where nothing went wrong all work gets done. */
function unfinished(run: Run): string[] {
  const left = run.outcomes.flatMap((one) =>
    one.tags.filter(({ state }) => state !== 'removed' && state !== 'gone'),
  );
  return left.map(({ key, state }) => `${key} is ${state}, though nothing went wrong in ${run.id}`);
}

/** Calls of a plan that a run of it says nothing of, or of whose tags it does not say all. */
function untold({ plan, outcomes }: Run): string[] {
  if (outcomes.length === 0) return [];
  const keys = (tags: readonly Pick<TagOutcome, 'key'>[]) =>
    tags
      .map((tag) => tag.key)
      .sort()
      .join();
  return (plan?.calls ?? []).flatMap(({ resource, remove }, at) => {
    const told = outcomes[at];
    const whole = told?.resource.id === resource.id && keys(told.tags) === keys(remove);
    return whole ? [] : [`not every tag of ${resource.id} has an outcome`];
  });
}

/** Whatever is left to do has its key in the report for people. */
function unreported(run: Run): string[] {
  const page = report('text', run);
  return run.outcomes.flatMap(({ resource, tags }) =>
    tags
      .filter(({ state }) => state !== 'removed' && state !== 'gone')
      .filter(({ key }) => !page.includes(key) || !page.includes(resource.name))
      .map(({ key }) => `the report says nothing of ${resource.name} ${key}`),
  );
}

/**
 * Resources that were there all day and that a plan without gaps was made without. Where one comes and another goes
 * between two pages the counts agree, and nobody can tell who was missed.
 */
function overlooked({ w, day, resources, runs, witness }: Lived): string[] {
  const [plan] = runs.flatMap((run) => run.plan ?? []);
  const kinds = new Set(day.faults.rules?.map(({ fault }) => fault.kind));
  if (plan === undefined || plan.gaps.length > 0 || (kinds.has('insert') && kinds.has('delete'))) return [];
  const still = new Set(w.emulator.resources().map((one) => one.id));
  return resources
    .filter(({ id, type }) => plan.inventory.types.includes(type) && still.has(id) && !witness.sawEarly(id))
    .map(({ id, name }) => `${name} (${id}) was never read`);
}

/** A plan holds nothing that the truth does not ask for, and all of it where nothing is missing. */
function unlikePlan({ w, resources, runs }: Lived): string[] {
  const [plan] = runs.flatMap((run) => run.plan ?? []);
  if (plan === undefined) return [];
  const expected = new Set(planOf(w, resources));
  const planned = new Set(removals(plan));
  const missing = plan.gaps.length > 0 ? [] : [...expected].filter((one) => !planned.has(one));
  return [
    ...[...planned].filter((one) => !expected.has(one)).map((one) => `planned without ground: ${one}`),
    ...missing.map((one) => `not planned: ${one}`),
  ];
}

/** Every tag of the organization is as it was but for those that the last outcomes have as done. */
function unlikeOutcomes({ w, day, before }: Lived, last: Run | undefined): string[] {
  const states = new Map(
    last?.outcomes.flatMap(({ resource: { id }, tags }) =>
      tags.map((tag) => [`${id} ${tag.key}`, tag.state] as const),
    ),
  );
  const now = everything(w.emulator);
  return Object.entries(before).flatMap(([id, tags]) =>
    Object.entries(tags).flatMap(([key, value]) => {
      const state = states.get(`${id} ${key}`);
      if (state === 'in-doubt' || (state === 'failed' && day.faults.lag !== undefined)) return [];
      const wanted = state === 'removed' || state === 'gone' ? undefined : value;
      const there = now[id]?.[key];
      return there === wanted ? [] : [`${id} ${key} (${state ?? 'not planned'}) is ${there ?? 'absent'}`];
    }),
  );
}
