/** A call to a model as plain data: what every provider is read into, and all that counting needs to know. */

/** The kinds of call that are told apart; each is one method of a client. */
export type OperationName = 'chat' | 'responses' | 'embeddings' | 'text_completion';

/** What goes to the model. Holds references to the caller's text, never a copy of it. */
export interface ModelRequest {
  readonly operation: OperationName;
  readonly model: string;
  readonly stream: boolean;
  readonly settings: RequestSettings;
  /** The conversation of a chat or responses call, in the order sent. */
  readonly messages: readonly Message[];
  /** The inputs of an embeddings or legacy completion call: text, or a number of tokens already encoded. */
  readonly inputs: readonly (string | number)[];
  /** Why part of the prompt cannot be counted from the request; empty where all of it can. */
  readonly uncountable: readonly string[];
}

export interface Message {
  readonly role: string;
  readonly name?: string;
  readonly content: string;
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
}

/** What came back from the model. */
export interface ModelResponse {
  readonly id?: string;
  readonly model?: string;
  readonly finishReasons: readonly string[];
  /** The text of every choice or output message. */
  readonly outputs: readonly string[];
  readonly usage?: Usage;
  /** Why part of the completion cannot be counted from the response; empty where all of it can. */
  readonly uncountable: readonly string[];
}

/** Tokens as the provider reports them. `input` includes the cached ones, `output` the reasoning. */
export interface Usage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}
