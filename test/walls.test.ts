import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

/** Floors of the house, from the ground up; rooms of one floor do not know each other. */
const FLOORS: readonly Readonly<Record<string, string>>[] = [
  { model: '^engine/model(\\.ts$|/)' },
  {
    problem: '^engine/problem(\\.ts$|/)',
    schema: '^engine/(schema|compiled)\\.ts$',
    exit: '^engine/exit\\.ts$',
  },
  { report: '^engine/report/', emulator: '^engine/emulator/' },
  { rules: '^engine/rules/', cloud: '^engine/cloud/' },
  { plan: '^engine/plan/', inventory: '^engine/inventory/' },
  { runs: '^engine/runs/' },
  { apply: '^engine/apply/' },
  { reconcile: '^engine/(?!library\\.ts$)[a-z-]+\\.ts$' },
  {
    suite: '^engine/suite/',
    evidence: '^engine/evidence/',
    fleet: '^engine/fleet/',
    telemetry: '^engine/telemetry/',
  },
  { cli: '^engine/cli/', library: '^engine/library\\.ts$' },
];

/** The files at the top of engine/ that belong to lower floors. */
const LOW = '^engine/(model|problem|schema|compiled|exit)\\.ts$';

/** One home for each package: the files that may import it. Another file wants it? Let it ask the home. */
const HOMES: Readonly<Record<string, string>> = {
  '@huaweicloud': '^$',
  '@opentelemetry': '^engine/telemetry/',
  ajv: '^engine/schema\\.ts$',
  'ajv-formats': '^engine/schema\\.ts$',
  bullmq: '^engine/fleet/queue/',
  canonicalize: '^engine/plan/digest\\.ts$',
  'cli-progress': '^engine/cli/progress\\.ts$',
  commander: '^engine/cli/',
  'csv-stringify': '^engine/report/csv\\.ts$',
  'fast-glob': '^engine/rules/disk\\.ts$',
  ioredis: '^engine/fleet/queue/',
  'p-limit': '^engine/(apply|inventory|cloud)/',
  re2js: '^engine/rules/regex\\.ts$',
  'string-width': '^engine/report/layout\\.ts$',
  undici: '^engine/cloud/(transport|metadata)\\.ts$',
  winston: '^engine/cli/log\\.ts$',
  yaml: '^engine/(rules/|emulator/seed/document\\.ts$)',
};

/** Files that may touch the disk. */
const DISK =
  '^engine/(cli/|runs/|evidence/|fleet/|(schema|compiled)\\.ts$|(machine|version)\\.ts$|rules/disk\\.ts$|inventory/lines\\.ts$|emulator/saved\\.ts$)';

/** Rooms without clock, randomness or I/O: what they need is passed in. */
const PURE =
  '^engine/(model|plan|report)/|^engine/rules/(matcher|match|glob|path|scope|needs|show|truth|date|sequence|braces|fold|redact)\\.ts$|^engine/cloud/sign\\.ts$|^engine/exit\\.ts$';

const rules: IForbiddenRuleType[] = [
  ...upward(),
  ...neighbours(),
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing or want a third: move what both need below them.',
    severity: 'error',
    from: { path: '^engine/' },
    to: { circular: true },
  },
  {
    name: 'pure-rooms-stay-pure',
    comment:
      'This room is pure. Pass the value in; hashing and styling of text are all it may take from Node.',
    severity: 'error',
    from: { path: PURE },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util|buffer)$' },
  },
  {
    name: 'disk-has-few-doors',
    comment: 'Only the files named in DISK touch the disk. Let one of them read or write, and pass the text.',
    severity: 'error',
    from: { path: '^engine/', pathNot: DISK },
    to: { path: '^(node:)?fs(/promises)?$' },
  },
  {
    name: 'process-belongs-to-the-cli',
    comment:
      'Only the cli knows that there is a process, but for its number and start in a lock. Take environment, streams and signals as parameters.',
    severity: 'error',
    from: { path: '^engine/', pathNot: '^engine/(cli/|machine\\.ts$)' },
    to: { path: '^(node:)?process$' },
  },
  {
    name: 'stages-know-the-cloud-by-its-port',
    comment: 'Stages speak to OrganizationsApi of cloud/port.ts, so that a test or another cloud can answer.',
    severity: 'error',
    from: { path: '^engine/', pathNot: '^engine/((cli|cloud|fleet)/|library\\.ts$)' },
    to: { path: '^engine/cloud/', pathNot: '^engine/cloud/(port|problem)\\.ts$' },
  },
  ...Object.entries(HOMES).map(
    ([name, home]): IForbiddenRuleType => ({
      name: `home-of-${name}`,
      comment: `${name} has one home. Ask that home for what you need of it.`,
      severity: 'error',
      from: { path: '^engine/', pathNot: home },
      to: { path: `node_modules/${name}/` },
    }),
  ),
];

