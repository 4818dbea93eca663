import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP/HTTP writes it in JSON, as far as tests look. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
}

interface Attribute {
  readonly key: string;
  readonly value: {
    stringValue?: string;
    intValue?: number | string;
    arrayValue?: { values: Attribute['value'][] };
  };
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
}

/** A sum or histogram of one instrument: its attributes and its value, or how many were recorded. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A collector of OpenTelemetry on loopback: it keeps what it is sent. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** Everything that was sent, as it was sent. */
  text(): string;
  spans(): Span[];
  /** The last word on each series of each process that sent some. */
  measured(): Measured[];
  resources(): Readonly<Record<string, unknown>>[];
}

/** Starts a collector. `answers: false`: one that takes requests and never answers. */
export async function collect({ answers = true } = {}): Promise<Collector> {
  const bodies: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      bodies.push({ path: request.url ?? '', body });
      if (answers) response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = (path: string): string[] => bodies.filter((one) => one.path === path).map((one) => one.body);
  const traces = () => sent('/v1/traces').flatMap((body) => (JSON.parse(body) as Traces).resourceSpans);
  const metrics = () => sent('/v1/metrics').flatMap((body) => (JSON.parse(body) as Metrics).resourceMetrics);
  return {
    url: `http://127.0.0.1:${port}`,
    text: () => bodies.map((one) => one.body).join('\n'),
    spans: () => traces().flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)),
    measured() {
      const last = new Map<string, Measured>();
      for (const { resource, scopeMetrics } of metrics()) {
        for (const { name, sum, histogram } of scopeMetrics.flatMap((one) => one.metrics)) {
          for (const { attributes, asDouble, asInt, count } of (sum ?? histogram)?.dataPoints ?? []) {
            const value = Number(asDouble ?? asInt ?? count);
            const series = JSON.stringify([resource, name, attributes]);
            last.set(series, { name, value, attributes: plain(attributes) });
          }
        }
      }
      return [...last.values()];
    },
    resources: () => [...traces(), ...metrics()].map((one) => plain(one.resource.attributes)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

interface Metrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly sum?: { readonly dataPoints: readonly Point[] };
        readonly histogram?: { readonly dataPoints: readonly Point[] };
      }[];
    }[];
  }[];
}

/** Attributes as a plain record. */
export function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, intValue, arrayValue, ...rest }: Attribute['value']): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(valueOf);
  return stringValue ?? (intValue === undefined ? Object.values(rest)[0] : Number(intValue));
}

/** What an instrument measured, of the series that have these attributes. */
export function total(
  measured: readonly Measured[],
  name: string,
  wanted: Readonly<Record<string, unknown>> = {},
): number {
  return measured
    .filter((one) => one.name === name)
    .filter(({ attributes }) => Object.entries(wanted).every(([key, value]) => attributes[key] === value))
    .reduce((sum, one) => sum + one.value, 0);
}
