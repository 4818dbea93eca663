import { ApiFailure, type OrganizationsApi } from './cloud/port.ts';
import { findResources, leadsTo, namesOf } from './inventory/find.ts';
import { readTreeAlone } from './inventory/tree.ts';
import type { Day, ExitCode, Explanation, Gap, Resource, ResourceType, RuleSet, Run } from './model.ts';
import { RESOURCE_TYPES } from './model.ts';
import { explainResource } from './plan/explain.ts';
import { unlocatedTruth } from './plan/planner.ts';
import { nearest, refuse } from './problem.ts';
import { meet, type Reading, readFile, readLive } from './reading.ts';
import { today } from './reconcile.ts';
import { showResource } from './report/visible.ts';
import type { LoadedRules } from './rules/load.ts';
import { treeNeeded, typeOfId } from './rules/needs.ts';
import { compileConditions } from './rules/scope.ts';
import type { Truth } from './rules/truth.ts';
import { type Effects, recordRun, type Unfinished, unlessInterrupted } from './run.ts';

export interface ExplainRequest {
  readonly rules: LoadedRules;
  /** An id, or the name or path that only one resource has. */
  readonly resource: string;
  /** The one key that is asked for. */
  readonly key?: string | undefined;
  readonly reading: Reading;
}

/** What became of the question; where there is no explanation, the run's problems say why. */
export interface Explained {
  readonly run: Run;
  readonly explanation?: Explanation;
  /** What was not read of what was needed. */
  readonly gaps: readonly Gap[];
  readonly exit: ExitCode;
}

/** The resource in question, and what is known of where it lies. */
interface Sought {
  readonly resource: Resource;
  readonly unlocated: Truth;
  readonly gaps: readonly Gap[];
}

/** Explains why the tags of one resource stay or go. Reads only what that needs. */
export async function explain(request: ExplainRequest, outside: Effects): Promise<Explained> {
  let explanation: Explanation | undefined;
  let gaps: readonly Gap[] = [];
  const run = await recordRun({ mode: 'dry-run', failOn: 'none' }, outside, async (run, effects) => {
    const day = today(effects);
    const { set, places } = request.rules;
    const sought = await seek(request, day, run, effects);
    gaps = sought.gaps;
    explanation = explainResource({ set, places, day, ...sought, key: request.key });
    return undefined;
  });
  const unknown = run.exit === 0 && explanation?.incomplete === true;
  return { run, gaps, exit: unknown ? 5 : run.exit, ...(explanation && { explanation }) };
}

function seek(
  request: ExplainRequest,
  day: Day,
  run: Unfinished,
  effects: Effects,
): Promise<Sought> | Sought {
  effects.progress({ stage: 'reading' });
  const { file } = request.reading;
  return file === undefined ? seekLive(request, day, run, effects) : seekInFile(request, file, day, run);
}

function seekInFile(
  { resource: wanted, rules }: ExplainRequest,
  file: NonNullable<Reading['file']>,
  day: Day,
  run: Unfinished,
): Sought {
  const byPath = wanted.startsWith('/') ? () => true : undefined;
  const tree = treeNeeded(rules.set, day) ?? byPath;
  const inventory = readFile(file, { types: RESOURCE_TYPES, tree, treeRead: 'whole' }, run);
  const resource = choose(findResources(inventory.resources, wanted), wanted, inventory);
  return { resource, unlocated: unlocatedTruth(inventory), gaps: inventory.gaps.filter(isOfTree) };
}

async function seekLive(
  { resource: wanted, rules, reading }: ExplainRequest,
  day: Day,
  run: Unfinished,
  effects: Effects,
): Promise<Sought> {
  const api = await meet(run, effects);
  const read = (types: readonly ResourceType[]) => {
    const tree = wanted.startsWith('/') && types.length > 1 ? leadsTo(wanted) : undefined;
    return readLive(api, { types, tree, treeRead: 'reached' }, run, reading, effects);
  };
  const likely = looksLikeId(wanted) ? typeOfId(wanted) : undefined;
  let inventory = await read(likely === undefined ? RESOURCE_TYPES : [likely]);
  let found = findResources(inventory.resources, wanted);
  if (found.length === 0 && likely !== undefined && inventory.gaps.length === 0) {
    // It may be a name that looks like an id.
    inventory = await read(RESOURCE_TYPES);
    found = findResources(inventory.resources, wanted);
  }
  if (found.length > 1) found = await placed(found, api, reading.concurrency, effects);
  const resource = choose(found, wanted, inventory);
  return locate(resource, api, narrowed(rules.set, resource, day), day, reading.concurrency, effects);
}

