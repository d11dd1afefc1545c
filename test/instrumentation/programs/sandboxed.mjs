// Run by vitest in a sandbox with globals of its own, as jest does with every test file.
import OpenAI from 'openai';
import { expect, test, vi } from 'vitest';

test('modules are loaded afresh', async () => {
  const product = await import('../../../dist/index.js');
  const { instrument } = product.default ?? product;
  const ask = async Client => {
    const client = new Client({ apiKey: 'any', baseURL: process.env.OPENAI_SERVER, maxRetries: 0 });
    const messages = [{ role: 'user', content: 'Say hello.' }];
    const { choices } = await client.chat.completions.create({ model: 'gpt-4o', messages });
    return choices[0].message.content;
  };
  instrument(OpenAI);
  expect(await ask(OpenAI)).toBe('Hello there, my friend.');
  vi.resetModules();
  const { default: Again } = await import('openai');
  instrument(Again);
  instrument(Again);
  expect(await ask(Again)).toBe('Hello there, my friend.');
  const { runs } = await import('./spans.mjs');
  expect(runs()).toEqual([16, 16]);
});
