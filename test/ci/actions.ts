import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Outcome, Workshop } from './workshop.ts';

/** One step of a job or of a composite action. */
interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly 'working-directory'?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly concurrency?: Workflow['concurrency'];
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'));
}

export const readWorkflow = (file: string): Workflow => readYaml(file) as Workflow;
export const readAction = (file: string): Action => readYaml(file) as Action;

/** What expressions can name: `secrets`, `github`, `inputs`, `steps`. */
type Context = Readonly<Record<string, unknown>>;

/** What a job came to. */
export interface JobResult extends Outcome {
  /** Name or command of every step that ran. */
  readonly ran: readonly string[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface JobOptions {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly github?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The commit that a checkout gives. */
  readonly commit: string;
}

/** Runs the steps of a job as GitHub's runner does, as far as the examples go; what they do not use is an error. */
export async function runJob(shop: Workshop, job: Job, options: JobOptions): Promise<JobResult> {
  const runner = join(shop.kept('runner'), String(Math.random()).slice(2));
  mkdirSync(runner, { recursive: true });
  const [outputFile, summaryFile] = [join(runner, 'output'), join(runner, 'summary')];
  writeFileSync(summaryFile, '');
  const steps: Record<string, Pick<JobResult, 'outputs'>> = {};
  const context: Context = { ...options, github: { token: 'token', ...options.github }, steps };
  const github = Object.fromEntries(
    Object.entries(options.github ?? {}).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]),
  );
  let [code, output, cwd] = [0, '', runner];
  const ran: string[] = [];
  for (const step of job.steps) {
    if (!isDue(step.if, code, context)) continue;
    ran.push(step.name ?? step.uses ?? step.run ?? '');
    writeFileSync(outputFile, '');
    const env = {
      ...filled(job.env, context),
      ...github,
      ...filled(step.env, context),
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_ACTIONS: 'true',
    };
    const done: Used =
      step.run === undefined
        ? await use(step, shop, cwd, env, options, context)
        : await shop.shell(
            step.run,
            join(cwd, fill(step['working-directory'] ?? '', context)),
            env,
            shellOf(step),
          );
    cwd = done.cwd ?? cwd;
    appendFileSync(summaryFile, done.summary ?? '');
    output += done.output;
    if (code === 0) code = done.code;
    const outputs = done.outputs ?? readOutputs(readFileSync(outputFile, 'utf8'));
    steps[step.id ?? `step-${ran.length}`] = { outputs };
  }
  const outputs = Object.assign({}, ...Object.values(steps).map((step) => step.outputs)) as Record<
    string,
    string
  >;
  return { code, output, ran, summary: readFileSync(summaryFile, 'utf8'), outputs };
}

function shellOf({ shell }: Step): readonly string[] {
  return shell === 'bash' ? ['bash', '--noprofile', '--norc', '-eo', 'pipefail'] : ['bash', '-e'];
}

/** What an action came to, and where the job goes on. */
type Used = Outcome & Partial<Pick<JobResult, 'outputs' | 'summary'>> & { readonly cwd?: string };

/** Third-party actions, and our own. */
async function use(
  step: Step,
  shop: Workshop,
  cwd: string,
  env: Readonly<Record<string, string>>,
  { commit }: JobOptions,
  context: Context,
): Promise<Used> {
  const given = filled(step.with, context);
  const name = step.uses?.split('@')[0];
  const fine = { code: 0, output: '' };
  switch (name) {
    case 'actions/checkout':
      // A clone knows branches as those of its origin.
      return { ...fine, cwd: shop.checkOut(given['ref'] === undefined ? commit : `origin/${given['ref']}`) };
    case 'actions/setup-node':
      return fine;
    case 'actions/upload-artifact': {
      const paths = (given['path'] ?? '').split('\n').filter((path) => path !== '');
      // Since version 4.4 of the action, hidden files are left out unless asked for.
      const visible = paths.filter(
        (path) => given['include-hidden-files'] === 'true' || !path.startsWith('.'),
      );
      shop.keep(given['name'] ?? '', cwd, visible);
      return fine;
    }
    case 'actions/download-artifact':
      if (given['run-id'] === '') throw new Error('an artifact of another run needs its id');
      shop.fetch(given['name'] ?? '', join(cwd, given['path'] ?? ''));
      return fine;
    case 'OWNER/reconcile': {
      const { inputs, runs } = readAction('action.yml');
      const defaults = Object.fromEntries(Object.entries(inputs).map(([one, it]) => [one, it.default ?? '']));
      for (const one of Object.keys(given)) if (!(one in defaults)) throw new Error(`no input ${one}`);
      // The runner checks the action's own repository out here.
      const own = shop.kept('action');
      mkdirSync(own, { recursive: true });
      const steps = runs.steps.map((one) => ({
        ...one,
        env: { ...env, GITHUB_ACTION_PATH: own, ...one.env },
      }));
      const inside = { commit, inputs: { ...defaults, ...given } };
      return runJob(shop, { steps: [{ uses: 'stay', with: { cwd } }, ...steps] }, inside);
    }
    case 'stay':
      return { ...fine, cwd: given['cwd'] ?? cwd };
    default:
      throw new Error(`the test knows no action ${name ?? ''}`);
  }
}

function isDue(condition: string | undefined, code: number, context: Context): boolean {
  if (condition === 'always()') return true;
  if (code !== 0) return false;
  const unequal = /^([\w.-]+) != ''$/.exec(condition ?? '');
  if (unequal !== null) return lookUp(unequal[1] ?? '', context) !== '';
  if (condition !== undefined) throw new Error(`the test knows no condition ${condition}`);
  return true;
}

function filled(values: Step['with'], context: Context): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, fill(String(value), context)]),
  );
}

/** Fills in `${{ a.b.c }}`. */
function fill(text: string, context: Context): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, path: string) => lookUp(path, context));
}

function lookUp(path: string, context: Context): string {
  let value: unknown = context;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  return typeof value === 'string' ? value : '';
}

/** Reads `name=value` and `name<<DELIMITER` as the runner does. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const [, name = '', delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (delimiter !== undefined) {
      const end = lines.indexOf(delimiter, i + 1);
      outputs[name] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (line.includes('='))
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return outputs;
}
