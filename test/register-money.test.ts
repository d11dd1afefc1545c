import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenAIServer, startOpenAIServer } from './support/openai-server.js';
import { type OtlpReceiver, startOtlpReceiver } from './support/otlp-receiver.js';
import { runNode } from './support/run-node.js';

const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'money-'));
let server: OpenAIServer;
let receiver: OtlpReceiver;
beforeAll(async () => {
  server = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  return () => receiver.close();
});

const run = (env: Record<string, string>, app = 'test/register/one-call.mjs') =>
  runNode(['--import', '@lavague-tokens/otel/register', app], {
    cwd: root,
    env: { OPENAI_BASE_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
const spanNamed = (name: string) => receiver.spans.find(span => span.name === name)!.attributes;

describe('an unmodified program under the register door', () => {
  test('has a cost on its call, on its run and in its log line', async () => {
    const { stderr } = await run({ LAVAGUE_TOKENS_LOG: 'json' });
    expect(spanNamed('chat gpt-4o')).toMatchObject({
      'llm.cost.total': 0.000085,
      'llm.cost.source': 'reported',
    });
    expect(spanNamed('agent run')).toMatchObject({
      'llm.cost.total': 0.000085,
      'agent.run.unpriced_calls': 0,
    });
    expect(JSON.parse(stderr)).toMatchObject({ total_llm_tokens: 16, cost_usd: 0.000085 });
  });

  test('is priced by a file of its user’s', async () => {
    const file = join(folder, 'prices.json');
    writeFileSync(file, '{ "gpt-4*": { "input_mtok": 1, "output_mtok": 10 } }');
    await run({ LAVAGUE_TOKENS_PRICES: file });
    expect(spanNamed('agent run')['llm.cost.total']).toBe(0.00007);
  });

  test('does not start with prices that are none', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{ "gpt-4o": { "input": 1 } }');
    const { code, stdout, stderr } = await run({ LAVAGUE_TOKENS_PRICES: file });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Misspelled rate "input" of "gpt-4o" should be "input_mtok"');
  });

  test('stops at the budget of its process, and its run says how much of it was consumed', async () => {
    const sent = server.requests.length;
    const { stdout } = await run(
      { LAVAGUE_TOKENS_BUDGET_USD: '0.00005', LAVAGUE_TOKENS_BUDGET_ON_EXCEEDED: 'abort' },
      'test/register/two-calls.mjs',
    );
    expect(stdout).toBe('TokenBudgetExceeded\n');
    expect(server.requests.length - sent).toBe(1);
    expect(spanNamed('agent run')).toMatchObject({
      'agent.run.budget.usd.limit': 0.00005,
      'agent.run.budget.usd.consumed': 0.000085,
    });
  });

  test('sends what was said only when it is told to', async () => {
    await run({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' });
    expect(JSON.parse(String(spanNamed('chat gpt-4o')['gen_ai.output.messages']))).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'text', content: 'Hello there, my friend.' }],
        finish_reason: 'stop',
      },
    ]);
    expect(spanNamed('agent run')).not.toHaveProperty('gen_ai.output.messages');
  });
});
