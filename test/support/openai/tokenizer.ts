import {
  get_encoding,
  get_encoding_name_for_model,
  type TiktokenEncoding,
  type TiktokenModel,
} from 'tiktoken';

const encodings = new Map<TiktokenEncoding, ReturnType<typeof get_encoding>>();

/** OpenAI's own tokenizer compiled to WebAssembly: shares no line with the counter under test. */
export function encodingFor(model: string) {
  const name = encodingNameFor(model);
  const loaded = encodings.get(name) ?? get_encoding(name);
  encodings.set(name, loaded);
  return loaded;
}

/** Number of ordinary tokens: text that looks like a special token is plain text. */
export const tokensIn = (text: string, model: string): number =>
  encodingFor(model).encode_ordinary(text).length;

/** The text up to `limit` tokens, as `max_tokens` would cut it. */
export function truncated(text: string, model: string, limit: number | undefined): string {
  const tokens = encodingFor(model).encode_ordinary(text);
  if (limit === undefined || tokens.length <= limit) return text;
  return new TextDecoder().decode(encodingFor(model).decode(tokens.slice(0, limit)));
}

function encodingNameFor(model: string): TiktokenEncoding {
  try {
    return get_encoding_name_for_model(model as TiktokenModel);
  } catch {
    return /embedding|gpt-3|gpt-4(?!o|\.)/.test(model) ? 'cl100k_base' : 'o200k_base';
  }
}
