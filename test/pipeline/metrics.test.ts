import { describe, expect, test } from 'vitest';
import { scrape, startCollector, sumOf } from './support/collector.js';
import { isMissing } from './support/components.js';
import { type MadeSpan, madeRun, overCalls, send } from './support/generator.js';
import { scratchFolder, settled } from './support/service.js';

const sums: Readonly<Record<string, string>> = {
  llm_prompt_tokens_total: 'llm.prompt_tokens',
  llm_completion_tokens_total: 'llm.completion_tokens',
  llm_reported_input_tokens_total: 'gen_ai.usage.input_tokens',
  llm_cache_read_tokens_total: 'gen_ai.usage.cache_read.input_tokens',
};

describe.skipIf(isMissing)('the metrics of the collector', () => {
  test('are the sums over the calls, by model, service and agent, however often runs come', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    const sent: MadeSpan[] = [];
    for (let round = 0; round < 5; round++) {
      const spans = [...madeRun({ model: 'gpt-4o' }), ...madeRun({ model: 'o3', agent: 'clerk', calls: 7 })];
      await send(collector.url, spans, 'shop');
      sent.push(...spans);
      // Each round is a batch of its own: what is added up must survive from one to the next.
      await settled((round + 1) * 10, () => sumOf(collector.metricsUrl, 'llm_calls_total'));
    }
    for (const [metric, key] of Object.entries(sums)) {
      const expected = overCalls(sent, key);
      expect([metric, await settled(expected, () => sumOf(collector.metricsUrl, metric))]).toEqual([
        metric,
        expected,
      ]);
    }
    const labels = {
      service_name: 'shop',
      gen_ai_request_model: 'o3',
      gen_ai_agent_name: 'clerk',
    };
    expect(await sumOf(collector.metricsUrl, 'llm_prompt_tokens_total', labels)).toBe(5 * 7 * 100);
    expect(await sumOf(collector.metricsUrl, 'llm_cost_USD_total')).toBeCloseTo(5 * 10 * 0.001, 12);
    expect(await sumOf(collector.metricsUrl, 'llm_calls_total')).toBe(5 * 10);
    expect(await sumOf(collector.metricsUrl, 'llm_uncounted_calls_total')).toBeUndefined();
  });

  test('count each run once, in its histograms, also below a span of another service', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    await send(collector.url, madeRun({ cost: 0.01 }));
    await send(collector.url, madeRun({ cost: 0.02, parentSpanId: 'feedfacefeedface' }));
    const { metricsUrl } = collector;
    expect(await settled(2, () => sumOf(metricsUrl, 'agent_run_total_llm_tokens_count'))).toBe(2);
    expect(await sumOf(metricsUrl, 'agent_run_total_llm_tokens_sum')).toBe(2 * 3 * 110);
    expect(await sumOf(metricsUrl, 'agent_run_cost_USD_count')).toBe(2);
    expect(await sumOf(metricsUrl, 'agent_run_cost_USD_sum')).toBeCloseTo(3 * 0.03, 12);
    expect(await sumOf(metricsUrl, 'agent_run_cost_USD_bucket', { le: '0.03' })).toBe(1);
  });

  test('say which calls are uncounted, unpriced or counted otherwise than billed', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    const [first, second, third, ...rollups] = madeRun();
    const without = (span: MadeSpan, ...keys: readonly string[]): MadeSpan => ({
      ...span,
      attributes: Object.fromEntries(Object.entries(span.attributes).filter(([key]) => !keys.includes(key))),
    });
    await send(collector.url, [
      without(first!, 'llm.token_source', 'llm.prompt_tokens', 'llm.completion_tokens', 'llm.cost.total'),
      { ...second!, attributes: { ...second!.attributes, 'llm.prompt_tokens_delta': -4 } },
      { ...third!, attributes: { ...third!.attributes, 'llm.completion_tokens_lower_bound': 'cut' } },
      ...rollups,
    ]);
    const { metricsUrl } = collector;
    expect(await settled(2, () => sumOf(metricsUrl, 'llm_uncounted_calls_total'))).toBe(2);
    expect(await sumOf(metricsUrl, 'llm_unpriced_calls_total')).toBe(1);
    expect(await sumOf(metricsUrl, 'llm_prompt_tokens_delta_count')).toBe(3);
    expect(await sumOf(metricsUrl, 'llm_prompt_tokens_delta_bucket', { le: '-1' })).toBe(1);
    expect(await sumOf(metricsUrl, 'llm_prompt_tokens_delta_bucket', { le: '0' })).toBe(3);
    expect(await sumOf(metricsUrl, 'llm_prompt_tokens_delta_sum')).toBe(-4);
  });

  test('carry no label that changes from one process to the next', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    await send(collector.url, madeRun());
    await send(collector.url, madeRun());
    const calls = { span_name: 'chat gpt-4o' };
    const { metricsUrl } = collector;
    await settled(6, () => sumOf(metricsUrl, 'traces_span_metrics_duration_seconds_count', calls));
    const samples = await scrape(metricsUrl);
    const series = (name: string) =>
      samples.filter(sample => sample.name === name).map(({ labels }) => labels);
    expect(series('llm_prompt_tokens_total')).toEqual([
      {
        gen_ai_agent_name: 'shopper',
        gen_ai_request_model: 'gpt-4o',
        job: 'generator',
        service_name: 'generator',
      },
    ]);
    expect(series('traces_span_metrics_duration_seconds_count')).toHaveLength(3);
    const labels = new Set(samples.flatMap(sample => Object.keys(sample.labels)));
    expect([...labels].filter(label => /instance|pid|run_id|scope/.test(label))).toEqual([]);
  });

  test('keep their names for a Prometheus 3, which takes dots as well', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    await send(collector.url, madeRun());
    await settled(300, () => sumOf(collector.metricsUrl, 'llm_prompt_tokens_total'));
    // https://github.com/prometheus/docs/blob/main/docs/instrumenting/content_negotiation.md
    const accept = 'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;q=0.2';
    const text = await (await fetch(collector.metricsUrl, { headers: { accept } })).text();
    expect(text).toMatch(
      /^llm_prompt_tokens_total\{gen_ai_agent_name="shopper",gen_ai_request_model="gpt-4o",/m,
    );
    expect(text).toMatch(/^agent_run_cost_USD_bucket\{.*le="1\.0"\} 1/m);
    expect(text).toMatch(/^llm_prompt_tokens_delta_bucket\{.*le="-1\.0"\} 0/m);
    expect(text).not.toMatch(/^\{?"?\w+\.\w+/m);
  });
});
