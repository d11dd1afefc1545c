/** The vocabularies of OpenAI's tokenizer. */
export type EncodingName = 'o200k_base' | 'cl100k_base' | 'p50k_base' | 'p50k_edit' | 'r50k_base';

/** https://github.com/openai/tiktoken/blob/main/tiktoken/model.py: exact names first, then prefixes. */
const byName: ReadonlyMap<string, EncodingName> = new Map([
  ['gpt-3.5', 'cl100k_base'],
  ['davinci-002', 'cl100k_base'],
  ['babbage-002', 'cl100k_base'],
  ['text-davinci-003', 'p50k_base'],
  ['text-davinci-002', 'p50k_base'],
  ['text-davinci-001', 'r50k_base'],
  ['davinci', 'r50k_base'],
  ['curie', 'r50k_base'],
  ['babbage', 'r50k_base'],
  ['ada', 'r50k_base'],
  ['gpt2', 'r50k_base'],
]);

const byPrefix: readonly (readonly [prefix: string, encoding: EncodingName])[] = [
  ['text-embedding-3-', 'cl100k_base'],
  ['text-embedding-ada-002', 'cl100k_base'],
  ['gpt-5', 'o200k_base'],
  ['gpt-4.5', 'o200k_base'],
  ['gpt-4.1', 'o200k_base'],
  ['gpt-4o', 'o200k_base'],
  ['chatgpt-4o', 'o200k_base'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-3.5-turbo', 'cl100k_base'],
  ['gpt-35-turbo', 'cl100k_base'],
  ['o1', 'o200k_base'],
  ['o3', 'o200k_base'],
  ['o4-', 'o200k_base'],
  ['gpt-oss-', 'o200k_base'],
];

/** The encoding a model's text is counted in, `undefined` for a model nobody has told us about. */
export function encodingOf(model: string): EncodingName | undefined {
  const name = model.replace(/^openai\//, '').replace(/^ft:/, '');
  return byName.get(name) ?? byPrefix.find(([prefix]) => name.startsWith(prefix))?.[1];
}
