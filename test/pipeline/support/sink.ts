import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, type Service, startService } from './service.js';

/** A trace backend that writes down what reaches it. */
export interface Sink extends Service {
  /** Takes OTLP over gRPC. */
  readonly grpc: string;
  /** Every span that has come so far, as often as it came. */
  spans(): readonly { readonly traceId: string; readonly spanId: string; readonly name: string }[];
}

/** Starts a sink: a second collector that only receives, on the port given or one of its own. */
export async function startSink(folder: string, port?: number): Promise<Sink> {
  const [freePort, health, telemetry] = await freePorts(3);
  const file = join(folder, 'received.jsonl');
  const grpc = `127.0.0.1:${port ?? freePort}`;
  const config = join(folder, 'sink.yaml');
  writeFileSync(config, configuration(grpc, file, health!, telemetry!));
  writeFileSync(file, '', { flag: 'a' });
  const service = await startService('otelcol', {
    args: ['--config', config],
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  return Object.assign(service, { grpc, spans: () => spansIn(readFileSync(file, 'utf8')) });
}

const configuration = (grpc: string, file: string, health: number, telemetry: number) => `
extensions: { health_check: { endpoint: "127.0.0.1:${health}" } }
receivers: { otlp: { protocols: { grpc: { endpoint: "${grpc}" } } } }
exporters: { file: { path: "${file}", append: true, flush_interval: 100ms } }
service:
  extensions: [health_check]
  telemetry: { metrics: { readers: [ { pull: { exporter: { prometheus: { host: 127.0.0.1, port: ${telemetry} } } } } ] } }
  pipelines: { traces: { receivers: [otlp], exporters: [file] } }
`;

interface Export {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { traceId: string; spanId: string; name: string }[];
    }[];
  }[];
}

function spansIn(lines: string) {
  // The last line may still be on its way.
  return lines
    .split('\n')
    .slice(0, -1)
    .flatMap(line => (JSON.parse(line) as Export).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);
}
