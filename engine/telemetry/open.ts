import type { Clock, Log } from '../model.ts';
import { problem } from '../problem.ts';
import type { RunWatch, Watch } from '../watch.ts';
import { INSTALL, loadTelemetryLibrary, type TelemetryLibrary } from './library.ts';
import { meterRuns } from './meter.ts';
import { traceRuns } from './trace.ts';

/** What telemetry takes from outside. */
export interface TelemetryOutside {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this tool. */
  readonly version: string;
  /** Tells this process from all others. */
  readonly instance: string;
}

/** Telemetry of this process: what watches its runs, and the way to send what is left at its end. */
export interface Telemetry {
  readonly watch: Watch;
  /** Sends what is left, for a bounded time. Never rejects. */
  close(): Promise<void>;
}

/** How long one export may take, its retries included; and a little more for all of them. Milliseconds. */
const EXPORT_PATIENCE = 2_000;
const CLOSE_PATIENCE = 3_000;

/** How often metrics are sent where OTEL_METRIC_EXPORT_INTERVAL does not say, milliseconds. */
const INTERVAL = 60_000;

/**
 * Opens telemetry where OTEL_EXPORTER_OTLP_ENDPOINT names a collector: traces and metrics over OTLP, as JSON over
 * HTTP. The exporters read the other OTEL_EXPORTER_OTLP_* variables (headers, certificates, one endpoint for each).
 *
 * Telemetry never costs a run more than `CLOSE_PATIENCE` at its end: what is missing or away is told in the log.
 */
export async function openTelemetry(outside: TelemetryOutside): Promise<Telemetry | undefined> {
  const { env, log } = outside;
  if (!isWanted(env)) return undefined;
  const library = await loadTelemetryLibrary();
  if (library === undefined) {
    const { code, message, hint } = problem('telemetry-missing', MISSING, { hint: INSTALL });
    log('warn', message, { code, hint });
    return undefined;
  }
  tellOnce(library, log);
  return start(library, outside);
}

const MISSING = 'OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry are not installed';

function isWanted(env: TelemetryOutside['env']): boolean {
  const set = (name: string): string => env[name]?.trim() ?? '';
  return set('OTEL_EXPORTER_OTLP_ENDPOINT') !== '' && set('OTEL_SDK_DISABLED').toLowerCase() !== 'true';
}

/** A collector that is away is told of once. What the packages say of it may quote its URL, which may hold a key. */
function tellOnce({ api }: TelemetryLibrary, log: Log): void {
  let told = false;
  const quiet = (): void => undefined;
  const error = (): void => {
    if (!told) log('warn', 'telemetry cannot be sent to the collector; runs go on without', NOT_SENT);
    told = true;
  };
  const logger = { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet };
  api.diag.setLogger(logger, { logLevel: api.DiagLogLevel.ERROR, suppressOverrideMessage: true });
}

const NOT_SENT = { code: 'telemetry-unsent' } as const;

function start(library: TelemetryLibrary, { env, clock, version, instance }: TelemetryOutside): Telemetry {
  const resource = resourceOf(library, version, instance);
  const { traces, traceExporter, metrics, metricsExporter } = library;
  const patience = { timeoutMillis: EXPORT_PATIENCE };
  const spans = new traces.BasicTracerProvider({
    resource,
    spanProcessors: [new traces.BatchSpanProcessor(new traceExporter.OTLPTraceExporter(patience))],
  });
  const every = Number(env['OTEL_METRIC_EXPORT_INTERVAL']) || INTERVAL;
  const reader = new metrics.PeriodicExportingMetricReader({
    exporter: new metricsExporter.OTLPMetricExporter(patience),
    exportIntervalMillis: every,
    exportTimeoutMillis: Math.min(every, CLOSE_PATIENCE),
  });
  const meters = new metrics.MeterProvider({ resource, readers: [reader] });
  const trace = traceRuns(spans.getTracer('reconcile', version), library.api);
  const meter = meterRuns(meters.getMeter('reconcile', version));
  return {
    watch: (run, organization) => both(trace(run, organization), meter(run, organization)),
    close: () => atMost(CLOSE_PATIENCE, clock, [spans.shutdown(), meters.shutdown()]),
  };
}

function resourceOf({ resources }: TelemetryLibrary, version: string, instance: string) {
  const mine = { 'service.name': 'reconcile', 'service.version': version, 'service.instance.id': instance };
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over what is said here.
  return resources
    .resourceFromAttributes(mine)
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
}

/** Two who watch the same run. */
function both(one: RunWatch, other: RunWatch): RunWatch {
  return {
    step(step) {
      one.step(step);
      other.step(step);
    },
    call(call) {
      const ends = [one.call(call), other.call(call)];
      return (end) => ends.forEach((tell) => tell(end));
    },
    ended(run) {
      one.ended(run);
      other.ended(run);
    },
  };
}

async function atMost(ms: number, clock: Clock, work: readonly Promise<unknown>[]): Promise<void> {
  const done = new AbortController();
  const tooLong = clock.sleep(ms, done.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(work), tooLong]);
  done.abort();
}
