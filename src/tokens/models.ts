import { type EncodingName, encodingNames } from './encodings.js';

/** https://github.com/openai/tiktoken/blob/main/tiktoken/model.py: exact names first, then prefixes. */
const byName: { readonly [encoding in EncodingName]?: string } = {
  // The two aliases of GPT-5.6 are listed by https://github.com/niieani/gpt-tokenizer/blob/main/src/models.gen.ts
  o200k_base: 'chat-latest daybreak-blue-latest daybreak-red-latest',
  cl100k_base: 'davinci-002 babbage-002',
  p50k_base:
    'text-davinci-003 text-davinci-002 code-davinci-002 code-davinci-001 code-cushman-002 code-cushman-001 ' +
    'davinci-codex cushman-codex',
  p50k_edit: 'text-davinci-edit-001 code-davinci-edit-001',
  r50k_base: 'text-davinci-001 text-curie-001 text-babbage-001 text-ada-001 davinci curie babbage ada',
  gpt2: 'gpt2 gpt-2',
};

/**
 * A prefix ends where a version, a size or a date begins; without its last character it is a name too. A name that is
 * newer than this table stays unknown: `gpt-6` may have a vocabulary of its own.
 */
const byPrefix: { readonly [encoding in EncodingName]?: string } = {
  o200k_harmony: 'gpt-oss-',
  o200k_base:
    'gpt-5- gpt-5. gpt-4.5- gpt-4.1- gpt-4o- chatgpt-4o- o1- o3- o4- gpt-audio- gpt-realtime- codex-mini- ' +
    'computer-use-',
  cl100k_base: 'gpt-4- gpt-3.5- gpt-35- text-embedding-3- text-embedding-ada-002-',
  r50k_base: 'text-similarity- text-search- code-search-',
};

type Entry = readonly [name: string, encoding: EncodingName];

const entries = (table: { readonly [encoding in EncodingName]?: string }): readonly Entry[] =>
  encodingNames.flatMap(encoding =>
    (table[encoding]?.split(' ') ?? []).map((name): Entry => [name, encoding]),
  );

const names: ReadonlyMap<string, EncodingName> = new Map([
  ...entries(byPrefix).map(([prefix, encoding]): Entry => [prefix.slice(0, -1), encoding]),
  ...entries(byName),
]);
const prefixes = entries(byPrefix);

/** Gateways put the owner before a model's name, fine-tuning puts `ft:` before it and the organisation behind. */
const bareName = (model: string) =>
  model
    .replace(/^(openai|azure|azure_ai)\//, '')
    .replace(/^ft:/, '')
    .split(':')[0]!;

let mapping: ModelMapping | undefined;
const known = new Map<string, EncodingName | undefined>();

/**
 * The encoding a model's text is counted in: the user's own mapping first, then the table.
 *
 * @returns `undefined` for a model that neither knows
 * @example encodingOf('ft:gpt-4o-mini-2024-07-18:acme::x1') // 'o200k_base'
 */
export function encodingOf(model: string): EncodingName | undefined {
  if (!known.has(model)) {
    if (known.size >= 1000) known.clear(); // names can come from an app's own users
    known.set(model, mapping?.(model) ?? lookUp(bareName(model)));
  }
  return known.get(model);
}

const lookUp = (name: string) => names.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];

/** A user's own answer for a model's name. */
export type ModelMapping = (model: string) => EncodingName | undefined;

/**
 * Reads a user's mapping of model names to encodings; a name that ends in `*` is a prefix, and the longest one wins.
 *
 * @throws Error naming the mend, when the mapping is no object or an encoding does not exist
 * @example readModelMapping({ 'my-deployment': 'o200k_base', 'team-*': 'cl100k_base' })
 */
export function readModelMapping(parsed: unknown): ModelMapping {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error('The model mapping must be an object like {"my-model": "o200k_base"}');
  }
  const own = Object.entries(parsed).map(([name, encoding]): Entry => {
    if (encodingNames.includes(encoding)) return [name, encoding];
    const near = encodingNames.find(one => typeof encoding === 'string' && one.startsWith(encoding));
    throw new Error(
      `Misspelled encoding ${JSON.stringify(encoding)} for model "${name}": use ` +
        (near ? `"${near}"` : `one of ${encodingNames.join(', ')}`),
    );
  });
  const exact = new Map(own);
  const starts = own
    .filter(([name]) => name.endsWith('*'))
    .map(([name, encoding]): Entry => [name.slice(0, -1), encoding])
    .sort(([a], [b]) => b.length - a.length);
  return model => exact.get(model) ?? starts.find(([start]) => model.startsWith(start))?.[1];
}

/** Sets the user's mapping for the whole process; `undefined` takes it back. */
export function useModelMapping(own: ModelMapping | undefined): void {
  mapping = own;
  known.clear();
}
