import type { ModelRequest, ModelResponse, OperationName, Usage } from '../genai/call.js';
import type { RequestContent, ResponseContent } from '../genai/content.js';
import { at, text, tokenCount } from '../genai/json.js';

/**
 * A client library as data: where its calls are made and how their bodies are read.
 * Adding one is one file like `openai/index.ts` and one line in `providers/index.ts`.
 */
export interface Provider {
  /** The npm package, as an application imports it. */
  readonly module: string;
  /** The version ranges its operations are tested on. */
  readonly versions: readonly string[];
  /** The `gen_ai.provider.name` of a client that talks to this base URL. */
  name(baseUrl: string | undefined): string;
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** Path of the method from the client's class, such as `Chat.Completions.prototype.create`. */
  readonly target: string;
  readonly operation: OperationName;
  readonly request: (body: unknown) => ModelRequest;
  readonly response: (body: unknown) => ModelResponse;
  /** Folds a stream's events into the body that the same call gives unstreamed. */
  readonly chunks?: () => ChunkFold;
  /** Reads what was said, for those who ask for it. */
  readonly content?: {
    request(body: unknown): RequestContent;
    response(body: unknown): ResponseContent;
  };
}

export interface ChunkFold {
  add(chunk: unknown): void;
  /** The response body as far as the events so far tell it. */
  body(): unknown;
}

/** Dotted paths of the numbers in a body's `usage`. */
export type UsagePaths = { readonly [field in keyof Usage]?: string };

interface ProviderDefinition extends Omit<Provider, 'operations'> {
  readonly operations: readonly OperationDefinition[];
}

interface OperationDefinition extends Omit<Operation, 'response'> {
  readonly response: (body: unknown) => Omit<ModelResponse, 'usage'>;
  readonly usage: UsagePaths;
  /** Dotted path of the tier that served the call, in the body. */
  readonly serviceTier?: string;
}

export function defineProvider({ operations, ...provider }: ProviderDefinition): Provider {
  return {
    ...provider,
    operations: operations.map(({ usage, serviceTier, response, ...operation }) => ({
      ...operation,
      response: (body: unknown) => ({
        ...response(body),
        ...readUsage(body, usage),
        ...(serviceTier && { serviceTier: text(at(body, serviceTier)) }),
      }),
    })),
  };
}

function readUsage(body: unknown, paths: UsagePaths): { usage?: Usage } {
  const reported = at(body, 'usage');
  const usage = Object.fromEntries(
    Object.entries(paths).flatMap(([field, path]) => {
      const count = tokenCount(at(reported, path));
      return count === undefined ? [] : [[field, count]];
    }),
  );
  return Object.keys(usage).length > 0 ? { usage } : {};
}
