/** A call to a model as plain data: what every provider is read into, and all that counting needs to know. */

/** The kinds of call that are told apart; each is one method of a client. */
export type OperationName = 'chat' | 'responses' | 'embeddings' | 'text_completion';

/** What goes to the model. Holds references to the caller's text, never a copy of it. */
export interface ModelRequest {
  readonly operation: OperationName;
  readonly model: string;
  /** `gen_ai.provider.name`, where it is known; some hosts of a model count a little otherwise. */
  readonly provider?: string;
  readonly stream: boolean;
  readonly settings: RequestSettings;
  /** The conversation of a chat or responses call, in the order sent. */
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly outputFormat?: OutputFormat;
  /** The inputs of an embeddings or legacy completion call: text, or a number of tokens already encoded. */
  readonly inputs: readonly (string | number)[];
  /** Why part of the prompt cannot be counted from the request; empty where all of it can. */
  readonly uncountable: readonly string[];
}

/** One turn of a conversation. */
export type Message = TextMessage | ToolCallMessage | ToolOutputMessage | ReasoningMessage;

export interface TextMessage {
  readonly type: 'message';
  readonly role: string;
  readonly name?: string;
  readonly content: readonly Part[];
}

/** The tools an assistant called in one turn, and the text it wrote beside the calls. */
export interface ToolCallMessage {
  readonly type: 'tool_calls';
  readonly name?: string;
  readonly content: readonly Part[];
  readonly calls: readonly ToolCall[];
  /** The calls carry the ids of a response that the server keeps. */
  readonly stored: boolean;
}

export interface ToolOutputMessage {
  readonly type: 'tool_output';
  /** The tool whose output this is; `undefined` where no call of the history bears its id. */
  readonly name?: string;
  readonly content: readonly Part[];
}

/** Reasoning sent back to the model. */
export interface ReasoningMessage {
  readonly type: 'reasoning';
}

export type Part = TextPart | ImagePart;

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

export interface ImagePart {
  readonly type: 'image';
  /** A data URL, or the address of a remote image, which is never fetched. */
  readonly url?: string;
  readonly detail?: string;
}

export interface ToolCall {
  readonly name: string;
  /** The arguments as the model wrote them, usually JSON. */
  readonly arguments: string;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  /** A JSON Schema; a reference to the caller's. */
  readonly parameters?: unknown;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type OutputFormat = { readonly type: 'json_object' } | JsonSchemaFormat;

export interface JsonSchemaFormat {
  readonly type: 'json_schema';
  readonly name: string;
  readonly description?: string;
  readonly schema?: unknown;
}

/** Sampling settings, as `gen_ai.request.*` names them. */
export interface RequestSettings {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly seed?: number;
  readonly choiceCount?: number;
  readonly stopSequences?: readonly string[];
  readonly encodingFormats?: readonly string[];
  readonly serviceTier?: string;
}

/** What came back from the model. */
export interface ModelResponse {
  readonly id?: string;
  readonly model?: string;
  /** When the provider made it, in seconds since 1970. */
  readonly created?: number;
  /** The tier that served the call, as the provider names it; prices differ by it. */
  readonly serviceTier?: string;
  readonly finishReasons: readonly string[];
  /** Every choice of a chat completion; the one output of a response. */
  readonly outputs: readonly ModelOutput[];
  readonly usage?: Usage;
  /** Why part of the completion cannot be counted from the response; empty where all of it can. */
  readonly uncountable: readonly string[];
}

export interface ModelOutput {
  /** The text of each message the model wrote. */
  readonly texts: readonly string[];
  readonly refusal?: string;
  readonly calls: readonly ToolCall[];
  /** Cut off by a limit of length. */
  readonly truncated: boolean;
  /** The response says that the model reasoned. */
  readonly reasoned: boolean;
}

/** Tokens as the provider reports them. `input` includes the cached and the audio ones, `output` the reasoning. */
export interface Usage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
}
