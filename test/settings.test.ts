import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TokenInstrumentation } from '../src/instrumentation/token-instrumentation.js';
import { settingsFromEnvironment } from '../src/settings.js';
import { countTokens } from '../src/tokens/count-text.js';

describe('settings from the environment', () => {
  test('are read by name, an empty value being none', () => {
    expect(
      settingsFromEnvironment({ LAVAGUE_TOKENS_LOG: 'json', LAVAGUE_TOKENS_AGENT: '', PATH: '/bin' }),
    ).toEqual({
      log: 'json',
    });
    expect(settingsFromEnvironment({ LAVAGUE_TOKENS_AGENT: 'shopper' })).toEqual({ agent: 'shopper' });
  });

  test('both units of a budget are one budget', () => {
    expect(
      settingsFromEnvironment({
        LAVAGUE_TOKENS_BUDGET_TOKENS: '100000',
        LAVAGUE_TOKENS_BUDGET_USD: '0.5',
        LAVAGUE_TOKENS_BUDGET_ON_EXCEEDED: 'abort',
      }),
    ).toEqual({ budget: { tokens: 100_000, usd: 0.5 }, onExceeded: 'abort' });
  });

  test.each([
    ['LAVAGUE_TOKENS_BUDGET_USD', '$5', 'LAVAGUE_TOKENS_BUDGET_USD="$5" is no number of US dollars'],
    ['LAVAGUE_TOKENS_BUDGET_TOKENS', '-1', 'LAVAGUE_TOKENS_BUDGET_TOKENS="-1" is no number of tokens'],
    ['LAVAGUE_TOKENS_BUDGET_ON_EXCEEDED', 'stop', 'use "event" or "abort"'],
    ['LAVAGUE_TOKENS_METRICS', 'all', 'use "reported" or "counted" or "off"'],
    [
      'LAVAGUE_TOKENS_CONTENT_MAX_BYTES',
      '64k',
      'LAVAGUE_TOKENS_CONTENT_MAX_BYTES="64k" is no number of bytes',
    ],
  ])('%s=%s fails and says what it is not', (variable, value, message) => {
    expect(() => settingsFromEnvironment({ [variable]: value })).toThrow(message);
  });

  test('a model mapping names the encodings of models of your own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'models-'));
    const file = join(folder, 'models.json');
    await writeFile(file, '{ "harbour-*": "o200k_base" }');
    new TokenInstrumentation({ ...settingsFromEnvironment({ LAVAGUE_TOKENS_MODELS: file }), enabled: false });
    expect(countTokens('Hello, world', 'harbour-7b')).toBe(3);
    expect(() => new TokenInstrumentation({ models: { harbour: 'o200k' } })).toThrow('use "o200k_base"');
    expect(() => new TokenInstrumentation({ models: join(folder, 'none.json') })).toThrow('no JSON file');
    await rm(folder, { recursive: true });
  });

  test('a value that does not exist fails with those that do', () => {
    expect(() => settingsFromEnvironment({ LAVAGUE_TOKENS_LOG: 'jsno' })).toThrow(
      'LAVAGUE_TOKENS_LOG="jsno" is not known: use "json" or "summary"',
    );
  });

  test('a variable that does not exist fails with the one that was meant', () => {
    expect(() => settingsFromEnvironment({ LAVAGUE_TOKENS_LOGG: 'json' })).toThrow(
      'Misspelled environment variable "LAVAGUE_TOKENS_LOGG" should be "LAVAGUE_TOKENS_LOG"',
    );
  });
});

describe('options of TokenInstrumentation', () => {
  test.each<[object, string]>([
    [{ budget: { usds: 1 } }, 'Misspelled budget "usds" should be "usd"'],
    [{ metrics: 'all' }, 'use "reported" or "counted" or "off"'],
    [{ contentMaxBytes: -1 }, 'The option contentMaxBytes is no number of bytes'],
    [{ prices: 'no-such.json' }, 'The prices in "no-such.json" cannot be read'],
    [{ prices: { 'my-model': { input: 1 } } }, 'Misspelled rate "input" of "my-model"'],
  ])('%o fails and names the mend', (options, message) => {
    expect(() => new TokenInstrumentation({ ...options, enabled: false })).toThrow(message);
  });

  test('an option that does not exist fails with the one that was meant', () => {
    expect(() => new TokenInstrumentation({ agnet: 'shopper' } as object)).toThrow(
      'Misspelled option "agnet" should be "agent"',
    );
  });

  test('a value that does not exist fails with those that do', () => {
    expect(() => new TokenInstrumentation({ log: 'yaml' as 'json' })).toThrow('use "json" or "summary"');
  });
});
