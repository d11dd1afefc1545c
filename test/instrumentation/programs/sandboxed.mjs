// Run by vitest in a sandbox whose globals are its own, as jest does with every test file.
import OpenAI from 'openai';
import { expect, test, vi } from 'vitest';
import * as product from '../../../dist/index.js';

const ask = ({ agentRun }, Client) =>
  agentRun('asking', async run => {
    const client = new Client({ apiKey: 'any', maxRetries: 0 });
    const messages = [{ role: 'user', content: 'Say hello.' }];
    const { data } = await client.chat.completions.create({ model: 'gpt-4o', messages }).withResponse();
    for await (const _ of await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true }));
    return [data.choices[0].message.content, run.totals.llm_completion_tokens];
  });

test('each copy of the client is counted once, however often it is loaded and instrumented', async () => {
  product.instrument(OpenAI);
  expect(await ask(product, OpenAI)).toEqual(['Hello there, my friend.', 12]);
  vi.resetModules();
  const { default: Again } = await import('openai');
  const productAgain = await import('../../../dist/index.js');
  expect(Again === OpenAI).toBe(process.env.MODULES === 'shared');
  productAgain.instrument(Again);
  product.instrument(Again);
  expect(await ask(productAgain, Again)).toEqual(['Hello there, my friend.', 12]);
});