function upward(): IForbiddenRuleType[] {
  return FLOORS.flatMap((floor, level) =>
    Object.entries(floor).map(([room, path]): IForbiddenRuleType => {
      const above = FLOORS.slice(level + 1).flatMap((one) => Object.values(one));
      return {
        name: `${room}-looks-down`,
        comment: `An import only ever points down. Move what ${room} needs to its own floor or below, or pass it in.`,
        severity: 'error',
        from: room === 'reconcile' ? { path, pathNot: LOW } : { path },
        to: { path: above.length === 0 ? '^$' : above.join('|'), pathNot: LOW },
      };
    }),
  );
}

function neighbours(): IForbiddenRuleType[] {
  return FLOORS.flatMap((floor) =>
    Object.entries(floor).flatMap(([room, path]): IForbiddenRuleType[] => {
      const others = Object.values(floor).filter((other) => other !== path);
      if (others.length === 0) return [];
      return [
        {
          name: `${room}-keeps-to-itself`,
          comment: 'Rooms of one floor do not know each other. What both need belongs on a floor below.',
          severity: 'error',
          from: { path },
          to: { path: others.join('|') },
        },
      ];
    }),
  );
}

describe('the walls of the house', () => {
  it('stand: every import points down, and each package has one home', async () => {
    const { output } = await cruise(['engine'], {
      ruleSet: { forbidden: rules },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      tsConfig: { fileName: 'tsconfig.json' },
    });
    const { summary, modules } = output as ICruiseResult;
    expect(modules.length).toBeGreaterThan(100);
    const broken = summary.violations.map(({ from, to, rule }) => {
      const remedy = rules.find((one) => one.name === rule.name)?.comment ?? '';
      return `${from} -> ${to}\n    ${rule.name}: ${remedy}`;
    });
    expect(broken).toEqual([]);
  });

  it('keep clock and chance out of pure rooms', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.|\bprocess\.|\bfetch\(|\bsetTimeout\(/;
    const found = sources()
      .filter(({ file }) => new RegExp(PURE).test(file))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line, i) => (impure.test(line) ? [`${file}:${i + 1} ${line}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('have few ways past the checks: each is counted here, and each rule that is switched off says why', () => {
    const found = (escape: RegExp) =>
      sources().flatMap(({ file, text }) => Array.from(text.matchAll(escape), ([what]) => `${file} ${what}`));
    expect(
      found(/@ts-(?:ignore|expect-error|nocheck)|biome-ignore|(?:c8|v8|istanbul) ignore|\bas any\b/g),
    ).toEqual([]);
    expect(found(/eslint-disable(?!.* -- \S).*/g)).toEqual([]);
    expect(found(/eslint-disable/g)).toHaveLength(2);
    expect(found(/as unknown as/g)).toHaveLength(2);
  });

  it('have no room named for nothing', () => {
    const vague = sources().filter(({ file }) => /\/(utils?|helpers?|common|misc|managers?)[./]/.test(file));
    expect(vague.map(({ file }) => file)).toEqual([]);
  });
});

/** Every source file: its text, and its lines without comments. */
function sources(): { file: string; text: string; lines: string[] }[] {
  return readdirSync('engine', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const text = readFileSync(join('engine', name), 'utf8');
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=\s)\/\/.*$/gm, (comment) =>
        comment.replaceAll(/[^\n]/g, ''),
      );
      return { file: `engine/${name}`, text, lines: code.split('\n') };
    });
}
