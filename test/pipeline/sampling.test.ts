import { describe, expect, test } from 'vitest';
import { startCollector, sumOf } from './support/collector.js';
import { isMissing } from './support/components.js';
import { type MadeSpan, madeRun, overCalls, send } from './support/generator.js';
import { scratchFolder, settled } from './support/service.js';
import { startSink } from './support/sink.js';

describe.skipIf(isMissing)('of the traces', () => {
  test('failing, expensive and slow runs are kept whole, and some of the rest', async () => {
    using folder = scratchFolder();
    await using sink = await startSink(folder.path);
    await using collector = await startCollector({
      folder: folder.path,
      env: { TEMPO_ENDPOINT: sink.grpc },
    });
    const many = (count: number, shape: Parameters<typeof madeRun>[0]) =>
      Array.from({ length: count }, () => madeRun(shape));
    const kept = {
      failing: many(100, { failed: true }),
      dear: many(50, { cost: 0.2 }),
      long: many(50, { promptTokens: 70_000 }),
      slow: many(50, { durationMs: 61_000 }),
    };
    const rest = many(1_000, {});
    const runs = [...Object.values(kept).flat(), ...rest];
    for (let at = 0; at < runs.length; at += 50) await send(collector.url, runs.slice(at, at + 50).flat());

    const wanted = Object.fromEntries(Object.entries(kept).map(([why, runs]) => [why, runs.flat().length]));
    const arrived = async () => {
      const ids = new Set(sink.spans().map(({ spanId }) => spanId));
      return Object.fromEntries(
        Object.entries(kept).map(([why, runs]) => [
          why,
          runs.flat().filter(({ spanId }) => ids.has(spanId)).length,
        ]),
      );
    };
    expect(await settled(wanted, arrived)).toEqual(wanted);

    const { telemetryUrl } = collector;
    const decision = 'otelcol_processor_tail_sampling_global_count_traces_sampled';
    expect(await settled(runs.length, () => sumOf(telemetryUrl, decision))).toBe(runs.length);
    const passedOn = { exporter: 'otlp_grpc/tempo' };
    const sent = () => sumOf(telemetryUrl, 'otelcol_exporter_sent_spans', passedOn);
    const hasArrived = async () => sink.spans().length === (await sent());
    await settled(
      true,
      async () => (await sumOf(telemetryUrl, 'otelcol_exporter_queue_size', passedOn)) === 0,
    );
    expect(await settled(true, hasArrived)).toBe(true);
    const spansByTrace = new Map<string, number>();
    for (const { traceId } of sink.spans()) spansByTrace.set(traceId, (spansByTrace.get(traceId) ?? 0) + 1);
    const sampled = rest.filter(([span]) => spansByTrace.has(span!.traceId));
    // 5 % of 1,000, give or take more than four standard deviations of 6.9.
    expect(sampled.length).toBeGreaterThan(20);
    expect(sampled.length).toBeLessThan(80);
    for (const run of sampled) expect(spansByTrace.get(run[0]!.traceId)).toBe(run.length);

    // The figures know nothing of all this.
    const spans: readonly MadeSpan[] = runs.flat();
    expect(await sumOf(collector.metricsUrl, 'llm_prompt_tokens_total')).toBe(
      overCalls(spans, 'llm.prompt_tokens'),
    );
    expect(await sumOf(collector.metricsUrl, 'agent_run_total_llm_tokens_count')).toBe(runs.length);
  });

  test('spans that come after the decision follow it', async () => {
    using folder = scratchFolder();
    await using sink = await startSink(folder.path);
    await using collector = await startCollector({
      folder: folder.path,
      env: { TEMPO_ENDPOINT: sink.grpc, KEEP_PERCENT: '0' },
    });
    const [failing, dull] = [madeRun({ failed: true }), madeRun()];
    for (const [late, ...spans] of [failing, dull]) {
      await send(collector.url, spans);
      expect(late).toBeDefined();
    }
    await settled(failing.length - 1, async () => sink.spans().length);
    await send(collector.url, [failing[0]!, dull[0]!]);
    expect(await settled(failing.length, async () => sink.spans().length)).toBe(failing.length);
    expect(new Set(sink.spans().map(({ traceId }) => traceId))).toEqual(new Set([failing[0]!.traceId]));
  });
});
