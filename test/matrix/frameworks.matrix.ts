import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reply } from '../support/openai/reply.js';
import { asPlainRequests, startOpenAIServer } from '../support/openai-server.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { runNode } from '../support/run-node.js';

const register = ['--import', '@lavague-tokens/otel/register'];
const said: Reply = { text: 'Hello there, my friend.' };
const weather: Reply = { toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] };

async function run(doors: readonly string[], program: readonly string[], reply: readonly Reply[]) {
  await using server = await startOpenAIServer({ reply });
  await using receiver = await startOtlpReceiver();
  const { code, stdout, stderr } = await runNode([...doors, ...program], {
    cwd: join(__dirname, '../..'),
    env: {
      OPENAI_BASE_URL: server.url,
      OPENAI_API_KEY: 'any',
      OPENAI_AGENTS_DISABLE_TRACING: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
  const calls = receiver.spans
    .filter(({ attributes }) => !attributes['agent.run.rollup'])
    .sort((a, b) => Number(a.start - b.start));
  // Ids that a framework makes up are its own.
  const requests = asPlainRequests(server.requests).map(({ headers, ...request }) => request);
  return { app: { code, stdout, stderr: stderr.replace(/\(node:\d+\)/g, ''), requests }, calls };
}

const answered = { 'llm.prompt_tokens': 10, 'llm.completion_tokens': 6 };

test.each([
  {
    name: '@langchain/openai',
    program: ['test/fixtures/frameworks/app.mjs', 'langchain'],
    reply: [said, said, said],
    spans: [
      answered,
      { ...answered, 'llm.stream.outcome': 'complete' },
      { 'llm.prompt_tokens': 10 },
      { embedding_tokens: 4 },
    ],
  },
  {
    name: '@openai/agents',
    program: ['test/fixtures/frameworks/app.mjs', 'agents'],
    reply: [weather, said, weather, said],
    spans: [{}, {}, { 'llm.stream.outcome': 'complete' }, { 'llm.stream.outcome': 'complete' }],
  },
  {
    name: 'LlamaIndex',
    program: ['test/fixtures/llamaindex/app.mjs'],
    reply: [said, said],
    spans: [answered, { ...answered, 'llm.stream.outcome': 'complete' }, { embedding_tokens: 4 }],
  },
])('$name: each call once, and what it does is the same', async ({ program, reply, spans }) => {
  const bare = await run([], program, reply);
  expect(bare.app).toMatchObject({ code: 0 });
  const instrumented = await run(register, program, reply);
  expect(instrumented.app).toEqual(bare.app);
  expect(instrumented.calls).toHaveLength(instrumented.app.requests.length);
  expect(instrumented.calls.map(({ attributes }) => attributes)).toMatchObject(spans);
});
