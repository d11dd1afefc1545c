import { promptTokensEstimate } from 'openai-chat-tokens';
import { isObject, type JsonObject, objects, text } from '../../src/genai/json.js';
import { countTokens } from '../../src/index.js';
import { modelOf, type RecordedCall } from './records.js';

/** What others publish for the prompt of a call; `undefined` where the formula does not apply. */
export interface Baseline {
  readonly name: string;
  readonly prompt: (record: RecordedCall) => number | undefined;
}

export const BASELINES: readonly Baseline[] = [
  { name: '3 per message + 3', prompt: threePerMessage },
  { name: 'OpenAI cookbook', prompt: cookbook },
  { name: 'openai-chat-tokens', prompt: openaiChatTokens },
];

type Count = (text: string) => number;

function counterOf(record: RecordedCall): Count | undefined {
  const model = [modelOf(record), record.model_requested ?? ''].find(
    name => countTokens('', name) !== undefined,
  );
  return model ? piece => countTokens(piece, model)! : undefined;
}

/** A Responses request in the form that the formulas, which are older, know. */
function messagesOf({ request }: RecordedCall): JsonObject[] {
  if (!isObject(request)) return [];
  if (Array.isArray(request['messages'])) return objects(request['messages']);
  const instructions = text(request['instructions']);
  const input = request['input'];
  return [
    ...(instructions ? [{ role: 'system', content: instructions }] : []),
    ...(typeof input === 'string' ? [{ role: 'user', content: input }] : objects(input)),
  ];
}

/** https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken, section 6 */
function threePerMessage(record: RecordedCall): number | undefined {
  const count = counterOf(record);
  return count && messagesOf(record).reduce((sum, message) => sum + 3 + countFields(message, count), 3);
}

const FIELDS = new Set(['role', 'content', 'name', 'arguments', 'output', 'tool_call_id']);

function countFields(message: JsonObject, count: Count): number {
  const parts = objects(message['content']).reduce((sum, part) => sum + count(text(part['text']) ?? ''), 0);
  const calls = objects(message['tool_calls']).reduce((sum, call) => {
    const body = isObject(call['function']) ? call['function'] : {};
    return sum + count(text(body['name']) ?? '') + count(text(body['arguments']) ?? '');
  }, 0);
  const fields = Object.entries(message).reduce((sum, [key, value]) => {
    if (typeof value !== 'string' || !FIELDS.has(key)) return sum;
    return sum + count(value) + (key === 'name' ? 1 : 0);
  }, 0);
  return fields + parts + calls;
}

function toolsOf({ request }: RecordedCall): JsonObject[] {
  if (!isObject(request)) return [];
  const tools = objects(request['tools']).map(tool => (isObject(tool['function']) ? tool['function'] : tool));
  return [...tools, ...objects(request['functions'])];
}

/** The same page, section 7: tools. */
function cookbook(record: RecordedCall): number | undefined {
  const count = counterOf(record);
  const messages = threePerMessage(record);
  const tools = toolsOf(record);
  if (!count || messages === undefined || tools.length === 0) return messages;
  const perTool = /^gpt-(4o|4\.|5)|^o\d/.test(modelOf(record)) ? 7 : 10;
  return messages + 12 + tools.reduce((sum, tool) => sum + perTool + cookbookTool(tool, count), 0);
}

function cookbookTool(tool: JsonObject, count: Count): number {
  const line = (name: unknown, rest: unknown) =>
    `${text(name) ?? ''}:${(text(rest) ?? '').replace(/\.$/, '')}`;
  const parameters = isObject(tool['parameters']) ? tool['parameters']['properties'] : undefined;
  const properties = isObject(parameters) ? Object.entries(parameters) : [];
  return properties.reduce(
    (sum, [name, property]) => {
      if (!isObject(property)) return sum;
      const values = Array.isArray(property['enum']) ? property['enum'] : undefined;
      const listed = values
        ? values.reduce<number>((total, value) => total + 3 + count(String(value)), -3)
        : 0;
      return sum + 3 + listed + count(line(`${name}:${String(property['type'])}`, property['description']));
    },
    count(line(tool['name'], tool['description'])) + (properties.length > 0 ? 3 : 0),
  );
}

/** https://github.com/hmarr/openai-chat-tokens, which knows chat completions and cl100k_base. */
function openaiChatTokens(record: RecordedCall): number | undefined {
  if (record.endpoint !== 'chat' || !isObject(record.request)) return undefined;
  const { messages, tool_choice: choice, function_call: call } = record.request;
  const functions = toolsOf(record);
  const chosen = choice ?? call;
  const forced = isObject(chosen) && isObject(chosen['function']) ? chosen['function'] : chosen;
  try {
    return promptTokensEstimate({
      messages: objects(messages).map(message => ({
        ...message,
        content:
          text(message['content']) ??
          objects(message['content'])
            .map(part => text(part['text']) ?? '')
            .join(''),
      })),
      ...(functions.length > 0 && { functions }),
      ...((forced === 'none' || isObject(forced)) && { function_call: forced }),
    } as unknown as Parameters<typeof promptTokensEstimate>[0]);
  } catch {
    return Number.NaN;
  }
}
