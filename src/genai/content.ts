/**
 * What was said in a call, in the shape of the conventions' JSON schemas:
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-input-messages.json and its
 * siblings. Read only where a user has asked for it.
 */

export type ContentPart =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id?: string; readonly name: string; readonly arguments?: unknown }
  | { readonly type: 'tool_call_response'; readonly id?: string; readonly response: unknown }
  | { readonly type: 'reasoning'; readonly content: string }
  | BinaryPart
  | { readonly type: 'uri'; readonly modality: string; readonly uri: string }
  | { readonly type: 'file'; readonly modality: string; readonly file_id: string }
  | { readonly type: 'generic'; readonly generic_type: string };

/** An image, a sound or a file: its size stands for its bytes, and `content` is always empty. */
export interface BinaryPart {
  readonly type: 'blob';
  readonly modality: string;
  readonly mime_type?: string;
  readonly content: '';
  readonly byte_size: number;
}

export interface ContentMessage {
  readonly role: string;
  readonly name?: string;
  readonly parts: readonly ContentPart[];
  /** On what the model wrote. */
  readonly finish_reason?: string;
}

export interface RequestContent {
  /** Instructions given apart from the conversation. */
  readonly systemInstructions: readonly ContentPart[];
  readonly inputMessages: readonly ContentMessage[];
  readonly toolDefinitions: readonly unknown[];
}

export interface ResponseContent {
  readonly outputMessages: readonly ContentMessage[];
}
