import { describe, expect, test } from 'vitest';
import { startTempo } from './support/backends.js';
import { startCollector, sumOf } from './support/collector.js';
import { isMissing, isShort } from './support/components.js';
import { madeRun, send } from './support/generator.js';
import { freePorts, scratchFolder, settled } from './support/service.js';
import { startSink } from './support/sink.js';

describe.skipIf(isMissing)('a backend that is away', () => {
  test('gets everything when it is back, though the collector was killed meanwhile', async () => {
    using folder = scratchFolder();
    const [port] = await freePorts(1);
    const env = { TEMPO_ENDPOINT: `127.0.0.1:${port}`, KEEP_PERCENT: '100' };
    const runs = Array.from({ length: 400 }, () => madeRun());
    {
      await using collector = await startCollector({ folder: folder.path, env });
      for (let at = 0; at < runs.length; at += 20) await send(collector.url, runs.slice(at, at + 20).flat());
      const { telemetryUrl } = collector;
      const decided = () =>
        sumOf(telemetryUrl, 'otelcol_processor_tail_sampling_global_count_traces_sampled');
      expect(await settled(runs.length, decided)).toBe(runs.length);
      expect(await sumOf(telemetryUrl, 'otelcol_exporter_queue_size')).toBeGreaterThan(0);
      await collector.stop('SIGKILL');
    }
    await using sink = await startSink(folder.path, port);
    await using collector = await startCollector({ folder: folder.path, env });
    expect(collector.pid).toBeGreaterThan(0);
    const wanted = runs.flat().map(({ spanId }) => spanId);
    const missing = async () => {
      const ids = new Set(sink.spans().map(({ spanId }) => spanId));
      return wanted.filter(spanId => !ids.has(spanId)).length;
    };
    expect(await settled(0, missing)).toBe(0);
  });

  test.skipIf(isShort)('is Tempo itself: every run is whole in it afterwards', async () => {
    using folder = scratchFolder();
    const kept = { KEEP_PERCENT: '100' };
    const runs = Array.from({ length: 40 }, () => madeRun());
    {
      await using tempo = await startTempo(folder.path);
      await using collector = await startCollector({
        folder: folder.path,
        env: { ...kept, TEMPO_ENDPOINT: tempo.grpc },
      });
      for (const run of runs.slice(0, 20)) await send(collector.url, run);
      const { telemetryUrl } = collector;
      const sent = () => sumOf(telemetryUrl, 'otelcol_exporter_sent_spans', { exporter: 'otlp_grpc/tempo' });
      expect(await settled(20 * 5, sent)).toBe(20 * 5);
      await tempo.stop();
      for (const run of runs.slice(20)) await send(collector.url, run);
      const decided = () =>
        sumOf(telemetryUrl, 'otelcol_processor_tail_sampling_global_count_traces_sampled');
      expect(await settled(runs.length, decided)).toBe(runs.length);
      await collector.stop('SIGKILL');
    }
    await using tempo = await startTempo(folder.path);
    await using _collector = await startCollector({
      folder: folder.path,
      env: { ...kept, TEMPO_ENDPOINT: tempo.grpc },
    });
    const spansOf = async ([span]: (typeof runs)[number]) => {
      const trace = await tempo
        .get<{ batches: readonly { scopeSpans: readonly { spans: readonly unknown[] }[] }[] }>(
          `/api/traces/${span!.traceId}`,
        )
        .catch(() => ({ batches: [] }));
      return trace.batches.flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans).length;
    };
    const whole = async () =>
      (await Promise.all(runs.map(async run => (await spansOf(run)) === run.length))).filter(Boolean).length;
    expect(await settled(runs.length, whole, 60)).toBe(runs.length);
  });
});
