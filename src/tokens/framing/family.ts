import type { ImageRule } from './images.js';
import type { RenderingStyle } from './typescript.js';

/** What a family of models adds around the text, in tokens. */
export interface Family {
  /** Around each message, without its text. */
  readonly perMessage: number;
  /** The opening of the reply, once a request. */
  readonly reply: number;
  readonly replyWithTools: number;
  /** Further, for each message of the assistant in the history. */
  readonly assistant: number;
  /** The reply opens with the name of the response schema (chat, without tools). */
  readonly schemaOpensReply: boolean;
  /** How chat attaches tools and schema: to a first system message, to it trimmed, or as a message of their own. */
  readonly sections: 'joined' | 'trimmed' | 'apart';
  /** Around the tools of a chat request, without their text. */
  readonly chatTools: number;
  /** Further, where the first tool has no description. */
  readonly undescribedTool: number;
  /** A forced or forbidden tool is written into the prompt; `undefined` where it costs nothing. */
  readonly toolChoice?: { readonly named: number; readonly none: number };
  readonly style: RenderingStyle;
  /** Tool history in chat: around a lone call, around its output, beside its text, around parallel calls. */
  readonly chat: { call: number; output: number; beside: number; parallel: number };
  readonly responses: ResponsesFraming;
  readonly completion: CompletionFraming;
  readonly image: ImageRule;
  /** What Azure's copy of the model adds around a text and around a call. */
  readonly azure: { readonly text: number; readonly call: number };
  /** The model thinks before it writes, and is paid for it. */
  readonly reasons: boolean;
  /** Why more is sent to the model than the request shows. */
  readonly hidden?: string;
}

export interface ResponsesFraming {
  readonly tools: number;
  readonly schema: number;
  readonly call: number;
  readonly output: number;
  /** Further, for a lone call that the server knows by its id. */
  readonly storedCall: number;
  /** Parallel calls and their outputs as one: for each call, and once. */
  readonly parallel?: { readonly each: number; readonly once: number };
  /** Further, where the request has tools and forbids parallel calls. */
  readonly sequential: number;
  /** A reasoning item of a closed turn; `undefined` where the model reads it again, which cannot be counted. */
  readonly reasoning?: number;
  /** Further, where a request has both a schema and images. */
  readonly schemaWithImages: number;
  /** Further, for a message that holds nothing but images. */
  readonly imageOnly: number;
}

export interface CompletionFraming {
  readonly chat: WritingFraming;
  readonly responses: WritingFraming;
  /** Text beside a call. */
  readonly beside: number;
  /** Text where the request has tools. */
  readonly textWithTools: number;
  readonly refusal: number;
  /** When the name of a response schema is written before the text. */
  readonly schemaName: 'always' | 'with tools' | 'never';
  /** Text in JSON mode. */
  readonly jsonObject: number;
  /** The name of a tool that the request forces is in the prompt and not written again. */
  readonly forcedNameIsGiven: boolean;
  /** Chat replies count as reasoned unless the last message is a tool's output. */
  readonly reasonsUnseen: boolean;
  /** Responses reports `reasoning_tokens` rounded down to a multiple of 64. */
  readonly reasoningIsFloored: boolean;
}

export interface WritingFraming {
  readonly text: number;
  readonly call: number;
  readonly parallel: number;
  /** Further, where the model reasoned first: before text, and before calls. */
  readonly reasonedText: number;
  readonly reasonedCall: number;
}
