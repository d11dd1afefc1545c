import type { AzureOpenAI, OpenAI } from 'openai';
import type { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type { z } from 'zod';
import type { Reply } from '../../support/openai-server.js';

/** One way to use a client, and what it must leave behind. */
export interface Scenario {
  readonly name: string;
  readonly reply?: readonly Reply[];
  /** Uses the client as an app would; what it returns is compared with the same use of an untouched client. */
  readonly use: (client: OpenAI, app: App) => Promise<unknown>;
  /** In the order the calls start. */
  readonly spans: readonly ExpectedSpan[];
  /** Belongs to the smaller list. */
  readonly core?: true;
}

/** What an application imports from `openai` and `zod`, whatever their versions. */
export interface OpenAIModule {
  readonly OpenAI: typeof OpenAI;
  readonly AzureOpenAI: typeof AzureOpenAI;
  readonly zodResponseFormat: typeof zodResponseFormat;
  readonly zodFunction: typeof zodFunction;
  readonly z: typeof z;
}

export interface App extends OpenAIModule {
  /** What the scenario's own client was made with. */
  readonly options: Options;
}

export interface Options {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly maxRetries: number;
  readonly defaultHeaders: { readonly [name: string]: string };
}

type Outcome = 'complete' | 'abandoned' | 'aborted' | 'failed';

/** What is not named may be anything, except an error, an embedding count or an outcome: those must be absent. */
export interface ExpectedSpan {
  readonly operation?: string;
  readonly prompt?: number;
  readonly completion?: number;
  readonly embedding?: number;
  /** Whether the provider's own numbers are there: those that were counted, the same. */
  readonly reported?: boolean;
  readonly error?: string;
  /** One of these. */
  readonly outcome?: Outcome | readonly Outcome[];
  readonly completionIsLowerBound?: boolean;
}

export const model = 'gpt-4o';
export const messages = [{ role: 'user' as const, content: 'Say hello.' }];
export const said: Reply = { text: 'Hello there, my friend.' };
export const PROMPT = 10;
const COMPLETION = 6;

/** A chat call that was answered with `said`. */
export const chat: ExpectedSpan = { prompt: PROMPT, completion: COMPLETION, reported: true };
export const streamed: ExpectedSpan = { ...chat, reported: false, outcome: 'complete' };
/** One whose answer was not read to its end. */
export const cut: ExpectedSpan = { prompt: PROMPT, reported: false, completionIsLowerBound: true };

/** Everything an app can see of an error. */
export async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => 'no error', describeError);
}

export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { status, code, type, headers } = error as Error & Record<string, unknown>;
  return {
    ...{ class: error.constructor.name, message: error.message, status, code, type },
    headers: typeof headers,
    cause: error.cause === undefined ? undefined : describeError(error.cause),
    keys: Object.keys(error),
  };
}

export async function drain<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** `parse`, `stream` and `runTools` moved out of `beta` in openai 5. */
export function helpersOf(client: OpenAI): OpenAI['chat']['completions'] {
  const { chat, beta } = client as OpenAI & { beta: { chat?: OpenAI['chat'] } };
  return (beta.chat ?? chat).completions;
}

/** A pause in which a server on this machine has long answered. */
export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** Until Node tells of a rejection that nobody has handled. */
export const unhandledRejection = () =>
  new Promise<void>(resolve => {
    const timer = setTimeout(resolve, 10_000);
    process.once('unhandledRejection', () => {
      clearTimeout(timer);
      setImmediate(resolve);
    });
  });
