import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Purchase, priceCall, type Unpriced } from '../../src/cost/price.js';
import { PriceTable } from '../../src/cost/price-table.js';
import type { Cost } from '../../src/genai/count.js';
import { facts } from './facts.js';

const date = new Date('2026-11-23');
const chat: Purchase = { provider: 'openai', requestModel: 'gpt-4o', counted: {}, isEmbedding: false, date };
const cost = (purchase: Partial<Purchase>, prices?: PriceTable) =>
  priceCall({ ...chat, ...purchase }, prices) as Cost;
const unpriced = (purchase: Partial<Purchase>, prices?: PriceTable) =>
  priceCall({ ...chat, ...purchase }, prices) as Unpriced;

describe('prices are those of the vendors', () => {
  test.each(facts)('$model, $tier, $date: $source', fact => {
    const purchase = {
      provider: fact.provider,
      requestModel: fact.model,
      responseTier: fact.tier,
      date: new Date(fact.date),
      isEmbedding: fact.output === undefined,
    };
    const million = 1_000_000;
    const output = fact.output === undefined ? undefined : million;
    // Tiers of long context begin above 128,000 tokens: the price is asked for a hundredth of a million.
    const hundredth = (usage: Purchase['usage']) =>
      cost({
        ...purchase,
        usage: Object.fromEntries(Object.entries(usage!).map(([k, n]) => [k, n && n / 100])),
      }).total * 100;
    expect(hundredth({ input: million, output: 0 })).toBeCloseTo(fact.input, 9);
    if (output) expect(hundredth({ input: 0, output })).toBeCloseTo(fact.output!, 9);
    if (fact.cached) {
      expect(hundredth({ input: million, cacheRead: million, output: 0 })).toBeCloseTo(fact.cached, 9);
    }
  });
});

