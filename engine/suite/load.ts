import { posix } from 'node:path';
import { compareText } from '../model/order.ts';
import type { Path, Problem, Resource, Tag } from '../model.ts';
import { nearest, problem, Refusal } from '../problem.ts';
import { collectProblems, type Report } from '../rules/collect.ts';
import { readDay } from '../rules/date.ts';
import type { RuleFiles } from '../rules/disk.ts';
import { below, placeOf, type Spot } from '../rules/places.ts';
import { readYaml } from '../rules/yaml.ts';
import { EXPECTED_FINDINGS, type Expectation, type TestFile } from './result.ts';
import { checkShape } from './shape.ts';
import type { WrittenExpectation, WrittenResource, WrittenTest } from './written.ts';

/**
 * Reads and checks one test file. `name` is its path for reading and for people.
 *
 * @throws Refusal with every problem of the file
 */
export async function loadTest(name: string, files: RuleFiles): Promise<TestFile> {
  const { file, problems } = readYaml(await readBytes(name, files), name);
  const collector = collectProblems();
  problems.forEach(collector.add);
  const written = file === undefined ? undefined : checkShape(file, collector.report);
  const test =
    file === undefined || written === undefined
      ? undefined
      : normalise(written, { file, path: [] }, name, collector.report);
  const found: readonly Problem[] = collector.sorted([name]);
  if (test === undefined || found.length > 0) throw new Refusal(found);
  return test;
}

async function readBytes(name: string, files: RuleFiles): Promise<Uint8Array> {
  try {
    return await files.read(name);
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new Refusal([problem('test-file-unreadable', `${name} cannot be read (${code}).`)], { cause });
  }
}

function normalise(written: WrittenTest, top: Spot, name: string, report: Report): TestFile {
  const resources = new Map<string, { resource: Resource; spot: Spot }>();
  written.resources.forEach((one, index) => {
    const spot = below(top, 'resources', index);
    const { id } = one;
    if (resources.has(id))
      report(below(spot, 'id'), 'test-resource-twice', `The resource \`${id}\` is there twice.`);
    else resources.set(id, { resource: resourceOf(one, spot, report), spot });
  });
  if (written.today !== undefined && readDay(written.today) === undefined) {
    report(below(top, 'today'), 'bad-date', `The calendar has no day ${written.today}.`);
  }
  const expected = new Set<string>();
  const expectations = written.expect.flatMap((one, index): Expectation[] => {
    const spot = below(top, 'expect', index);
    const resource = named(one.resource, resources, below(spot, 'resource'), report);
    if (resource === undefined) return [];
    if (expected.has(resource.id)) {
      report(
        below(spot, 'resource'),
        'test-resource-twice',
        `\`${resource.id}\` has an expectation above already.`,
      );
    }
    expected.add(resource.id);
    return [expectationOf(one, resource, spot, report)];
  });
  for (const [id, { resource, spot }] of resources) {
    if (!expected.has(id)) expectations.push({ ...NOTHING_EXPECTED, resource, place: placeOf(spot) });
  }
  return {
    file: name,
    ...(written.title !== undefined && { title: written.title }),
    rules: posix.isAbsolute(written.rules) ? written.rules : posix.join(posix.dirname(name), written.rules),
    'rules-place': placeOf(below(top, 'rules')),
    ...(written.today !== undefined && { today: written.today }),
    resources: [...resources.values()].map(({ resource }) => resource),
    expectations,
  };
}

/** Of a resource that no expectation names: it loses nothing. */
const NOTHING_EXPECTED = { remove: [], keep: [], because: [], findings: [] } as const;

function named(
  id: string,
  resources: ReadonlyMap<string, { resource: Resource }>,
  spot: Spot,
  report: Report,
): Resource | undefined {
  const found = resources.get(id);
  if (found !== undefined) return found.resource;
  const near = nearest(id, resources.keys());
  report(spot, 'test-resource-unknown', `No resource of this file has the id \`${id}\`.`, {
    hint: near === undefined ? undefined : `Did you mean \`${near}\`?`,
  });
  return undefined;
}

const EXPECTS = ['remove', 'keep', 'because', 'findings'] as const;

function expectationOf(
  written: WrittenExpectation,
  resource: Resource,
  spot: Spot,
  report: Report,
): Expectation {
  const because = Object.entries(written.because ?? {}).map(([key, rules]) => ({
    key,
    rules: [rules].flat(),
  }));
  const remove = [...new Set([...(written.remove ?? []), ...because.map(({ key }) => key)])];
  const keep = written.keep ?? [];
  if (!EXPECTS.some((key) => written[key] !== undefined)) {
    report(spot, 'test-expects-nothing', `This says nothing of \`${resource.id}\`.`, {
      hint: 'Where nothing is to be removed, write `remove: []`.',
    });
  }
  for (const key of keep.filter((one) => remove.includes(one))) {
    report(below(spot, 'keep'), 'test-contradiction', `\`${key}\` is to be removed and to be kept.`);
  }
  return {
    resource,
    place: placeOf(spot),
    ...(written.title !== undefined && { title: written.title }),
    remove,
    keep,
    because,
    findings: EXPECTED_FINDINGS.flatMap((kind) => {
      const keys = written.findings?.[kind];
      return keys === undefined ? [] : [{ kind, keys }];
    }),
  };
}

function resourceOf({ id, type, name, path, tags }: WrittenResource, spot: Spot, report: Report): Resource {
  const levels = path === undefined ? undefined : levelsOf(path);
  const resource = {
    type,
    id,
    name: name ?? (type === 'ou' ? levels?.at(-1) : undefined) ?? '',
    tags: tagsOf(tags),
  };
  const fault = levels === undefined ? undefined : pathFault(resource, levels);
  if (fault !== undefined) report(below(spot, 'path'), 'test-path-impossible', fault);
  if (type === 'root') return { ...resource, path: [] };
  return levels === undefined ? resource : { ...resource, path: levels };
}

function levelsOf(path: string | readonly string[]): Path {
  if (typeof path !== 'string') return path;
  return path === '/' ? [] : path.slice(1).split('/');
}

function pathFault({ type, name }: Resource, path: Path): string | undefined {
  if (type === 'policy') return 'A policy stands nowhere in the tree, so it has no path.';
  if (type === 'root' && path.length > 0) return 'The path of a root is `/`.';
  if (type === 'ou' && path.length === 0) return 'Only the root has the path `/`.';
  if (type === 'ou' && path.at(-1) !== name) return `The path of the OU \`${name}\` must end in its name.`;
  return undefined;
}

function tagsOf(tags: WrittenResource['tags'] = {}): Tag[] {
  return Object.entries(tags)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => compareText(a.key, b.key));
}
