import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Log, Run } from '../../engine/model.ts';
import { problem, Refusal } from '../../engine/problem.ts';
import { openTelemetry } from '../../engine/telemetry/open.ts';
import type { Watch } from '../../engine/watch.ts';
import { withoutPackages } from '../absent.ts';
import { wallClock } from '../emulator/kit.ts';
import { world } from '../engine.ts';
import { freePort } from '../fleet/kit.ts';
import { rulesFrom } from '../rules-from.ts';
import { runCli, scenario } from '../scenario.ts';
import { type Collector, collect, plain, type Span, total } from './collector.ts';

const VALUE = 'value-of-a-tag-that-nobody-may-see';
const SEED = `
organization: { name: acme }
root:
  units:
    Payments: { tags: { temp-a: "${VALUE}", temp-b: "${VALUE}", owner: pay } }
    Lending: { tags: { temp-a: "${VALUE}", owner: lend } }
`;
const RULES = `
version: 1
limits: { removals: none, share: 100% }
redact: ["temp-b"]
rules:
  - id: no-temp-keys-on-ous
    match: { type: ou }
    remove: "temp-*"
`;

/** Works with telemetry as a process does whose environment names a collector; gives what it logs. */
async function watching(
  env: Readonly<Record<string, string>>,
  work: (more: { watch?: Watch }) => Promise<unknown>,
): Promise<string> {
  const lines: unknown[] = [];
  const log: Log = (...line) => lines.push(line);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const telemetry = await openTelemetry({ env, log, clock: wallClock, version: '1.2.3', instance: 'here-1' });
  try {
    await work(telemetry === undefined ? {} : { watch: telemetry.watch });
  } finally {
    await telemetry?.close();
    vi.unstubAllEnvs();
  }
  return JSON.stringify(lines);
}

/** A trace as a tree of names, in the order in which spans began. */
function treeOf(spans: readonly Span[], parent?: Span): unknown[] {
  return spans
    .filter((one) => one.parentSpanId === parent?.spanId)
    .sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .map((one) => {
      const below = treeOf(spans, one);
      return below.length === 0 ? one.name : [one.name, below];
    });
}

function rootsOf(collector: Collector): Span[] {
  return collector.spans().filter((one) => one.parentSpanId === undefined);
}

/** Attributes of the only run that a collector was told of. */
function runIn(collector: Collector): Record<string, unknown> {
  const roots = rootsOf(collector);
  expect(roots).toHaveLength(1);
  return plain(roots[0]?.attributes ?? []);
}

