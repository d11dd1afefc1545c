import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findProvider } from '@pydantic/genai-prices';
import { afterEach, describe, expect, test } from 'vitest';
import { encodingOf, readModelMapping, useModelMapping } from '../../src/tokens/models.js';

const require = createRequire(__filename);
const tiktokenModels = require('tiktoken/model_to_encoding.json') as Record<string, string>;

afterEach(() => useModelMapping(undefined));

test.each(Object.entries(tiktokenModels))('%s is counted in %s', (model, encoding) => {
  expect(encodingOf(model)).toBe(encoding);
});

const gptTokenizer = join(require.resolve('gpt-tokenizer/package.json'), '../cjs');
const { modelToEncodingMap } = require(join(gptTokenizer, 'mapping.js')) as {
  modelToEncodingMap: Record<string, string>;
};

test.each(Object.entries(modelToEncodingMap))(
  '%s is counted in %s, as in gpt-tokenizer',
  (model, encoding) => {
    expect(encodingOf(model)).toBe(encoding);
  },
);

describe('the models that others list', () => {
  const listed = [
    ...Object.keys(require(join(gptTokenizer, 'models.gen.js')) as object),
    ...findProvider({ providerId: 'openai' })!.models.map(({ id }) => id),
  ];
  /** Pictures, films, speech and moderation, and what is so new that no vocabulary of it is published. */
  const unpublished =
    /^(chat)?gpt-image|^dall-e|^sora|^tts-1|^whisper|moderation|^gpt-(live-)?transcribe$|^gpt-6-|^gpt-chat-latest$/;

  test('have a vocabulary', () => {
    expect(listed.length).toBeGreaterThan(200);
    expect(listed.filter(model => !unpublished.test(model) && !encodingOf(model))).toEqual([]);
  });

  test('have none where none is published', () => {
    expect(listed.filter(model => unpublished.test(model) && encodingOf(model))).toEqual([]);
  });
});

test.each([
  ['gpt-5.1', 'o200k_base'],
  ['gpt-5.4-mini-2026-03-17', 'o200k_base'],
  ['gpt-5-codex', 'o200k_base'],
  ['o3-pro-2025-06-10', 'o200k_base'],
  ['o4-mini-deep-research', 'o200k_base'],
  ['gpt-realtime-mini', 'o200k_base'],
  ['gpt-audio', 'o200k_base'],
  ['gpt-4o-transcribe', 'o200k_base'],
  ['gpt-oss-120b', 'o200k_harmony'],
  ['openai/gpt-oss-20b', 'o200k_harmony'],
  ['openai/gpt-4.1', 'o200k_base'],
  ['azure/gpt-35-turbo', 'cl100k_base'],
  ['gpt-4-1106-vision-preview', 'cl100k_base'],
  ['ft:gpt-4o-mini-2024-07-18:acme::x1', 'o200k_base'],
  ['ft:davinci-002:acme', 'cl100k_base'],
])('%s is counted in %s, by its prefix', (model, encoding) => {
  expect(encodingOf(model)).toBe(encoding);
});

test.each(['claude-sonnet-4-5', 'llama-3', 'gpt-6', 'gpt-4.9', 'o10-mini', '', 'constructor'])(
  '%o has no known vocabulary',
  model => {
    expect(encodingOf(model)).toBeUndefined();
  },
);

describe("a user's mapping", () => {
  test('goes before the table, and the longest prefix wins', () => {
    useModelMapping(
      readModelMapping({
        'my-model': 'o200k_base',
        'team-*': 'cl100k_base',
        'team-new-*': 'o200k_base',
        'gpt-4': 'r50k_base',
      }),
    );
    expect(['my-model', 'team-a', 'team-new-a', 'gpt-4', 'gpt-4o'].map(encodingOf)).toEqual([
      'o200k_base',
      'cl100k_base',
      'o200k_base',
      'r50k_base',
      'o200k_base',
    ]);
  });

  test('a misspelled encoding names the mend', () => {
    expect(() => readModelMapping({ 'my-model': 'o200k' })).toThrow(
      'Misspelled encoding "o200k" for model "my-model": use "o200k_base"',
    );
    expect(() => readModelMapping({ m: 7 })).toThrow(/use one of o200k_base, o200k_harmony/);
    expect(() => readModelMapping(['gpt-4'])).toThrow(/must be an object like/);
  });
});
