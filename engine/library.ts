/**
 * The engine as a library: the stages of `reconcile` as functions, and the port by which they know a cloud.
 *
 * ```ts
 * import { applyPlan, connectCloud, loadRules, makePlan, renderReport, takeInventory } from 'reconcile-tags';
 *
 * const rules = await loadRules('tag-rules.yaml');
 * const cloud = await connectCloud({ env: process.env });
 * const plan = makePlan(rules, await takeInventory(cloud, { rules }));
 * console.log(await renderReport(plan, 'text'));
 * const run = await applyPlan(plan, cloud, { rules });
 * console.log(await renderReport(run, 'text'));
 * await cloud.close();
 * process.exitCode = run.exit;
 * ```
 *
 * Another cloud is whatever implements {@link OrganizationsApi}; `examples/library` has one in memory.
 *
 * What stands on this page is stable: it changes with a new major version only. Functions that load or read reject
 * with {@link Refusal} or {@link ApiFailure}. Those that give a {@link Run} put such trouble into it, so that there
 * is always something to report; they reject only for a mistake in this library or in a port.
 *
 * @packageDocumentation
 */

import { applySaved } from './apply-saved.ts';
import type { FailureBudget } from './carry-out.ts';
import type { OrganizationsApi } from './cloud/port.ts';
import { ALL, type ReadMode, takeInventory as take } from './inventory/take.ts';
import { CLOCK, HOME, PROCESSES, RANDOM } from './machine.ts';
import type { Clock, Day, FailOn, Inventory, Log, Plan, Random, Run } from './model.ts';
import { sealPlan } from './plan/digest.ts';
import { type LimitOverride, overrideLimits } from './plan/limits.ts';
import { makePlan as plan } from './plan/make.ts';
import { EVERYTHING, narrowRules, type Only } from './plan/only.ts';
import { needsOf } from './reading.ts';
import { placesOf } from './reconcile.ts';
import type { ReportName } from './report/names.ts';
import type { ReportOptions } from './report/report.ts';
import { resume } from './resume.ts';
import { diskFiles, type RuleFiles } from './rules/disk.ts';
import { type LoadedRules, loadRules as load } from './rules/load.ts';
import { redactRun } from './rules/redact.ts';
import type { Effects, Step, Unfinished } from './run.ts';
import type { Processes } from './runs/lock.ts';
import { runOfPlan } from './runs/report.ts';
import { readPlan as readSavedPlan } from './runs/saved-plan.ts';
import { undo } from './undo.ts';
import { version } from './version.ts';

export type { FailureBudget } from './carry-out.ts';
export {
  ApiFailure,
  type Entity,
  type FailureKind,
  type Instance,
  type InstancePage,
  type OrganizationsApi,
  type WriteAnswer,
} from './cloud/port.ts';
export type { SoFar } from './inventory/so-far.ts';
export type { ReadMode } from './inventory/take.ts';
export type {
  Call,
  Caller,
  Claim,
  Clock,
  Counts,
  Day,
  ExitCode,
  FailOn,
  Finding,
  FindingKind,
  Freeze,
  Gap,
  Instant,
  Inventory,
  InventoryHeader,
  Kept,
  Limit,
  Limits,
  Log,
  Matcher,
  Objection,
  Organization,
  Origin,
  Outcome,
  Path,
  Place,
  Plan,
  PlanBody,
  Problem,
  Random,
  Removal,
  Resource,
  ResourceRef,
  ResourceType,
  Revision,
  Rule,
  RuleSet,
  RuleSource,
  Run,
  RunMode,
  Scope,
  Severity,
  Shield,
  Tag,
  TagOutcome,
  TagState,
  Traffic,
  TreeRead,
  Waiver,
} from './model.ts';
export { RESOURCE_TYPES, SEVERITIES } from './model.ts';
export type { LimitOverride } from './plan/limits.ts';
export type { Only } from './plan/only.ts';
export { Refusal } from './problem.ts';
export { REPORT_NAMES, type ReportName } from './report/names.ts';
export { type Asked, GROUPINGS, type GroupBy, type ReportOptions } from './report/report.ts';
export type { RuleFiles } from './rules/disk.ts';
export type { LoadedRules } from './rules/load.ts';
export type { RulePlaces } from './rules/rule-places.ts';
export type { Step, Unfinished } from './run.ts';
export type { Holder, Processes } from './runs/lock.ts';

/**
 * Reads a rule file and what it includes, checks all of it, and gives it in normal form.
 *
 * @param rootFile - path of the root file, such as `tag-rules.yaml`
 * @param files - where files come from. Default: the disk
 * @throws Refusal with every problem that was found, each with its place
 */
export function loadRules(rootFile: string, files: RuleFiles = diskFiles()): Promise<LoadedRules> {
  return load(rootFile, files);
}

