import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { root, startCollector, sumOf } from './support/collector.js';
import { isMissing } from './support/components.js';
import { madeRun, overCalls, send } from './support/generator.js';
import { scratchFolder, settled } from './support/service.js';
import { startSink } from './support/sink.js';

describe.skipIf(isMissing)('two gateways behind an edge', () => {
  test('add up exactly, and every failing run arrives whole, its spans sent one by one', async () => {
    using folder = scratchFolder();
    const inFolder = (name: string) => join(folder.path, name);
    await using sink = await startSink(folder.path);
    const gateway = (name: string) =>
      startCollector({
        folder: inFolder(name),
        env: {
          TEMPO_ENDPOINT: sink.grpc,
          KEEP_PERCENT: '0',
          DECISION_WAIT: '15s',
          DECISION_WAIT_AFTER_ROOT: '10s',
        },
      });
    await using one = await gateway('one');
    await using two = await gateway('two');
    await using edge = await startCollector({
      folder: inFolder('edge'),
      config: edgeConfig(folder.path, [one.grpc, two.grpc]),
    });

    const runs = Array.from({ length: 200 }, (_, number) => madeRun({ failed: number % 10 === 0 }));
    const spans = runs.flat();
    // The spans of a trace arrive in requests of their own, mixed with those of the others.
    const mixed = [...spans].sort((a, b) => a.spanId.localeCompare(b.spanId));
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let at = sender; at < mixed.length; at += 8) await send(edge.url, [mixed[at]!]);
    });
    await Promise.all(senders);

    const sums = () =>
      Promise.all([one, two].map(({ metricsUrl }) => sumOf(metricsUrl, 'llm_prompt_tokens_total')));
    const expected = overCalls(spans, 'llm.prompt_tokens');
    const total = async () => (await sums()).reduce<number>((sum, value) => sum + (value ?? 0), 0);
    expect(await settled(expected, total)).toBe(expected);
    // Both had their share: neither figure alone is the sum.
    for (const sum of await sums()) expect(sum).toBeGreaterThan(0.2 * expected);

    const failing = runs.filter(([, , last]) => last?.failed);
    const wanted = failing
      .flat()
      .map(({ spanId }) => spanId)
      .sort();
    const arrived = async () =>
      sink
        .spans()
        .map(({ spanId }) => spanId)
        .sort();
    expect(failing).toHaveLength(20);
    expect(await settled(wanted, arrived, 60)).toEqual(wanted);
  });

  test('an edge as it is deployed finds its gateways by name', async () => {
    using folder = scratchFolder();
    await using gateway = await startCollector({ folder: folder.path });
    await using edge = await startCollector({
      folder: folder.path,
      config: join(root, 'deploy/scale/edge.yaml'),
      env: { GATEWAYS: 'localhost', GATEWAY_PORT: gateway.grpc.split(':')[1]! },
    });
    const run = madeRun();
    await send(edge.url, run);
    const sum = () => sumOf(gateway.metricsUrl, 'llm_prompt_tokens_total');
    expect(await settled(300, sum)).toBe(300);
  });
});

/** The edge's own configuration, with addresses in place of the name that answers with them. */
function edgeConfig(folder: string, hostnames: readonly string[]): string {
  const config = parseDocument(readFileSync(join(root, 'deploy/scale/edge.yaml'), 'utf8'));
  config.setIn(['exporters', 'load_balancing', 'resolver'], { static: { hostnames } });
  const path = join(folder, 'edge.yaml');
  writeFileSync(path, config.toString());
  return path;
}
