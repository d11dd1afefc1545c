import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instrument } from '../../src/instrumentation/instrument.js';
import { agentRun, step } from '../../src/run/agent-run.js';
import { type BudgetCrossing, type BudgetOptions, TokenBudgetExceeded } from '../../src/run/budget.js';
import { setRunOptions } from '../../src/run/options.js';
import { giveUpOpenRuns } from '../../src/run/run.js';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.js';
import { installProvider, leaves, rollups } from '../support/spans-of.js';

const spans = installProvider();
let undo: () => void;
let server: OpenAIServer;
let client: OpenAI;
beforeAll(() => {
  undo = instrument(OpenAI);
});
afterAll(() => undo());
beforeEach(async () => {
  spans.take();
  server = await startOpenAIServer({ reply: { text: 'Hello there, my friend.' } });
  client = new OpenAI({ apiKey: 'any', baseURL: server.url });
});
afterEach(async () => {
  await server.close();
  giveUpOpenRuns('the test is over');
  setRunOptions({ budget: undefined, onExceeded: undefined });
});

/** 10 prompt and 6 completion tokens: 0.000085 USD. */
const call = () =>
  client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] });
const CALL_USD = 0.000085;

const rootOf = (name: string) => rollups(spans.take()).find(span => span.name === `agent run ${name}`)!;

describe('a budget', () => {
  test('stands on the span of its run beside what was consumed, and is silent while it is kept', async () => {
    await agentRun('thrifty', () => call(), { budget: { tokens: 16, usd: 1 } });
    const { attributes, events } = rootOf('thrifty');
    expect(attributes).toMatchObject({
      'agent.run.budget.tokens.limit': 16,
      'agent.run.budget.tokens.consumed': 16,
      'agent.run.budget.usd.limit': 1,
      'agent.run.budget.usd.consumed': CALL_USD,
    });
    expect(events).toEqual([]);
  });

  test('counts prompt, completion and embedding tokens, nested runs and steps included', async () => {
    const work = async () => {
      await step('embed', () =>
        client.embeddings.create({ model: 'text-embedding-3-small', input: 'a b c' }),
      );
      await agentRun('inner', call);
    };
    await agentRun('outer', work, { budget: { tokens: 100 } });
    expect(rootOf('outer').attributes['agent.run.budget.tokens.consumed']).toBe(3 + 16);
  });

  test('that is crossed leaves one event, calls the function once for each unit, and stops nothing', async () => {
    const heard: BudgetCrossing[] = [];
    const budget = { tokens: 20, usd: CALL_USD / 2 };
    const work = async () => {
      for (let turn = 0; turn < 3; turn += 1) await call();
    };
    await agentRun('lavish', work, { budget, onExceeded: crossing => void heard.push(crossing) });

    expect(server.requests).toHaveLength(3);
    const common = { runName: 'lavish', runId: expect.any(String) };
    expect(heard).toEqual([
      { ...common, unit: 'usd', limit: CALL_USD / 2, consumed: CALL_USD },
      { ...common, unit: 'tokens', limit: 20, consumed: 32 },
    ]);
    expect(rootOf('lavish').events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'agent.run.budget.exceeded',
        { 'agent.run.budget.usd.limit': CALL_USD / 2, 'agent.run.budget.usd.consumed': CALL_USD },
      ],
      [
        'agent.run.budget.exceeded',
        { 'agent.run.budget.tokens.limit': 20, 'agent.run.budget.tokens.consumed': 32 },
      ],
    ]);
  });

  test.each<[string, BudgetOptions['onExceeded']]>([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('mine'))],
  ])('whose function %s does not reach the call', async (_, onExceeded) => {
    const { choices } = await agentRun('careless', () => call(), { budget: { tokens: 1 }, onExceeded });
    expect(choices[0]!.message.content).toBe('Hello there, my friend.');
  });
});

describe('a budget that aborts', () => {
  const options: BudgetOptions = { budget: { tokens: 10 }, onExceeded: 'abort' };
  const ways: readonly [string, (client: OpenAI) => Promise<unknown>][] = [
    ['await', () => call()],
    ['withResponse', () => call().withResponse()],
    ['asResponse', () => call().asResponse()],
    ['parse', () => client.chat.completions.parse({ model: 'gpt-4o', messages: [] })],
    ['responses', () => client.responses.create({ model: 'gpt-4o', input: 'Hello' })],
    ['responses.parse', () => client.responses.parse({ model: 'gpt-4o', input: 'Hello' })],
    ['embeddings', () => client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello' })],
    ['a stream', () => client.chat.completions.create({ model: 'gpt-4o', messages: [], stream: true })],
  ];

  test.each(ways)('has the next call reject before it is sent: %s', async (_, use) => {
    await agentRun(
      'capped',
      async run => {
        await call();
        const error = await use(client).then(
          () => 'it was sent',
          thrown => thrown,
        );
        expect(error).toBeInstanceOf(TokenBudgetExceeded);
        expect(error).toMatchObject({
          unit: 'tokens',
          limit: 10,
          consumed: 16,
          runId: run.id,
          runName: 'capped',
        });
        expect(error.message).toBe(
          'The agent run "capped" has consumed 16 tokens of its budget of 10 tokens',
        );
      },
      options,
    );
    expect(server.requests).toHaveLength(1);
    const all = spans.take();
    expect(leaves(all)).toHaveLength(1);
    expect(rollups(all)[0]!.attributes['agent.run.calls']).toBe(1);
  });

  test('stops the runs and steps inside it, and not the run around it', async () => {
    await agentRun('outer', async () => {
      await agentRun(
        'inner',
        async () => {
          await call();
          await expect(step('more', call)).rejects.toBeInstanceOf(TokenBudgetExceeded);
          await expect(agentRun('deeper', call)).rejects.toBeInstanceOf(TokenBudgetExceeded);
        },
        options,
      );
      await call();
    });
    expect(server.requests).toHaveLength(2);
  });

  test('is that of the process where no run is named', async () => {
    setRunOptions(options);
    await call();
    await expect(call()).rejects.toThrow('The agent run has consumed 16 tokens of its budget of 10 tokens');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a budget that is none fails at once and names the mend:', () => {
  test.each<[BudgetOptions | object, string]>([
    [{ budget: { token: 1 } }, 'Misspelled budget "token" should be "tokens"'],
    [{ budget: { usd: -1 } }, 'The budget "usd" is no number of US dollars'],
    [{ budget: { tokens: Number.NaN } }, 'The budget "tokens" is no number of tokens'],
    [
      { budget: { usd: 1 }, onExceeded: 'stop' },
      'The option onExceeded: "stop" is not known: use "event" or "abort"',
    ],
  ])('%o', (options, message) => {
    expect(() => agentRun('any', () => undefined, options as BudgetOptions)).toThrow(message);
  });
});