/** Namesakes with where each lies, so that a reader can tell them apart; as they are where the tree cannot be read. */
async function placed(
  found: readonly Resource[],
  api: OrganizationsApi,
  concurrency: number,
  { interrupt }: Effects,
): Promise<Resource[]> {
  try {
    const { paths } = await unlessInterrupted(
      readTreeAlone(api, () => true, concurrency),
      interrupt,
    );
    return found.map((one) => {
      const path = paths.get(one.id);
      return path === undefined ? one : { ...one, path };
    });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    return [...found];
  }
}

/** Reads the tree as far as the rules need it to know where a resource lies. */
async function locate(
  resource: Resource,
  api: OrganizationsApi,
  rules: RuleSet,
  day: Day,
  concurrency: number,
  { interrupt }: Effects,
): Promise<Sought> {
  const reaches = treeNeeded(rules, day);
  if (resource.path !== undefined || reaches === undefined)
    return { resource, unlocated: 'unknown', gaps: [] };
  try {
    const tree = await unlessInterrupted(readTreeAlone(api, reaches, concurrency), interrupt);
    const path = tree.paths.get(resource.id);
    const { gaps } = tree;
    if (path !== undefined) return { resource: { ...resource, path }, unlocated: 'no', gaps: [] };
    return { resource, unlocated: gaps.length > 0 ? 'unknown' : 'no', gaps };
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    return { resource, unlocated: 'unknown', gaps: [{ kind: 'tree', parent: 'root', why: error.message }] };
  }
}

/** The rules that only a path can keep from speaking of a resource: for the others the tree is not read. */
function narrowed(set: RuleSet, resource: Resource, day: Day): RuleSet {
  const may = set.rules.filter(({ match }) =>
    compileConditions(match, day).every(
      ({ condition, test }) => condition === 'path' || test(resource, 'unknown') !== 'no',
    ),
  );
  return {
    ...set,
    rules: may.map((rule) => ({ ...rule, match: { ...rule.match, type: [resource.type] } })),
  };
}

/** Ids as the service forms them (API reference: patterns of root, OU, policy and account ids). */
function looksLikeId(text: string): boolean {
  return /^(?:(?:r|ou|p)-[0-9a-z]{4,32}|[0-9a-f]{32})$/.test(text);
}

/** The one that was found. Throws Refusal where there are more, or none: that may be since not all was read. */
function choose(
  found: readonly Resource[],
  wanted: string,
  { gaps, resources }: { readonly gaps: readonly Gap[]; readonly resources: Iterable<Resource> },
): Resource {
  const [only] = found;
  const called = JSON.stringify(wanted);
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const some = found.slice(0, 10).map(showResource).join(', ');
    return refuse('ambiguous-resource', `${found.length} resources are called ${called}`, {
      hint: `give the id of one, or a path that is its alone: ${some}${found.length > 10 ? ', …' : ''}`,
    });
  }
  const gap = gaps.find((one) => one.kind === 'resource' && one.id === wanted) ?? gaps[0];
  if (gap !== undefined) {
    return refuse('resource-unread', `no resource ${called} was found, and not everything was read`, {
      hint: gap.why,
    });
  }
  return refuse('unknown-resource', `no resource has the id, name or path ${called}`, {
    hint: like(wanted, [...namesOf(resources)]) ?? 'reconcile snapshot -o - lists all there are',
  });
}

/** Names that somebody may have meant: the nearest, else those that hold what was typed. */
function like(wanted: string, names: readonly string[]): string | undefined {
  const near = nearest(wanted, names);
  if (near !== undefined) return `did you mean ${JSON.stringify(near)}?`;
  const holding = [...new Set(names.filter((name) => name.includes(wanted)))];
  if (wanted.length < 3 || holding.length === 0) return undefined;
  const some = holding.slice(0, 5).map((name) => JSON.stringify(name));
  return `names that hold it: ${some.join(', ')}${holding.length > 5 ? ', …' : ''}`;
}

function isOfTree(gap: Gap): boolean {
  return gap.kind === 'tree' || (gap.kind === 'need' && gap.what === 'tree');
}
