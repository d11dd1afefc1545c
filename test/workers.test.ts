import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenAIServer } from './support/openai-server.js';
import { startOtlpReceiver } from './support/otlp-receiver.js';
import { runNode } from './support/run-node.js';

test.each([
  ['ends by itself', [], 0],
  ['ends by process.exit()', ['exit'], 5],
])('a worker thread that %s has runs of its own', async (_how, args, code) => {
  await using models = await startOpenAIServer();
  await using receiver = await startOtlpReceiver();
  const ended = await runNode(
    ['--import', '@lavague-tokens/otel/register', 'test/register/worker.mjs', ...args],
    {
      cwd: join(__dirname, '..'),
      env: { OPENAI_BASE_URL: models.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    },
  );
  expect(ended).toMatchObject({ code: 0, stdout: `worker ended with ${code}\n`, stderr: '' });

  const runs = receiver.spans.filter(span => span.attributes['agent.run.rollup']);
  const calls = receiver.spans.filter(span => !span.attributes['agent.run.rollup']);
  expect(runs.map(({ name }) => name).sort()).toEqual(['agent run', 'agent run', 'agent run inside']);
  expect(calls).toHaveLength(3);
  for (const run of runs) {
    expect(run.attributes['agent.run.calls']).toBe(1);
    expect(calls.filter(call => call.parentSpanId === run.spanId)).toHaveLength(1);
  }
});
