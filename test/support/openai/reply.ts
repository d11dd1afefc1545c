/** What the model shall say to one request, and how the wire shall fail; all of it optional. */
export interface Reply {
  /** The text of every choice. Default: a sentence made from the last words of the prompt. */
  readonly text?: string;
  /** Tools the model calls instead of answering, in this order; arguments may be given as a value. */
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly refusal?: string;
  /** Hidden reasoning, reported as part of the completion. */
  readonly reasoningTokens?: number;
  /** Prompt tokens reported as read from the cache. */
  readonly cachedTokens?: number;
  readonly fault?: Fault;
}

export type Fault =
  /** An answer of this status with the error body OpenAI gives for it. */
  | { readonly kind: 'status'; readonly status: number }
  /** An answer of status 200 which is a page and not JSON. */
  | { readonly kind: 'not json' }
  /** An error inside a stream, after so many events. */
  | { readonly kind: 'error event'; readonly after: number }
  /** The socket is destroyed after so many events; in an answer that is no stream, within the body. */
  | { readonly kind: 'drop'; readonly after: number }
  /** Half of the event after these is sent, then the answer ends as if all were well. */
  | { readonly kind: 'half chunk'; readonly after: number }
  /** So long between two events, or before an answer that is no stream. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Nothing more after so many events, and the socket stays open; 0 sends not even headers. */
  | { readonly kind: 'hang'; readonly after: number };

/** An endpoint's answer, both ways: the request says which of the two is sent. */
export interface Answer {
  readonly body: unknown;
  /** The server-sent events; `undefined` where the endpoint knows no streams. */
  readonly events?: readonly unknown[];
}

/** A request's JSON body. */
export type Body = Readonly<Record<string, unknown>>;

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An array of JSON objects, or nothing. */
export const bodies = (value: unknown): readonly Body[] => (Array.isArray(value) ? value.filter(isBody) : []);

/** The text of a `content` that is a string or a list of text parts. */
export const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : bodies(content)
        .map(part => part['text'] ?? part['refusal'] ?? '')
        .join('');

export const argumentsOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The pieces a streamed text arrives in: words with the space before them. */
export const pieces = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** Says something about the prompt, so that another prompt has another answer and the same one the same. */
export const defaultText = (prompt: string): string =>
  `I have read ${prompt.length} characters, the last of them "${prompt.trim().slice(-40)}".`;
