import { describe, expect, test } from 'vitest';
import { TokenInstrumentation } from '../src/instrumentation/token-instrumentation.js';
import { settingsFromEnvironment } from '../src/settings.js';

describe('settings from the environment', () => {
  test('are read by name, an empty value being none', () => {
    expect(
      settingsFromEnvironment({ LAVAGUE_TOKENS_LOG: 'json', LAVAGUE_TOKENS_AGENT: '', PATH: '/bin' }),
    ).toEqual({
      log: 'json',
    });
    expect(settingsFromEnvironment({ LAVAGUE_TOKENS_AGENT: 'shopper' })).toEqual({ agent: 'shopper' });
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
  test('an option that does not exist fails with the one that was meant', () => {
    expect(() => new TokenInstrumentation({ agnet: 'shopper' } as object)).toThrow(
      'Misspelled option "agnet" should be "agent"',
    );
  });

  test('a value that does not exist fails with those that do', () => {
    expect(() => new TokenInstrumentation({ log: 'yaml' as 'json' })).toThrow('use "json" or "summary"');
  });
});
