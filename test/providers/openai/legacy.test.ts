import { describe, expect, test } from 'vitest';
import {
  foldCompletionChunks,
  readCompletionRequest,
  readCompletionResponse,
} from '../../../src/providers/openai/completions.js';
import { readEmbeddingsRequest, readEmbeddingsResponse } from '../../../src/providers/openai/embeddings.js';

describe('embeddings and legacy completions', () => {
  test('have texts, or how many tokens were sent', () => {
    const inputs = (input: unknown) => readEmbeddingsRequest({ model: 'm', input }).inputs;
    expect(inputs('a')).toEqual(['a']);
    expect(inputs(['a', 'b'])).toEqual(['a', 'b']);
    expect(inputs([7, 8, 9])).toEqual([3]);
    expect(inputs([[7, 8], [9]])).toEqual([2, 1]);
    expect(inputs(undefined)).toEqual([]);
    expect(readCompletionRequest({ prompt: ['a', [1]] }).inputs).toEqual(['a', 1]);
    expect(readEmbeddingsResponse({ model: 'm' })).toMatchObject({ model: 'm', outputs: [] });
  });

  test('have the text of every choice, streamed or not', () => {
    const whole = { created: 5, choices: [{ index: 0, text: 'ab', finish_reason: 'length' }] };
    expect(readCompletionResponse(whole)).toMatchObject({
      created: 5,
      finishReasons: ['length'],
      outputs: [{ texts: ['ab'], truncated: true }],
    });
    const fold = foldCompletionChunks();
    fold.add({ choices: [{ index: 0, text: 'a' }] });
    fold.add(null);
    fold.add({ choices: [{ index: 0, text: 'b', finish_reason: 'length' }] });
    expect(readCompletionResponse(fold.body()).outputs).toEqual(readCompletionResponse(whole).outputs);
  });
});
