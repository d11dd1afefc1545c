import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPackage } from './support/fixtures.js';
import { type OpenAIServer, startOpenAIServer } from './support/openai-server.js';
import { startOtlpReceiver } from './support/otlp-receiver.js';
import { runNode } from './support/run-node.js';

const folder = installPackage('neighbours');
const register = ['--import', '@lavague-tokens/otel/register'];
let models: OpenAIServer;
beforeAll(async () => {
  models = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
});
afterAll(() => models.close());

async function run(args: readonly string[]) {
  await using receiver = await startOtlpReceiver();
  const ended = await runNode([...args, 'agent.mjs'], {
    cwd: folder,
    env: {
      OPENAI_BASE_URL: models.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    },
  });
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.stdout).toContain('Hello there, my friend.\n');
  return { ...ended, spans: receiver.spans, bodies: receiver.bodies };
}

describe('beside us, once each: the run and its call', () => {
  const auto = ['--import', '@opentelemetry/auto-instrumentations-node/register'];
  const elastic = ['--import', '@elastic/opentelemetry-node'];
  const sentry = ['--import', './sentry.mjs'];
  const langfuse = ['--import', './langfuse.mjs'];

  test.each([
    ['auto-instrumentations-node, before us', [...auto, ...register]],
    ['auto-instrumentations-node, after us', [...register, ...auto]],
    ["Elastic's distribution, before us", [...elastic, ...register]],
    ["Elastic's distribution, after us", [...register, ...elastic]],
    ['an SDK with Langfuse, before us', [...langfuse, ...register]],
    ['an SDK with Langfuse, after us', [...register, ...langfuse]],
    // Which registers no provider: the spans leave by our own.
    ['Sentry, before us', [...sentry, ...register]],
    ['Sentry, after us', [...register, ...sentry]],
  ])('%s', async (_neighbour, args) => {
    const { spans } = await run(args);
    const runs = spans.filter(span => span.attributes['agent.run.rollup']);
    const calls = spans.filter(span => span.attributes['llm.token_source']);
    expect(runs.map(span => span.attributes['total_llm_tokens'])).toEqual([16]);
    expect(calls.map(span => span.attributes['total_llm_tokens'])).toEqual([16]);
    expect(calls[0]!.traceId).toBe(runs[0]!.traceId);
  });

  test('Langfuse, which gets the call too', async () => {
    const { bodies } = await run([...langfuse, ...register]);
    const sent = bodies.filter(({ path }) => path.startsWith('/api/public/otel'));
    expect(JSON.stringify(sent.map(({ body }) => body))).toContain('"chat gpt-4o"');
  });
});
