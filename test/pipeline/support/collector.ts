import { join } from 'node:path';
import { freePorts, type Service, startService } from './service.js';

export const root = join(__dirname, '../../..');

export interface Collector extends Service {
  /** Takes OTLP over HTTP: `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly grpc: string;
  /** Metrics made from spans. */
  readonly metricsUrl: string;
  /** Metrics of the collector itself. */
  readonly telemetryUrl: string;
}

interface CollectorOptions {
  /** Default: the one at the root of the repository. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Holds its queue. */
  readonly folder: string;
}

/** Starts the collector on ports of its own. No backend is there unless `env` names it. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const [grpc, http, health, metrics, telemetry] = await freePorts(5);
  const service = await startService('otelcol', {
    args: ['--config', options.config ?? join(root, 'collector-config.yaml')],
    env: {
      LISTEN_HOST: '127.0.0.1',
      OTLP_GRPC_PORT: String(grpc),
      OTLP_HTTP_PORT: String(http),
      HEALTH_PORT: String(health),
      PROMETHEUS_PORT: String(metrics),
      TELEMETRY_PORT: String(telemetry),
      QUEUE_DIRECTORY: join(options.folder, 'queue'),
      // Nobody listens there: what is kept waits in the queue.
      TEMPO_ENDPOINT: '127.0.0.1:9',
      JAEGER_ENDPOINT: '127.0.0.1:9',
      DECISION_WAIT: '3s',
      DECISION_WAIT_AFTER_ROOT: '1s',
      SPAN_METRICS_INTERVAL: '1s',
      ...options.env,
    },
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  return Object.assign(service, {
    url: `http://127.0.0.1:${http}`,
    grpc: `127.0.0.1:${grpc}`,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    telemetryUrl: `http://127.0.0.1:${telemetry}/metrics`,
  });
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples an exposition in Prometheus' text format holds. */
export async function scrape(url: string): Promise<readonly Sample[]> {
  const text = await (await fetch(url)).text();
  return text.split('\n').flatMap(line => {
    const [, name, labels = '', value] = line.match(/^(\w+)(?:\{(.*)\})? ([^ ]+)/) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
  });
}

/** The sum of a metric's samples, over those with the labels; `undefined` where there are none. */
export async function sumOf(
  url: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const samples = (await scrape(url)).filter(
    sample =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return samples.length > 0 ? samples.reduce((sum, { value }) => sum + value, 0) : undefined;
}