describe('telemetry of a run', () => {
  it('is one trace with a span for each stage and each call, and counts what was done', async () => {
    await using made = await world({ seed: SEED, rules: RULES });
    await using collector = await collect();
    const said = await watching({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, ({ watch }) =>
      made.reconcile({ reading: { mode: 'auto', concurrency: 1 } }, { watch }),
    );
    expect(said).toBe('[]');
    const spans = collector.spans();
    expect(new Set(spans.map((one) => one.traceId)).size).toBe(1);
    const each = ['ListTagsForResource', 'UntagResource'];
    const stages = [
      ['reading', ['ShowOrganization', 'ListResourceInstances']],
      'planning',
      'asking',
      ['applying', [...each, ...each]],
      ['verifying', ['ListResourceInstances']],
    ];
    expect(treeOf(spans)).toEqual([['reconcile apply', stages]]);
    const ids = spans
      .filter((one) => one.name === 'UntagResource')
      .map(({ attributes }) => plain(attributes)['reconcile.resource.id']);
    expect(ids.sort()).toEqual(['Payments', 'Lending'].map((name) => made.emulator.id(name)).sort());
    const [run] = readdirSync(join(made.stateDir, 'runs'));
    expect(runIn(collector)).toMatchObject({
      'reconcile.run': run,
      'reconcile.mode': 'apply',
      'reconcile.exit': 0,
      'reconcile.calls.planned': 2,
      'reconcile.problems': [],
    });
    const measured = collector.measured();
    expect(total(measured, 'reconcile.runs', { mode: 'apply', exit: 0 })).toBe(1);
    expect(total(measured, 'reconcile.run.duration')).toBe(1);
    expect(total(measured, 'reconcile.requests')).toBe(made.emulator.requests().length);
    expect(total(measured, 'reconcile.calls', { api: 'UntagResource', outcome: 'ok' })).toBe(2);
    expect(total(measured, 'reconcile.removals', { state: 'removed' })).toBe(3);
    expect(total(measured, 'reconcile.throttles')).toBe(0);
    expect(total(measured, 'reconcile.refusals')).toBe(0);
    expect(collector.resources()[0]).toMatchObject({
      'service.name': 'reconcile',
      'service.version': '1.2.3',
      'service.instance.id': 'here-1',
    });
  });

  it('tells of throttles and retries, and of failed calls by their kind', async () => {
    const rules = [
      { on: 'UntagResource', nth: 1, fault: { kind: 'throttle' } },
      { on: 'ListResourceInstances', nth: 1, fault: { kind: 'status', status: 503 } },
    ] as const;
    await using made = await world({ seed: SEED, rules: RULES, options: { faults: { rules } } });
    await using collector = await collect();
    await watching({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, ({ watch }) =>
      made.reconcile({}, { watch }),
    );
    const measured = collector.measured();
    expect(total(measured, 'reconcile.throttles')).toBe(1);
    expect(total(measured, 'reconcile.retries')).toBe(2);
    expect(total(measured, 'reconcile.calls', { api: 'UntagResource', outcome: 'throttled' })).toBe(1);
    const failed = collector.spans().filter((one) => one.status.code === 2);
    expect(failed.map(({ name, attributes }) => [name, plain(attributes)['error.type']])).toEqual([
      ['UntagResource', 'throttled'],
    ]);
    expect(runIn(collector)).toMatchObject({ 'reconcile.throttles': 1, 'reconcile.exit': 0 });
  });

  it('tells of refusals by their reason: a limit, a freeze, trouble before anything was sent', async () => {
    await using made = await world({ seed: SEED, rules: RULES });
    const refused = async (more: Parameters<typeof made.reconcile>[0], effects = {}) => {
      await using collector = await collect();
      await watching({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, ({ watch }) =>
        made.reconcile(more, { watch, ...effects }),
      );
      const found = collector.measured().filter((one) => one.name === 'reconcile.refusals');
      return [runIn(collector)['reconcile.exit'], ...found.map((one) => one.attributes['reason'])];
    };
    const limit = { name: 'removals', value: 1, text: 'removals=1' } as const;
    expect(await refused({ overrides: [limit] })).toEqual([3, 'limit']);
    made.rules = await rulesFrom(`${RULES}freeze: [{ from: 2000-01-01, until: 2999-12-31, why: Audit }]\n`);
    expect(await refused({})).toEqual([3, 'freeze']);
    const wrong = { connect: () => Promise.reject(new Refusal([problem('credentials-missing', 'none')])) };
    expect(await refused({}, wrong)).toEqual([1, 'credentials-missing']);
  });

  it('holds no tag value, no key and no secret, whatever becomes of the run', async () => {
    await using made = await world({ seed: SEED, rules: RULES });
    await using collector = await collect();
    const body = `{"error_code":"Organizations.9999","error_msg":"no ${VALUE} here"}`;
    await watching({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, async ({ watch }) => {
      const wrap = made.wrap;
      made.wrap = (api) => ({
        ...api,
        untag: () =>
          Promise.reject(new ApiFailure('refused', body, { code: VALUE, status: 400, requestId: 'r-1' })),
      });
      expect((await made.reconcile({}, { watch })).exit).toBe(4);
      made.wrap = wrap;
      expect((await made.reconcile({}, { watch })).exit).toBe(0);
      expect((await made.undo({}, { watch })).exit).toBe(0);
    });
    const sent = collector.text();
    expect(rootsOf(collector).map((one) => one.name)).toEqual([
      'reconcile apply',
      'reconcile apply',
      'reconcile undo',
    ]);
    expect(sent).toContain('"r-1"');
    const { accessKey, secretKey } = made.emulator.keys;
    for (const hidden of [VALUE, 'temp-', accessKey, secretKey]) expect(sent).not.toContain(hidden);
  });

  it('takes the name and attributes of the service from the usual variables, and is off where they say so', async () => {
    await using made = await world({ seed: SEED, rules: RULES });
    await using collector = await collect();
    const on = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const work = (more: { watch?: Watch }) => made.reconcile({ mode: 'dry-run' }, more);
    await watching({ ...on, OTEL_SDK_DISABLED: 'true' }, work);
    await watching({}, work);
    expect(collector.text()).toBe('');
    const named = { OTEL_SERVICE_NAME: 'tags', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test' };
    await watching({ ...on, ...named }, work);
    expect(collector.resources()[0]).toMatchObject({
      'service.name': 'tags',
      'deployment.environment': 'test',
    });
  });

  it.each(['is away', 'never answers'])(
    'costs a run a bounded wait at its end, and nothing else, where the collector %s',
    async (how) => {
      await using made = await world({ seed: SEED, rules: RULES });
      await using silent = await collect({ answers: false });
      const url = how === 'is away' ? `http://127.0.0.1:${await freePort()}` : silent.url;
      let ended = 0;
      const said = await watching(
        { OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/?key=hidden` },
        async ({ watch }) => {
          expect((await made.reconcile({}, { watch })).exit).toBe(0);
          ended = performance.now();
        },
      );
      // Its own limit is three seconds; a busy machine may add to that, the tries of an exporter would take minutes.
      expect(performance.now() - ended).toBeLessThan(30_000);
      expect(said).toContain('telemetry-unsent');
      expect(said).not.toContain('hidden');
    },
  );
});

describe('the log of a run', () => {
  it('names the run and the organization in every line of JSON, and the process sends telemetry and ends', async () => {
    const rules = [{ on: 'ListTagsForResource', nth: 1, fault: { kind: 'status', status: 503 } }] as const;
    await using made = await scenario({ seed: SEED, rules: RULES, options: { faults: { rules } } });
    await using collector = await collect();
    const env = { ...made.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const words = ['--yes', '--log-format', 'json', '--log-level', 'debug', '--report', 'json'];
    const { code, stdout, stderr } = await runCli(words, { cwd: made.folder, env });
    expect(code).toBe(0);
    const { id, organization } = JSON.parse(stdout) as Run;
    const lines = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.some((one) => one['level'] === 'warn')).toBe(true);
    expect(new Set(lines.map((one) => one['run']))).toEqual(new Set([id]));
    // The first call is what learns which organization it is.
    const named = lines.slice(1).map((one) => one['organization']);
    expect(new Set(named)).toEqual(new Set([organization?.id]));
    expect(runIn(collector)['reconcile.run']).toBe(id);
  });

  it('says in a line what to install where the packages are absent, and the run goes on', async () => {
    await using made = await scenario({ seed: SEED, rules: RULES });
    const env = {
      ...made.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      ...withoutPackages('@opentelemetry'),
    };
    const { code, stderr } = await runCli(['--yes'], { cwd: made.folder, env });
    expect(code).toBe(0);
    expect(stderr).toContain('telemetry-missing');
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    const peers = Object.entries(peerDependencies).filter(([name]) => name.startsWith('@opentelemetry/'));
    expect(peers).toHaveLength(6);
    for (const [name, version] of peers) expect(stderr).toContain(`${name}@${version}`);
  });
});
