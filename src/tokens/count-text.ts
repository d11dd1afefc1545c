import { countInSlices } from './count-in-slices.js';
import { type Counter, customCounter } from './custom-counters.js';
import { encodingCounter } from './encoding-counter.js';
import { encodingOf } from './models.js';
import { createRunCounter } from './run-counter.js';
import { createIncrementalCounter, type StreamCounter } from './stream-counter.js';

/**
 * The number of tokens of a text in a model's vocabulary. Text that looks like a special token is plain text.
 * The vocabulary is loaded at the first count.
 *
 * @returns tokens, or `undefined` where the model's vocabulary is not known
 * @example countTokens('Hello, world', 'gpt-4o') // 3
 */
export function countTokens(text: string, model: string): number | undefined {
  return counterFor(model)?.(text);
}

/**
 * {@link countTokens} for many texts of one model.
 *
 * @example const count = counterFor('gpt-4o'); count?.('Hello, world') // 3
 */
export function counterFor(model: string): Counter | undefined {
  const custom = customCounter(model);
  if (custom) return custom;
  const encoding = encodingOf(model);
  if (encoding) return text => encodingCounter(encoding).count(text);
  reportUnknown(model);
  return undefined;
}

/** Settings of {@link countAsync}. */
export interface CountAsyncOptions {
  /** Milliseconds of counting between two chances for other work. Default 4. */
  readonly sliceMs?: number;
}

/**
 * {@link countTokens} for long texts, in slices that leave the event loop free between them.
 *
 * @returns tokens, or `undefined` where the model's vocabulary is not known
 * @example await countAsync(book, 'gpt-4o', { sliceMs: 2 })
 */
export async function countAsync(
  text: string,
  model: string,
  { sliceMs = 4 }: CountAsyncOptions = {},
): Promise<number | undefined> {
  const custom = customCounter(model);
  if (custom) return custom(text);
  const encoding = encodingOf(model);
  if (encoding) return countInSlices(encodingCounter(encoding), text, sliceMs);
  reportUnknown(model);
  return undefined;
}

/**
 * Counts a text that arrives in chunks, exactly as {@link countTokens} counts the whole: the tokens of chunks do not
 * add up to it. Where only the end matters, collecting the chunks and counting once is as good.
 * Counting after every chunk is linear in the whole, but where a long text mixes kinds of characters without a cut.
 *
 * @returns `undefined` where the model's vocabulary is not known
 * @example
 * const counter = createStreamCounter('gpt-4o')!;
 * for await (const chunk of stream) counter.push(chunk);
 * counter.count(); // the same as countTokens(whole, 'gpt-4o')
 */
export function createStreamCounter(model: string): StreamCounter | undefined {
  const count = counterFor(model);
  if (!count) return undefined;
  const encoding = customCounter(model) ? undefined : encodingOf(model);
  if (!encoding) return createIncrementalCounter(undefined, count);
  return createIncrementalCounter(count, count, () => createRunCounter(encodingCounter(encoding)));
}

/** Names that were reported; bounded, because an app's users may choose them. */
const reported = new Set<string>();
let report: ((model: string) => void) | undefined;

/** Sets who is told of each unknown model, once per name; an outer room says it in the log. */
export function onUnknownModel(listener: ((model: string) => void) | undefined): void {
  report = listener;
  reported.clear();
}

function reportUnknown(model: string): void {
  if (!report || reported.has(model) || reported.size >= 1000) return;
  reported.add(model);
  report(model);
}
