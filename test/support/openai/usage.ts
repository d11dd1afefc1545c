import { argumentsOf, type Body, bodies, isBody, textOf } from './reply.js';
import { tokensIn } from './tokenizer.js';
import { toolNamespace } from './tool-namespace.js';

/**
 * What OpenAI bills for a request and its answer, computed apart from the counter under test.
 * True for plain messages, embeddings, and before gpt-5 for flat tools called one at a time. An approximation, never
 * to be asserted on, for nested tool schemas, parallel calls, response schemas, and everything that is not text.
 */

/** gpt-5 and the o-series frame a conversation in another way; the gpt-5-chat models do not. */
const reasons = (model: string) => /^(o[134]|codex-mini|gpt-5(?!-chat))/.test(model);
const isGpt5 = (model: string) => /^gpt-5(?!-chat)/.test(model);

export function chatPromptTokens(request: Body): number {
  const { messages, tools, response_format: format } = request;
  const model = String(request['model']);
  const list = bodies(messages);
  const schema = isBody(format) && isBody(format['json_schema']) ? format['json_schema'] : undefined;
  const withTools = bodies(tools).length > 0;
  return (
    list.reduce((sum, message) => sum + chatMessageTokens(message, list, model), 0) +
    (withTools ? chatToolTokens(request, model) : 0) +
    (schema ? tokensIn(JSON.stringify(schema), model) : 0) +
    (reasons(model) || withTools ? 2 : 3)
  );
}

/** What the tools add, the first system message being read in one piece with them. */
function chatToolTokens({ messages, tools, tool_choice: choice }: Body, model: string): number {
  const count = (text: string) => tokensIn(text, model);
  const namespace = toolNamespace(bodies(tools).map(tool => tool['function']));
  if (isGpt5(model)) return 91 + count(namespace);
  const section = `# Tools\n\n## functions\n\n${namespace}`;
  const [first] = bodies(messages);
  const isSystem = first?.['role'] === 'system' || first?.['role'] === 'developer';
  const system = isSystem ? textOf(first['content']) : '';
  const named = isBody(choice) && isBody(choice['function']) ? choice['function']['name'] : undefined;
  return (
    (isSystem ? count(`${system}\n\n${section}`) - count(system) : 4 + count(section)) +
    (choice === 'none' ? 1 : 0) +
    (named === undefined ? 0 : 6 + count(`functions.${named}`))
  );
}

function chatMessageTokens(message: Body, all: readonly Body[], model: string): number {
  const count = (text: string) => tokensIn(text, model);
  const { role, name, content } = message;
  if (role === 'tool') return 6 + count(textOf(content)) + count(nameOfCall(message['tool_call_id'], all));
  const calls = bodies(message['tool_calls'])
    .map(call => call['function'])
    .filter(isBody);
  const callTokens = calls.reduce(
    (sum, call) => sum + 6 + count(`functions.${call['name']}`) + count(String(call['arguments'])),
    0,
  );
  const text = textOf(content);
  const own = calls.length > 0 && text === '' ? 0 : 4 + count(text);
  const named = typeof name === 'string' ? 1 + count(name) - (name === role ? 1 : 0) : 0;
  return own + named + callTokens + (isGpt5(model) && role === 'assistant' ? 2 : 0);
}

const nameOfCall = (id: unknown, messages: readonly Body[]): string => {
  const call = messages.flatMap(message => bodies(message['tool_calls'])).find(call => call['id'] === id);
  return isBody(call?.['function']) ? String(call['function']['name']) : '';
};

export function responsesPromptTokens({ model, instructions, input, tools }: Body): number {
  const name = String(model);
  const count = (text: string) => tokensIn(text, name);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : bodies(input);
  const namespace = toolNamespace(bodies(tools));
  return (
    (instructions ? 4 + count(String(instructions)) : 0) +
    items.reduce((sum, item) => sum + responsesItemTokens(item, items, name), 0) +
    (namespace === '' ? 0 : 4 + count(namespace)) +
    (reasons(name) || namespace !== '' ? 2 : 3)
  );
}

function responsesItemTokens(item: Body, all: readonly Body[], model: string): number {
  const count = (text: string) => tokensIn(text, model);
  if (item['type'] === 'function_call')
    return 5 + count(String(item['arguments'])) + count(`functions.${item['name']}`);
  if (item['type'] === 'function_call_output') {
    const call = all.find(other => other['type'] === 'function_call' && other['call_id'] === item['call_id']);
    return 4 + count(textOf(item['output'])) + count(`functions.${call?.['name']}`);
  }
  const text = textOf(item['content']);
  return text === '' ? 0 : 4 + count(text) + (isGpt5(model) && item['role'] === 'assistant' ? 2 : 0);
}

export interface Said {
  readonly text: string;
  readonly refusal?: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  /** `max_tokens` cut the text: what closes an answer was never written. */
  readonly cut: boolean;
}

/** Tokens of one choice or one response, hidden reasoning apart. */
export function completionTokens(
  said: Said,
  model: string,
  api: 'chat' | 'responses',
  withTools: boolean,
): number {
  const count = (text: string) => tokensIn(text, model);
  if (said.cut) return count(said.text);
  const closing = (api === 'responses' ? 1 : 0) + (reasons(model) ? 3 : 0);
  if (said.refusal !== undefined) return count(said.refusal) + 1 + closing;
  const [call] = said.calls;
  if (call === undefined)
    return count(said.text) + closing + (api === 'chat' && withTools && !reasons(model) ? 1 : 0);
  if (said.calls.length === 1)
    return count(`functions.${call.name}`) + count(argumentsOf(call.arguments)) + 6 + closing;
  const uses = said.calls.map(({ name, arguments: given }) => ({
    recipient_name: `functions.${name}`,
    parameters: typeof given === 'string' ? JSON.parse(given) : given,
  }));
  return count(JSON.stringify({ tool_uses: uses })) + 10 + closing;
}

/** Each input on its own: an empty one counts 1, one already encoded its length. */
export function inputTokens(input: unknown, model: string): number {
  if (typeof input === 'string') return Math.max(1, tokensIn(input, model));
  if (!Array.isArray(input)) return 0;
  if (typeof input[0] === 'number') return input.length;
  return input.reduce((sum: number, item) => sum + inputTokens(item, model), 0);
}