/** How the service of Huawei Cloud is reached. */
export interface ConnectOptions {
  /** Where credentials, endpoint and proxies are looked up, as the command does: `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base URL. Default: the environment's, else the service's own. Plain http only to this machine. */
  readonly endpoint?: string;
  /** Section of the credentials file; then nothing else is looked at. */
  readonly profile?: string;
  /** Most requests under way. Default: 4. */
  readonly concurrency?: number;
  /** Most requests a second. Default: what the service lets pass. */
  readonly rate?: number;
  readonly log?: Log;
}

/**
 * Opens the Organizations service of Huawei Cloud. Sends nothing yet; `close` it at the end.
 *
 * @throws Refusal where there are no credentials, or the endpoint cannot be used
 */
export async function connectCloud(options: ConnectOptions): Promise<OrganizationsApi> {
  const { openCloud } = await import('./cloud/open.ts');
  const { concurrency = 4, log = SILENT, ...how } = options;
  return openCloud({ ...how, ...HOME, concurrency, log, clock: CLOCK, random: RANDOM, version: version() });
}

/** What to read, and how. */
export interface ReadOptions {
  /** Reads what these rules need and nothing more. Default: all four types and the whole tree. */
  readonly rules?: LoadedRules;
  /** How tags are read. Default: `auto`, in bulk until that is denied. */
  readonly read?: ReadMode;
  /** Most requests under way. Default: 4. */
  readonly concurrency?: number;
  readonly log?: Log;
  readonly clock?: Clock;
}

/**
 * Reads the current tags of an organization. What could not be read is a {@link Gap} of the inventory, never an
 * empty resource.
 *
 * @throws ApiFailure where nothing can be read at all
 */
export async function takeInventory(api: OrganizationsApi, options: ReadOptions = {}): Promise<Inventory> {
  const { rules, read = 'auto', concurrency = 4, log = SILENT, clock = CLOCK } = options;
  const met = await api.showOrganization();
  const needs = rules === undefined ? ALL : needsOf(rules.set, dayOf(clock));
  return take(api, { ...met, needs, read, concurrency, clock, log });
}

/** How a plan is made. */
export interface PlanOptions {
  /** The UTC day by which dates and waivers are judged. Default: today. */
  readonly day?: Day;
  /** Limits that outrank those of the rules. */
  readonly limits?: readonly LimitOverride[];
  /** Narrows the plan to some rules or resources. */
  readonly only?: Only;
  readonly clock?: Clock;
}

/**
 * Makes the plan: the fewest untag calls after which the organization obeys the rules. Reads nothing, sends
 * nothing; the same rules, inventory and day give the same digest. `JSON.stringify` saves it; see {@link readPlan}.
 */
export function makePlan(rules: LoadedRules, inventory: Inventory, options: PlanOptions = {}): Plan {
  const { limits = [], only = EVERYTHING, clock = CLOCK, day = dayOf(clock) } = options;
  const set = narrowRules(rules.set, only);
  const body = plan({
    rules: set,
    inventory,
    day,
    only,
    limits: overrideLimits(set.limits, limits),
    overrides: limits.map(limitText),
  });
  const created = new Date(clock.now()).toISOString();
  const { sources, revision, file, name = file } = rules;
  return sealPlan(body, {
    created,
    'read-at': inventory['read-at'],
    places: placesOf({ ...rules, set }),
    sources,
    'rules-name': name,
    ...(revision && { revision }),
  });
}

/**
 * Reads a saved plan and holds it against its own digest and seal.
 *
 * @param text - the file's text
 * @param name - what messages call it
 * @throws Refusal where it is no plan, or was changed after it was made
 */
export function readPlan(text: string, name: string): Plan {
  return readSavedPlan(text, name);
}

/** Judges a plan as a dry run does: the limits it is past, and the exit code that `reconcile --dry-run` would have. */
export function reviewPlan(plan: Plan, { failOn = 'error' }: { readonly failOn?: FailOn } = {}): Run {
  return runOfPlan(plan, 'in memory', failOn);
}

/** What every run that may write takes. */
export interface RunOptions {
  /** Where journals and runs are kept. Default: `.reconcile` in the working folder. */
  readonly stateDir?: string;
  /** Resources worked on at once. Default: 4. */
  readonly concurrency?: number;
  /** Which severities make exit code 2. Default: `error`. */
  readonly failOn?: FailOn;
  /** Stops the run when more resources fail. Default: no bound. */
  readonly maxFailures?: FailureBudget;
  /** Asked before the first write; `false` sends nothing. Default: yes. */
  readonly confirm?: (run: Unfinished) => Promise<boolean>;
  /** Once aborted no new call starts; those under way are finished and journaled. */
  readonly interrupt?: AbortSignal;
  readonly progress?: (step: Step) => void;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Who holds the lock of the state folder. Default: this process. */
  readonly processes?: Processes;
}

