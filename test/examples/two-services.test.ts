import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';
import { type NodeOptions, runNode } from '../support/run-node.js';

const cwd = join(__dirname, '../../examples/two-services');

test.each([
  ['with an SDK and its instrumentation of HTTP', ['--import', './telemetry.mjs']],
  ['under the register door alone', ['--import', '@lavague-tokens/otel/register']],
])('the service %s adds its part to the run of the agent that calls it', async (_how, serviceArgs) => {
  await using models = await startOpenAIServer({ reply: { text: 'Two people sleep in it.' } });
  await using receiver = await startOtlpReceiver();
  const options: NodeOptions = {
    cwd,
    graceMs: 10_000,
    env: {
      OPENAI_API_KEY: 'any',
      OPENAI_BASE_URL: models.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  };
  const end = new AbortController();
  let listens: (url: string) => void;
  const url = new Promise<string>(resolve => {
    listens = resolve;
  });
  const service = runNode([...serviceArgs, 'service.mjs'], {
    ...options,
    abort: end.signal,
    onOutput: output => listens(output.trim()),
  });
  const agent = await runNode(['--import', './telemetry.mjs', 'agent.mjs', await url], options);
  end.abort();
  expect(agent).toMatchObject({ code: 0, stderr: '' });
  expect((await service).stderr).toBe('');

  const runId = /^run (\S+): /.exec(agent.stdout)![1];
  const ofTheRun = receiver.spans.filter(span => span.attributes['agent.run.id'] === runId);
  const leaves = ofTheRun.filter(span => span.attributes['llm.token_source']);
  const [root, ...parts] = [
    ...ofTheRun.filter(span => span.attributes['agent.run.rollup'] && !span.attributes['agent.run.part']),
    ...ofTheRun.filter(span => span.attributes['agent.run.part']),
  ];
  expect(leaves.map(({ name }) => name).sort()).toEqual([
    'chat gpt-4o',
    'chat gpt-4o-mini',
    'chat gpt-4o-mini',
  ]);
  expect(parts).toHaveLength(2);
  expect(new Set(ofTheRun.map(({ traceId }) => traceId)).size).toBe(1);
  expect(ofTheRun.map(span => span.attributes['gen_ai.agent.name'])).toEqual(
    ofTheRun.map(() => 'researcher'),
  );
  const total = (spans: readonly ReceivedSpan[]) =>
    spans.reduce((sum, span) => sum + Number(span.attributes['total_llm_tokens']), 0);
  expect(total(leaves)).toBe(total([root!, ...parts]));
  for (const part of parts) {
    const inside = leaves.filter(leaf => leaf.parentSpanId === part.spanId);
    expect(total(inside)).toBe(total([part]));
    expect(inside).toHaveLength(1);
  }
  // The model's vendor is told nothing of the run.
  for (const { headers } of models.requests) expect(headers['baggage'] ?? '').not.toContain('agent');
});