describe('a call is priced', () => {
  test('from the reported tokens, and says so', () => {
    const usage = { input: 1_000, output: 100 };
    expect(cost({ usage, counted: { promptTokens: 7, completionTokens: 7 } })).toEqual({
      prompt: 0.0025,
      completion: 0.001,
      total: 0.0035,
      source: 'reported',
    });
  });

  test('from the counted tokens where nothing is reported, and says so', () => {
    expect(cost({ counted: { promptTokens: 1_000, completionTokens: 100 } })).toEqual({
      prompt: 0.0025,
      completion: 0.001,
      total: 0.0035,
      source: 'counted',
    });
  });

  test('as embeddings without a completion', () => {
    const embeddings = { requestModel: 'text-embedding-3-small', isEmbedding: true };
    expect(cost({ ...embeddings, usage: { input: 3_732_520 } })).toEqual({
      prompt: 0.0746504,
      total: 0.0746504,
      source: 'reported',
    });
    expect(cost({ ...embeddings, counted: { embeddingTokens: 1_000 } }).total).toBe(0.00002);
  });

  test('by the model that served it, not by the one that was asked for', () => {
    const usage = { input: 1_000_00, output: 0 };
    expect(
      cost({ usage, requestModel: 'my-deployment', responseModel: 'gpt-4o-mini-2024-07-18' }).total,
    ).toBe(0.015);
    expect(cost({ usage, requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-05-13' }).total).toBe(0.5);
  });

  test('by the prices of the host: azure.ai.openai and x_ai are known by other names there', () => {
    const usage = { input: 1_000_00, output: 0 };
    expect(cost({ usage, provider: 'azure.ai.openai' }).total).toBe(0.25);
    expect(cost({ usage, provider: 'x_ai', requestModel: 'grok-3' }).total).toBe(0.3);
  });

  test('with uncached, cached and written input adding up to all of it, and prompt and completion to the total', () => {
    const count = fc.nat(40_000);
    fc.assert(
      fc.property(count, count, count, count, (uncached, cacheRead, cacheWrite, output) => {
        const usage = { input: uncached + cacheRead + cacheWrite, cacheRead, cacheWrite, output };
        const priced = cost({ usage, requestModel: 'gpt-5.6-luna' });
        // https://developers.openai.com/api/docs/pricing: 0.20, read 0.02, written 0.25, output 1.20.
        const prompt = (uncached * 0.2 + cacheRead * 0.02 + cacheWrite * 0.25) / 1e6;
        expect(priced.prompt).toBeCloseTo(prompt, 11);
        expect(priced.completion).toBeCloseTo((output * 1.2) / 1e6, 11);
        expect(priced.total).toBeCloseTo(priced.prompt + priced.completion!, 11);
      }),
    );
  });

  test('without a tail of binary fractions', () => {
    const { total } = cost({ usage: { input: 3, output: 0 }, requestModel: 'gpt-4.1-nano' });
    expect(String(total)).toBe('3e-7');
  });
});

describe('by the tier that served it', () => {
  const usage = { input: 1_000_00, output: 0 };

  test('not by the one that was asked for', () => {
    expect(cost({ usage, requestTier: 'flex', responseTier: 'default' }).total).toBe(0.25);
    expect(cost({ usage, requestTier: 'auto', responseTier: 'priority' }).total).toBe(0.425);
  });

  test('and where nobody says which one did, only a standard request has a price', () => {
    expect(cost({ usage, requestTier: 'auto' }).total).toBe(0.25);
    expect(unpriced({ usage, requestTier: 'flex' }).isUnknownPrice).toBe(true);
  });

  test('a tier or a model in it that is not listed has no price', () => {
    expect(unpriced({ usage, responseTier: 'scale' }).unpriced).toBe(
      'no price is known for the model "gpt-4o" of openai in the tier "scale"',
    );
    expect(unpriced({ usage, responseTier: 'priority', requestModel: 'gpt-4-turbo' })).toMatchObject({
      isUnknownPrice: true,
    });
  });

  test('batch is half, and cached input in a batch is not listed', () => {
    expect(cost({ usage, responseTier: 'batch' }).total).toBe(0.125);
    expect(unpriced({ usage: { ...usage, cacheRead: 10 }, responseTier: 'batch' }).isUnknownPrice).toBe(true);
  });
});

describe('unknown is absent:', () => {
  test('an unknown model, provider or fine-tuned base', () => {
    const usage = { input: 10, output: 10 };
    for (const purchase of [
      { requestModel: 'llama-of-my-own' },
      { provider: 'my-cloud' },
      { requestModel: 'ft:gpt-9-2027-01-01:shop::A1' },
    ]) {
      expect(unpriced({ usage, ...purchase })).toMatchObject({ isUnknownPrice: true });
    }
  });

  test('tokens that nobody knows', () => {
    expect(unpriced({ counted: { promptTokens: 10 } })).toEqual({ unpriced: 'its tokens are not known' });
  });

  test('more cached than input tokens', () => {
    expect(unpriced({ usage: { input: 10, cacheRead: 20, output: 1 } }).unpriced).toContain('more cached');
  });

  test('audio, where the model has a price for text only', () => {
    const usage = { input: 100, output: 100, audioInput: 90, audioOutput: 0 };
    expect(unpriced({ usage, requestModel: 'gpt-4o-audio-preview' }).isUnknownPrice).toBe(true);
    // 10 of text at 2.50, 90 of audio at 32, 100 out at 10: https://developers.openai.com/api/docs/pricing
    expect(cost({ usage, requestModel: 'gpt-audio' }).total).toBeCloseTo(
      (10 * 2.5 + 90 * 32 + 1_000) / 1e6,
      12,
    );
  });
});

describe('the user’s own prices', () => {
  const usage = { input: 1_000_00, cacheRead: 500_00, output: 1_000_00 };
  const own = new PriceTable({
    'gpt-4o': { input_mtok: 2, cache_read_mtok: 1, output_mtok: 4 },
    'gpt-4o@flex': { input_mtok: 1, cache_read_mtok: 0.5, output_mtok: 2 },
    'house-*': { input_mtok: 0, cache_read_mtok: 0, output_mtok: 0 },
    'house-large-*': { input_mtok: 1, output_mtok: 1 },
  });

  test('go before the list, for the tier where they name one', () => {
    expect(cost({ usage }, own).total).toBe(0.55);
    expect(cost({ usage, responseTier: 'flex' }, own).total).toBe(0.275);
    expect(cost({ usage, responseTier: 'priority' }, own).total).toBe(0.55);
    expect(cost({ usage, requestModel: 'gpt-4.1' }, own).total).toBe(0.925);
  });

  test('name a deployment as it is asked for, and many by their beginning, the longest first', () => {
    const large = { requestModel: 'house-large-2', usage: { input: 1_000_00, output: 0 } };
    expect(cost({ usage, requestModel: 'house-small' }, own).total).toBe(0);
    expect(cost({ ...large, responseModel: 'served-by-x' }, own).total).toBe(0.1);
  });

  test('cached input without a rate of its own has no price', () => {
    expect(unpriced({ usage, requestModel: 'house-large-2' }, own).isUnknownPrice).toBe(true);
  });

  test('that are none fail, naming the mend', () => {
    const table = (rates: unknown) => () => new PriceTable({ 'my-model': rates } as never);
    expect(table({ inputs_mtok: 1 })).toThrow(
      'Misspelled rate "inputs_mtok" of "my-model" should be "input_mtok"',
    );
    expect(table({ input_mtok: '2' })).toThrow('The rate "input_mtok" of "my-model" is no price in USD');
    expect(table({ output_mtok: 2 })).toThrow('The price of "my-model" has no "input_mtok"');
    expect(table(2)).toThrow('The price of "my-model" is not an object');
    expect(() => PriceTable.read('no-such.json')).toThrow('The prices in "no-such.json" cannot be read');
  });
});
