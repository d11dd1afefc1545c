import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

test('three majors of openai in one process, each loaded both ways, and the root one: seven calls', async () => {
  await using server = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
  await using receiver = await startOtlpReceiver();
  const program = 'test/instrumentation/programs/copies.mjs';
  const { code, stdout, stderr } = await runNode(['--import', '@lavague-tokens/otel/register', program], {
    cwd: join(__dirname, '../..'),
    env: { OPENAI_BASE_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('Hello there, my friend.\n'.repeat(7));
  const calls = receiver.spans.filter(({ attributes }) => !attributes['agent.run.rollup']);
  expect(calls.map(({ attributes }) => attributes['total_llm_tokens'])).toEqual(Array(7).fill(16));
});
