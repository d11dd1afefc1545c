import type { ContentMessage, ContentPart, RequestContent, ResponseContent } from '../../../genai/content.js';
import { isObject, type JsonObject, objects, text } from '../../../genai/json.js';
import { contentParts, toolCallPart, toolDefinitions, toolOutputPart } from './parts.js';

export function responsesRequestContent(body: unknown): RequestContent {
  const request = isObject(body) ? body : {};
  const input = request['input'];
  return {
    systemInstructions: contentParts(request['instructions']),
    inputMessages:
      typeof input === 'string'
        ? [{ role: 'user', parts: contentParts(input) }]
        : objects(input).map(item => ({ role: roleOf(item), parts: itemParts(item) })),
    toolDefinitions: toolDefinitions(request),
  };
}

/** The items of a response are one message to the conventions. */
export function responsesResponseContent(body: unknown): ResponseContent {
  const response = isObject(body) ? body : {};
  const items = objects(response['output']);
  const calls = items.some(item => item['type'] === 'function_call');
  const output: ContentMessage = {
    role: 'assistant',
    parts: items.flatMap(itemParts),
    finish_reason: finishReason(response, calls),
  };
  return { outputMessages: items.length > 0 ? [output] : [] };
}

function finishReason(response: JsonObject, calls: boolean): string {
  const status = text(response['status']);
  if (status === 'completed') return calls ? 'tool_call' : 'stop';
  if (status === 'failed') return 'error';
  const details = response['incomplete_details'];
  const reason = isObject(details) ? text(details['reason']) : undefined;
  return reason === 'max_output_tokens' ? 'length' : (reason ?? status ?? '');
}

function roleOf(item: JsonObject): string {
  const type = text(item['type']) ?? 'message';
  return text(item['role']) ?? (type.endsWith('_output') ? 'tool' : 'assistant');
}

function itemParts(item: JsonObject): ContentPart[] {
  const type = text(item['type']) ?? 'message';
  if (type === 'message') return contentParts(item['content']);
  if (type === 'function_call' || type === 'custom_tool_call') return [toolCallPart(item['call_id'], item)];
  if (type.endsWith('_call_output')) return [toolOutputPart(item['call_id'], item['output'])];
  if (type === 'reasoning') {
    const summary = objects(item['summary']).flatMap(part => text(part['text']) ?? []);
    return summary.length > 0 ? [{ type: 'reasoning', content: summary.join('\n') }] : [];
  }
  return [{ type: 'generic', generic_type: type }];
}
