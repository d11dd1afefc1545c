import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { agentRun, step } from '../../src/run/agent-run.js';
import { setRunOptions } from '../../src/run/options.js';
import type { RunTotals } from '../../src/run/totals.js';
import { type Script, startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves, rollups } from '../support/spans-of.js';

const spans = installProvider();
let undo: () => void;
beforeAll(() => {
  undo = instrument(OpenAI);
});
afterAll(() => undo());
beforeEach(() => void spans.take());
afterEach(() => setRunOptions({ prices: {} }));

const messages = [{ role: 'user' as const, content: 'Say hello.' }];

/** A run of its own over real HTTP: its leaves, its root and its totals. */
async function run(reply: Script, work: (client: OpenAI) => Promise<unknown>) {
  await using server = await startOpenAIServer({ reply });
  const client = new OpenAI({ apiKey: 'any', baseURL: server.url, maxRetries: 0 });
  const totals = await agentRun('shopper', async (agent): Promise<RunTotals> => {
    await work(client).catch(() => undefined);
    return agent.totals;
  });
  const all = spans.take();
  const root = rollups(all).find(span => span.name === 'agent run shopper')!;
  return { calls: leaves(all).map(span => span.attributes), root: root.attributes, totals, all };
}

const chat = (client: OpenAI, model = 'gpt-4o') => client.chat.completions.create({ model, messages });

describe('what a run cost', () => {
  test('is the sum over its calls, on the spans, on each step, and in the totals', async () => {
    const { calls, root, totals, all } = await run({ text: 'Hello there, my friend.' }, async client => {
      await step('plan', () => chat(client));
      await client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello' });
    });
    // 10 × 2.50 + 6 × 10.00 and 1 × 0.02, in USD per million.
    expect(calls.map(call => call['llm.cost.total'])).toEqual([0.000085, 2e-8]);
    expect(calls[0]).toMatchObject({
      'llm.cost.prompt': 0.000025,
      'llm.cost.completion': 0.00006,
      'llm.cost.source': 'reported',
    });
    expect(root).toMatchObject({
      'llm.cost.total': 0.00008502,
      'llm.cost.source': 'reported',
      'agent.run.unpriced_calls': 0,
    });
    const plan = rollups(all).find(span => span.name === 'step plan')!;
    expect(plan.attributes['llm.cost.total']).toBe(0.000085);
    expect(totals).toEqual({
      embedding_tokens: 1,
      llm_prompt_tokens: 10,
      llm_completion_tokens: 6,
      total_llm_tokens: 16,
      cost_usd: 0.00008502,
    });
  });

  test('is of counted tokens where a stream reports none, and mixed where others do', async () => {
    const { calls, root } = await run({ text: 'Hello there, my friend.' }, async client => {
      await chat(client);
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
      for await (const _ of stream);
    });
    expect(calls.map(call => [call['llm.cost.total'], call['llm.cost.source']])).toEqual([
      [0.000085, 'reported'],
      [0.000085, 'counted'],
    ]);
    expect(root).toMatchObject({ 'llm.cost.total': 0.00017, 'llm.cost.source': 'mixed' });
  });

  test('counts cached input at its own price', async () => {
    const { calls } = await run({ text: 'Hello there, my friend.', cachedTokens: 8 }, client => chat(client));
    expect(calls[0]!['llm.cost.prompt']).toBe((2 * 2.5 + 8 * 1.25) / 1e6);
  });

  test('leaves out a call that was refused, which is counted as sent', async () => {
    const { calls, root, totals } = await run({ fault: { kind: 'status', status: 429 } }, client =>
      chat(client),
    );
    expect(calls[0]).not.toHaveProperty('llm.cost.total');
    expect(root).toMatchObject({ 'agent.run.calls': 1, 'agent.run.unpriced_calls': 0 });
    expect(root).not.toHaveProperty('llm.cost.total');
    expect(totals).not.toHaveProperty('cost_usd');
  });

  test('is a lower bound where a price is unknown, which is told of once', async () => {
    const told: string[] = [];
    const silent = () => undefined;
    diag.setLogger(
      { warn: text => void told.push(text), error: silent, info: silent, debug: silent, verbose: silent },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const { calls, root, totals } = await run({}, async client => {
      await chat(client, 'llama-of-my-own');
      await chat(client, 'llama-of-my-own');
      await chat(client);
    });
    diag.disable();
    expect(calls[0]).not.toHaveProperty('llm.cost.total');
    expect(root).toMatchObject({ 'agent.run.unpriced_calls': 2, 'llm.cost.total': expect.any(Number) });
    expect(totals).toMatchObject({ unpriced_calls: 2, cost_usd: root['llm.cost.total'] });
    expect(told.filter(text => text.includes('no price'))).toEqual([
      'A call has no cost, since no price is known for the model "llama-of-my-own" of openai in the tier "default": see LAVAGUE_TOKENS_PRICES',
    ]);
  });

  test('is by the user’s own prices where a file names the model', async () => {
    const file = join(tmpdir(), `prices-${process.pid}.json`);
    writeFileSync(file, '{ "llama-of-my-own": { "input_mtok": 1, "output_mtok": 2 } }');
    setRunOptions({ prices: file });
    const { calls } = await run({}, client => chat(client, 'llama-of-my-own'));
    const { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output } = calls[0]!;
    expect(calls[0]!['llm.cost.total']).toBeCloseTo((Number(input) + 2 * Number(output)) / 1e6, 12);
    expect(calls[0]!['openai.response.service_tier']).toBe('default');
  });
});
