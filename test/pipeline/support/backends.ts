import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './collector.js';
import { freePorts, type Service, startService } from './service.js';

/** What Jaeger's HTTP API says of a span. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly tags: readonly { readonly key: string; readonly value: string | number | boolean }[];
  readonly references: readonly { readonly spanID: string }[];
}

/** A backend on ports of its own, run with the file docker-compose.yml mounts. */
export interface Backend extends Service {
  readonly grpc: string;
  get<T>(path: string): Promise<T>;
}

const mounted = (name: string) => join(root, 'deploy/compose', name);

const getter =
  (base: string) =>
  async <T>(path: string): Promise<T> => {
    const response = await fetch(`${base}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  };

export async function startJaeger(): Promise<Backend> {
  const [otlp, http, grpc, health] = await freePorts(4);
  const service = await startService('jaeger', {
    args: ['--config', mounted('jaeger.yaml')],
    env: {
      LISTEN_HOST: '127.0.0.1',
      JAEGER_OTLP_PORT: String(otlp),
      JAEGER_HTTP_PORT: String(http),
      JAEGER_GRPC_PORT: String(grpc),
      JAEGER_HEALTH_PORT: String(health),
    },
    readyUrl: `http://127.0.0.1:${health}/status`,
  });
  return Object.assign(service, { grpc: `127.0.0.1:${otlp}`, get: getter(`http://127.0.0.1:${http}`) });
}

export async function startTempo(folder: string): Promise<Backend> {
  const [otlp, http, grpc, gossip] = await freePorts(4);
  const service = await startService('tempo', {
    args: ['-config.file', mounted('tempo.yaml'), '-config.expand-env=true'],
    env: {
      LISTEN_HOST: '127.0.0.1',
      TEMPO_OTLP_PORT: String(otlp),
      TEMPO_HTTP_PORT: String(http),
      TEMPO_GRPC_PORT: String(grpc),
      TEMPO_GOSSIP_PORT: String(gossip),
      TEMPO_DIRECTORY: join(folder, 'tempo'),
    },
    readyUrl: `http://127.0.0.1:${http}/ready`,
  });
  return Object.assign(service, { grpc: `127.0.0.1:${otlp}`, get: getter(`http://127.0.0.1:${http}`) });
}

/** Prometheus with the mounted file, its two targets put in place of the names of the containers. */
export async function startPrometheus(
  folder: string,
  targets: { readonly metrics: string; readonly telemetry: string },
): Promise<Backend> {
  const [http] = await freePorts(1);
  const host = (url: string) => new URL(url).host;
  const config = readFileSync(mounted('prometheus.yaml'), 'utf8')
    .replace('collector:8889', host(targets.metrics))
    .replace('collector:8888', host(targets.telemetry))
    .replace('scrape_interval: 5s', 'scrape_interval: 1s')
    .replace('evaluation_interval: 15s', 'evaluation_interval: 1s');
  writeFileSync(join(folder, 'prometheus.yaml'), config);
  writeFileSync(join(folder, 'alerts.yaml'), readFileSync(mounted('alerts.yaml')));
  const service = await startService('prometheus', {
    args: [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${http}`,
      '--enable-feature=exemplar-storage',
    ],
    readyUrl: `http://127.0.0.1:${http}/-/ready`,
  });
  return Object.assign(service, { grpc: '', get: getter(`http://127.0.0.1:${http}`) });
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** The answer to a PromQL query, now. */
export async function promql(prometheus: Backend, query: string): Promise<readonly Series[]> {
  const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
  return (await prometheus.get<{ data: { result: readonly Series[] } }>(path)).data.result;
}

export interface TempoSeries {
  readonly labels: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
  /** In milliseconds; a value of nought is left out. */
  readonly samples?: readonly { readonly timestampMs: string; readonly value?: number }[];
}

/** The answer to a TraceQL query for figures, over the last minutes; its samples add up over the time asked for. */
export async function traceqlMetrics(
  tempo: Backend,
  query: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<readonly TempoSeries[]> {
  const q = encodeURIComponent(query);
  const step = Math.max(1, end - start);
  const path = `/api/metrics/query_range?q=${q}&start=${start}&end=${end}&step=${step}s`;
  return (await tempo.get<{ series?: readonly TempoSeries[] }>(path)).series ?? [];
}

/** The traces a TraceQL query finds. */
export async function traceqlSearch(tempo: Backend, query: string) {
  const path = `/api/search?q=${encodeURIComponent(query)}&limit=100`;
  return (
    (await tempo.get<{ traces?: readonly { traceID: string; rootTraceName?: string }[] }>(path)).traces ?? []
  );
}
