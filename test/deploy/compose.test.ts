import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(__dirname, '../..');
const read = <T>(path: string) => parse(readFileSync(join(root, path), 'utf8')) as T;

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

const compose = read<Compose>('docker-compose.yml');
const services = Object.entries(compose.services);

describe('docker compose up', () => {
  test.each(services)('%s runs an image of one version', (_name, { image }) => {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  });

  test.each(services)('%s is open on this machine only', (_name, { ports = [] }) => {
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\d+$/);
  });

  test.each(services)(
    '%s mounts what is there, and only its own volumes can be written',
    (_name, service) => {
      for (const volume of service.volumes ?? []) {
        const [source, , mode] = volume.split(':');
        if (!source!.startsWith('./')) expect(Object.keys(compose.volumes)).toContain(source);
        else expect([existsSync(join(root, source!)), mode]).toEqual([true, 'ro']);
      }
    },
  );

  test('every part but the collector, whose image holds nothing else, asks for its own health', () => {
    const silent = services.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
    expect(silent).toEqual(['collector']);
  });

  test('the collector is the version the tests of the pipeline build', () => {
    const built = read<{ dist: { version: string } }>('test/pipeline/components/otelcol.yaml').dist.version;
    expect(compose.services['collector']!.image).toBe(`otel/opentelemetry-collector-contrib:${built}`);
  });

  test('Grafana finds its datasources and dashboards where they are', () => {
    const { datasources } = read<{ datasources: readonly { url: string }[] }>(
      'deploy/compose/grafana/datasources.yaml',
    );
    expect(datasources.map(({ url }) => new URL(url).hostname).sort()).toEqual([
      'jaeger',
      'prometheus',
      'tempo',
    ]);
    const { providers } = read<{ providers: readonly { options: { path: string } }[] }>(
      'deploy/compose/grafana/dashboards.yaml',
    );
    const mounted = compose.services['grafana']!.volumes!.map(volume => volume.split(':')[1]!);
    for (const uid of ['cost', 'runs', 'drift'])
      expect(mounted).toContain(`${providers[0]!.options.path}/lavague-tokens-${uid}.json`);
  });
});
