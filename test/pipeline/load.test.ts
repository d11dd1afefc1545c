import { describe, expect, test } from 'vitest';
import { startCollector, sumOf } from './support/collector.js';
import { isMissing } from './support/components.js';
import { madeRun, otlpJson, overCalls, post } from './support/generator.js';
import { scratchFolder, settled } from './support/service.js';

const SPANS = 100_000;
const SENDERS = 8;
/** Ten calls, a step and a root. */
const CALLS = 10;
const RUNS_PER_REQUEST = 10;

describe.skipIf(isMissing)('100,000 spans from 8 senders at once', () => {
  test('add up to the last token', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path, env: { MEMORY_LIMIT_MIB: '2048' } });
    const runs = Array.from({ length: RUNS_PER_REQUEST }, (_, number) =>
      madeRun({ calls: CALLS, agent: `agent ${number % 3}`, promptTokens: 90 + number }),
    ).flat();
    const requests = Math.ceil(SPANS / runs.length);
    const expected = requests * overCalls(runs, 'llm.prompt_tokens');
    // Written beforehand, so that the clock measures the collector: what differs is which trace a span is in.
    const bodies = Array.from({ length: requests }, (_, number) =>
      otlpJson(runs).replace(/"traceId":"......../g, `"traceId":"${number.toString(16).padStart(8, '0')}`),
    );
    const bytes = bodies.reduce((sum, { length }) => sum + length, 0);

    const [started, cpuBefore] = [performance.now(), collector.cpuSeconds()];
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      for (let at = sender; at < requests; at += SENDERS) await post(collector.url, bodies[at]!);
    });
    await Promise.all(senders);
    const promptTokens = () => sumOf(collector.metricsUrl, 'llm_prompt_tokens_total');
    expect(await settled(expected, promptTokens)).toBe(expected);
    const seconds = (performance.now() - started) / 1_000;
    const cpu = collector.cpuSeconds() - cpuBefore;

    const spans = requests * runs.length;
    expect(await sumOf(collector.metricsUrl, 'agent_run_total_llm_tokens_count')).toBe(
      requests * RUNS_PER_REQUEST,
    );
    expect(
      await sumOf(collector.telemetryUrl, 'otelcol_deltatocumulative_datapoints', {
        error: 'delta.ErrOutOfOrder',
      }),
    ).toBeUndefined();
    // The measurement docs/pipeline.md reports.
    console.log(
      `${spans} spans in ${seconds.toFixed(1)} s: ${Math.round(spans / seconds)} spans/s, ` +
        `${((cpu / spans) * 1e6).toFixed(0)} µs of CPU a span, ${(bytes / spans).toFixed(0)} bytes of JSON a span, ` +
        `${(collector.memoryBytes() / 2 ** 20).toFixed(0)} MiB of memory`,
    );
  });
});
