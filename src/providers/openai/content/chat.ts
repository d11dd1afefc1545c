import type { ContentMessage, RequestContent, ResponseContent } from '../../../genai/content.js';
import { isObject, type JsonObject, objects, text } from '../../../genai/json.js';
import { contentParts, toolCallPart, toolDefinitions, toolOutputPart } from './parts.js';

/** System messages are a part of the conversation here, and stay where they were sent. */
export function chatRequestContent(body: unknown): RequestContent {
  const request = isObject(body) ? body : {};
  return {
    systemInstructions: [],
    inputMessages: objects(request['messages']).map(chatMessage),
    toolDefinitions: toolDefinitions(request),
  };
}

export function chatResponseContent(body: unknown): ResponseContent {
  const response = isObject(body) ? body : {};
  return {
    outputMessages: objects(response['choices']).map(choice => ({
      ...chatMessage({ role: 'assistant', ...(isObject(choice['message']) && choice['message']) }),
      finish_reason:
        finishReasons[text(choice['finish_reason']) ?? ''] ?? text(choice['finish_reason']) ?? '',
    })),
  };
}

/** The conventions' names, where they differ. */
const finishReasons: { readonly [reason: string]: string } = {
  tool_calls: 'tool_call',
  function_call: 'tool_call',
};

function chatMessage(message: JsonObject): ContentMessage {
  const name = text(message['name']);
  const refusal = text(message['refusal']);
  const isOutput = message['role'] === 'tool' || message['role'] === 'function';
  return {
    role: text(message['role']) ?? '',
    ...(name !== undefined && { name }),
    parts: isOutput
      ? [toolOutputPart(message['tool_call_id'], message['content'])]
      : [
          ...contentParts(message['content']),
          ...(refusal ? contentParts(refusal) : []),
          ...objects(message['tool_calls']).map(call =>
            toolCallPart(call['id'], call['function'] ?? call['custom']),
          ),
          ...(message['function_call'] ? [toolCallPart(undefined, message['function_call'])] : []),
        ],
  };
}
