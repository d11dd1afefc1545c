/** Tokens of a text. */
export type Counter = (text: string) => number;

const byName = new Map<string, Counter>();
const byPrefix: { prefix: string; count: Counter }[] = [];

/**
 * Brings a counter for models whose vocabulary is not built in. It goes before every built-in one.
 *
 * @param model a model's name, or the beginning of one followed by `*`
 * @param count must give a whole number of tokens; it is called for every text of a call, so it should be fast
 * @returns takes the counter back
 * @throws Error when the name is empty or the counter no function
 * @example defineCounter('llama-*', text => llama.encode(text).length)
 */
export function defineCounter(model: string, count: Counter): () => void {
  if (model === '' || typeof count !== 'function') {
    throw new Error("defineCounter needs a model and a function: defineCounter('my-model', text => tokens)");
  }
  if (!model.endsWith('*')) {
    byName.set(model, count);
    return () => {
      if (byName.get(model) === count) byName.delete(model);
    };
  }
  const entry = { prefix: model.slice(0, -1), count };
  byPrefix.push(entry);
  byPrefix.sort((a, b) => b.prefix.length - a.prefix.length);
  return () => {
    const at = byPrefix.indexOf(entry);
    if (at >= 0) byPrefix.splice(at, 1);
  };
}

/** The counter a user brought for a model. */
export function customCounter(model: string): Counter | undefined {
  return byName.get(model) ?? byPrefix.find(({ prefix }) => model.startsWith(prefix))?.count;
}
