import { diag } from '@opentelemetry/api';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { agentRun } from '../../src/run/agent-run.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves, rollups } from '../support/spans-of.js';

vi.mock('../../src/tokens/count-call.js', () => ({
  countCall() {
    throw new Error('the tokenizer is broken: Say hello.');
  },
}));
const warnings: string[] = [];
const ignore = () => undefined;
diag.setLogger({
  error: ignore,
  warn: text => void warnings.push(text),
  info: ignore,
  debug: ignore,
  verbose: ignore,
});
const spans = installProvider();
let undo: () => void;
beforeAll(() => {
  undo = instrument(OpenAI);
});
afterAll(() => undo());

test('a tokenizer that throws leaves the app alone, is told of once, and leaves what the provider reports', async () => {
  await using server = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
  await agentRun('broken', async () => {
    for (let call = 0; call < 3; call += 1) {
      const messages = [{ role: 'user' as const, content: 'Say hello.' }];
      const { choices } = await client.chat.completions.create({ model: 'gpt-4o', messages });
      expect(choices[0]!.message.content).toBe('Hello there, my friend.');
    }
  });
  const found = spans.take();
  for (const { attributes } of leaves(found)) {
    expect(attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 6 });
    expect(Object.keys(attributes).filter(key => /^llm\..*tokens/.test(key))).toEqual([]);
    expect(attributes['llm.cost.source']).toBe('reported');
  }
  expect(rollups(found)[0]!.attributes).toMatchObject({
    'agent.run.calls': 3,
    'agent.run.uncounted_calls': 3,
  });
  expect(warnings).toEqual(['@lavague-tokens/otel could not count the call: Error']);
});
