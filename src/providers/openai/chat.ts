import type { Message, ModelOutput, ModelRequest, ModelResponse, ToolCall } from '../../genai/call.js';
import { finite, isObject, type JsonObject, objects, text } from '../../genai/json.js';
import { readCall, readParts, uncountableParts } from './parts.js';
import { readSettings } from './settings.js';
import { hostedTools, readOutputFormat, readTool, readToolChoice } from './tools.js';

/** https://platform.openai.com/docs/api-reference/chat/create */
export function readChatRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  const messages = objects(request['messages']);
  const functions = objects(request['tools']).filter(tool => (tool['type'] ?? 'function') === 'function');
  return {
    operation: 'chat',
    model: text(request['model']) ?? '',
    stream: request['stream'] === true,
    settings: readSettings(request),
    messages: readMessages(messages),
    tools: [
      ...functions.map(tool => readTool(isObject(tool['function']) ? tool['function'] : tool)),
      ...objects(request['functions']).map(readTool),
    ],
    toolChoice: readToolChoice(request['tool_choice'] ?? request['function_call']),
    parallelToolCalls: request['parallel_tool_calls'] !== false,
    outputFormat: readOutputFormat(request['response_format']),
    inputs: [],
    uncountable: uncountableOf(messages, request['tools']),
  };
}

/** A tool's message names the call it answers, and the call names the tool. */
function readMessages(messages: readonly JsonObject[]): Message[] {
  const toolOfCall = new Map<unknown, string>();
  for (const message of messages) {
    for (const call of objects(message['tool_calls'])) toolOfCall.set(call['id'], toolCall(call).name);
  }
  return messages.map(message => {
    const content = readParts(message['content']);
    const name = text(message['name']);
    const calls = toolCalls(message);
    if (calls.length > 0) return { type: 'tool_calls', name, content, calls, stored: false };
    if (message['role'] === 'tool' || message['role'] === 'function') {
      return { type: 'tool_output', name: toolOfCall.get(message['tool_call_id']) ?? name, content };
    }
    const refusal = text(message['refusal']);
    return {
      type: 'message',
      role: text(message['role']) ?? '',
      name,
      content: refusal === undefined ? content : [...content, { type: 'text', text: refusal }],
    };
  });
}

function toolCalls(message: JsonObject): ToolCall[] {
  const calls = objects(message['tool_calls']).map(toolCall);
  return isObject(message['function_call']) ? [...calls, readCall(message['function_call'])] : calls;
}

function toolCall(call: JsonObject): ToolCall {
  return readCall(call['function'] ?? call['custom']);
}

function uncountableOf(messages: readonly JsonObject[], tools: unknown): string[] {
  const reasons = new Set(hostedTools(tools));
  for (const message of messages) {
    for (const part of uncountableParts(message['content'])) reasons.add(part);
    if (message['audio']) reasons.add('audio');
  }
  return [...reasons];
}

/** https://platform.openai.com/docs/api-reference/chat/object */
export function readChatResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  const choices = objects(response['choices']);
  return {
    id: text(response['id']),
    model: text(response['model']),
    created: finite(response['created']),
    finishReasons: choices.flatMap(choice => text(choice['finish_reason']) ?? []),
    outputs: choices.map(readChoice),
    uncountable: choices.some(choice => isObject(choice['message']) && choice['message']['audio'])
      ? ['audio']
      : [],
  };
}

function readChoice(choice: JsonObject): ModelOutput {
  const message = isObject(choice['message']) ? choice['message'] : {};
  return {
    texts: [text(message['content']) ?? ''].filter(Boolean),
    refusal: text(message['refusal']),
    calls: toolCalls(message),
    truncated: choice['finish_reason'] === 'length',
    reasoned: false,
  };
}
