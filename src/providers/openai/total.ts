import type { ModelRequest, ModelResponse, OperationName } from '../../genai/call.js';

type RequestReader = (body: unknown) => ModelRequest;
type ResponseReader = (body: unknown) => Omit<ModelResponse, 'usage'>;

/** A reader that survives any body: reading a getter or a proxy of the application's may throw. */
export function totalRequest(operation: OperationName, read: RequestReader): RequestReader {
  return body => {
    try {
      return read(body);
    } catch {
      const nothing = { settings: {}, messages: [], tools: [], inputs: [] };
      return { operation, model: '', stream: false, ...nothing, uncountable: ['unreadable request'] };
    }
  };
}

export function totalResponse(read: ResponseReader): ResponseReader {
  return body => {
    try {
      return read(body);
    } catch {
      return { finishReasons: [], outputs: [], uncountable: ['unreadable response'] };
    }
  };
}