/** How a plan is applied. */
export interface ApplyOptions extends RunOptions {
  /** The rules that are in force now: a plan that was made by others is refused. */
  readonly rules?: LoadedRules;
  /** Refuses a plan whose tags were read longer ago, in hours. Default: 24. */
  readonly maxAgeHours?: number;
  /** Refuses a plan with gaps. */
  readonly requireComplete?: boolean;
  /** Applies a plan that was applied already once more. */
  readonly again?: boolean;
}

/**
 * Carries out a plan and nothing else: limits and freezes are judged, each resource is planned again on its live
 * tags, every value is in the journal before the call that removes it, and what was touched is read again.
 */
export function applyPlan(plan: Plan, api: OrganizationsApi, options: ApplyOptions = {}): Promise<Run> {
  const { rules, maxAgeHours = 24, requireComplete = false, again = false } = options;
  return applySaved(
    { plan, rules, maxAgeHours, requireComplete, again, ...effortOf(options) },
    effectsOf(api, options),
  );
}

/** How a run is gone on with. */
export interface ResumeOptions extends RunOptions {
  /** Refuses a run whose plan was read longer ago, in hours. Default: 24. */
  readonly maxAgeHours?: number;
}

/** Goes on with a run that was cut off or failed in part. `run` is an id, a unique prefix of one, `last`, or a folder. */
export function resumeRun(run: string, api: OrganizationsApi, options: ResumeOptions = {}): Promise<Run> {
  const { maxAgeHours = 24 } = options;
  return resume({ run, maxAgeHours, ...effortOf(options) }, effectsOf(api, options));
}

/** How a run is undone. */
export interface UndoOptions extends RunOptions {
  /** Only reads live tags, and says what would be put back. */
  readonly dryRun?: boolean;
  /** Ids of resources to narrow it to. Default: all. */
  readonly resources?: readonly string[];
}

/**
 * Puts back what a run removed, the same key and value, where the key is absent now. `run` is an id, a unique prefix of
 * one, a folder, or `last`: the newest that removed something and is not undone. An undo can be undone too, by its id.
 */
export function undoRun(run: string, api: OrganizationsApi, options: UndoOptions = {}): Promise<Run> {
  const { dryRun = false, resources = [] } = options;
  return undo({ what: { run }, dryRun, resources, ...effortOf(options) }, effectsOf(api, options));
}

/**
 * Makes a report of a run, or of a plan as of the dry run that made it. Values of keys that the rules `redact` are
 * masked. The same run and options give the same text.
 *
 * @param format - one of {@link REPORT_NAMES}
 * @param options - looks. Default: no colours, no bound on the width
 */
export async function renderReport(
  what: Run | Plan,
  format: ReportName,
  options: Partial<ReportOptions> = {},
): Promise<string> {
  const { REPORTS } = await import('./report/index.ts');
  const run = redactRun('exit' in what ? what : reviewPlan(what));
  return [...REPORTS[format](run, { color: false, width: 0, ...options })].join('');
}

const SILENT: Log = () => undefined;

function dayOf(clock: Clock): Day {
  return new Date(clock.now()).toISOString().slice(0, 10);
}

function limitText({ type, rule, name, value }: LimitOverride): string {
  const scope = type === undefined ? (rule === undefined ? '' : `per-rule.${rule}.`) : `per-type.${type}.`;
  return `${scope}${name}=${value === null ? 'none' : `${value}${name === 'share' ? '%' : ''}`}`;
}

function effortOf({ concurrency = 4, failOn = 'error', maxFailures }: RunOptions) {
  return { concurrency, failOn, maxFailures };
}

function effectsOf(api: OrganizationsApi, options: RunOptions): Effects {
  return {
    connect: () => Promise.resolve(lent(api)),
    clock: options.clock ?? CLOCK,
    random: options.random ?? RANDOM,
    log: options.log ?? SILENT,
    interrupt: options.interrupt ?? new AbortController().signal,
    confirm: options.confirm ?? (() => Promise.resolve(true)),
    progress: options.progress ?? (() => undefined),
    processes: options.processes ?? PROCESSES,
    stateDir: options.stateDir ?? '.reconcile',
    tool: `reconcile ${version()}`,
  };
}

/** The port without its end: who opened it closes it. Each method is passed on by name, since it may be an object of a class. */
function lent(api: OrganizationsApi): OrganizationsApi {
  return {
    endpoint: api.endpoint,
    caller: api.caller,
    showOrganization: () => api.showOrganization(),
    listInstances: (type, page) => api.listInstances(type, page),
    listEntities: (type) => api.listEntities(type),
    listChildren: (parent) => api.listChildren(parent),
    listTags: (id) => api.listTags(id),
    reserve: (signal) => api.reserve(signal),
    untag: (id, keys) => api.untag(id, keys),
    tag: (id, tags) => api.tag(id, tags),
    waitToRetry: (failure, attempt, signal) => api.waitToRetry(failure, attempt, signal),
    traffic: () => api.traffic(),
    close: () => Promise.resolve(),
  };
}
