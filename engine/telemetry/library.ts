import type * as Api from '@opentelemetry/api';
import type * as MetricsExporter from '@opentelemetry/exporter-metrics-otlp-http';
import type * as TraceExporter from '@opentelemetry/exporter-trace-otlp-http';
import type * as Resources from '@opentelemetry/resources';
import type * as Metrics from '@opentelemetry/sdk-metrics';
import type * as Traces from '@opentelemetry/sdk-trace-base';

/** The packages of OpenTelemetry, which only those install who send telemetry. */
export interface TelemetryLibrary {
  readonly api: Pick<typeof Api, 'trace' | 'diag' | 'ROOT_CONTEXT' | 'SpanStatusCode' | 'DiagLogLevel'>;
  readonly resources: Pick<typeof Resources, 'detectResources' | 'envDetector' | 'resourceFromAttributes'>;
  readonly traces: Pick<typeof Traces, 'BasicTracerProvider' | 'BatchSpanProcessor'>;
  readonly metrics: Pick<typeof Metrics, 'MeterProvider' | 'PeriodicExportingMetricReader'>;
  readonly traceExporter: Pick<typeof TraceExporter, 'OTLPTraceExporter'>;
  readonly metricsExporter: Pick<typeof MetricsExporter, 'OTLPMetricExporter'>;
}

/** What installs them, in the versions that are tested. */
export const INSTALL =
  'npm install @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace-base@2.12.0 @opentelemetry/sdk-metrics@2.12.0 ' +
  '@opentelemetry/resources@2.12.0 @opentelemetry/exporter-trace-otlp-http@0.223.0 ' +
  '@opentelemetry/exporter-metrics-otlp-http@0.223.0';

/** Loads the packages; undefined where one of them is not installed. */
export async function loadTelemetryLibrary(): Promise<TelemetryLibrary | undefined> {
  try {
    const [api, resources, traces, metrics, traceExporter, metricsExporter] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
    ]);
    return { api, resources, traces, metrics, traceExporter, metricsExporter };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
