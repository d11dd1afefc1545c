import type { Answer, Body } from './reply.js';
import { inputTokens } from './usage.js';

/** https://platform.openai.com/docs/api-reference/embeddings; `base64` is what the client asks for unasked. */
export function answerEmbeddings(request: Body): Answer {
  const model = String(request['model']);
  const input = request['input'];
  const inputs: readonly unknown[] = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  const size =
    typeof request['dimensions'] === 'number' ? request['dimensions'] : /-large$/.test(model) ? 3072 : 1536;
  const data = inputs.map((one, index) => {
    const vector = embed(typeof one === 'string' ? one : JSON.stringify(one), size);
    const embedding =
      request['encoding_format'] === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  const tokens = inputTokens(input, model);
  return { body: { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } } };
}

/** A bag of hashed words of length 1: texts that share words are near, which is all a retriever needs. */
function embed(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const hash = [...word].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7);
    vector[hash % size]! += 1;
  }
  const length = Math.hypot(...vector);
  return vector.map(value => value / length);
}

/** https://platform.openai.com/docs/api-reference/moderations: nothing is flagged and nothing is billed. */
export function answerModeration(request: Body, number: number): Answer {
  const inputs = Array.isArray(request['input']) ? request['input'] : [request['input']];
  const result = {
    flagged: false,
    categories: { harassment: false, violence: false },
    category_scores: { harassment: 0, violence: 0 },
  };
  const model = request['model'] ?? 'omni-moderation-latest';
  return { body: { id: `modr-local${number}`, model, results: inputs.map(() => result) } };
}
