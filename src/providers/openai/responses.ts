import type { Message, ModelRequest, ModelResponse } from '../../genai/call.js';
import { isObject, type JsonObject, objects, text } from '../../genai/json.js';
import type { ChunkFold } from '../provider.js';
import { readSettings } from './settings.js';

/** https://platform.openai.com/docs/api-reference/responses/create */
export function readResponsesRequest(body: unknown): ModelRequest {
  const request = isObject(body) ? body : {};
  const input = request['input'];
  const items = objects(input);
  const instructions = text(request['instructions']);
  return {
    operation: 'responses',
    model: text(request['model']) ?? '',
    stream: request['stream'] === true,
    settings: readSettings(request),
    messages: [
      ...(instructions === undefined ? [] : [{ role: 'developer', content: instructions }]),
      ...(typeof input === 'string'
        ? [{ role: 'user', content: input }]
        : items.filter(isMessage).map(readMessage)),
    ],
    inputs: [],
    uncountable: [...uncountableOfRequest(request), ...new Set(items.flatMap(uncountableOfItem))],
  };
}

function isMessage(item: JsonObject): boolean {
  return item['role'] !== undefined;
}

function readMessage(item: JsonObject): Message {
  const content = item['content'];
  const parts = objects(content).flatMap(part => text(part['text']) ?? text(part['refusal']) ?? []);
  return { role: text(item['role']) ?? '', content: text(content) ?? parts.join('') };
}

function uncountableOfRequest(request: JsonObject): string[] {
  const reasons = ['previous_response_id', 'conversation', 'prompt'].filter(key => request[key] != null);
  if (Array.isArray(request['tools']) && request['tools'].length > 0) reasons.push('tools');
  const format = isObject(request['text']) ? request['text']['format'] : undefined;
  if (isObject(format) && format['type'] === 'json_schema') reasons.push('json_schema');
  return reasons;
}

const countedParts = new Set<unknown>(['input_text', 'output_text', 'text', 'refusal']);

function uncountableOfItem(item: JsonObject): string[] {
  if (!isMessage(item)) return [text(item['type']) ?? 'item'];
  return objects(item['content']).flatMap(part =>
    countedParts.has(part['type']) ? [] : (text(part['type']) ?? 'part'),
  );
}

/** https://platform.openai.com/docs/api-reference/responses/object */
export function readResponsesResponse(body: unknown): Omit<ModelResponse, 'usage'> {
  const response = isObject(body) ? body : {};
  const items = objects(response['output']);
  const status = text(response['status']);
  return {
    id: text(response['id']),
    model: text(response['model']),
    finishReasons: status === undefined ? [] : [finishReason(response, status)],
    outputs: items.filter(item => item['type'] === 'message').map(item => readMessage(item).content),
    uncountable: [
      ...new Set(
        items.flatMap(item => {
          const type = text(item['type']) ?? 'item';
          return type === 'message' || type === 'reasoning' ? [] : [type];
        }),
      ),
    ],
  };
}

function finishReason(response: JsonObject, status: string): string {
  const details = response['incomplete_details'];
  return (isObject(details) && text(details['reason'])) || status;
}

/**
 * Folds the events of a streamed response. `response.completed`, `.incomplete` and `.failed` bring the whole body;
 * a stream that ends before them is put together from its deltas.
 */
export function foldResponseEvents(): ChunkFold {
  let latest: JsonObject = {};
  let final = false;
  const items = new Map<unknown, { item: JsonObject; pieces: string[] }>();
  return {
    add(event) {
      if (!isObject(event)) return;
      if (isObject(event['response'])) {
        latest = event['response'];
        final = /^response\.(completed|incomplete|failed)$/.test(text(event['type']) ?? '');
      }
      const index = event['output_index'];
      if (isObject(event['item'])) {
        items.set(index, { pieces: items.get(index)?.pieces ?? [], item: event['item'] });
      }
      const delta = text(event['delta']);
      if (delta !== undefined && countedDelta.has(event['type'])) items.get(index)?.pieces.push(delta);
    },
    body: () => (final ? latest : { ...latest, output: [...items.values()].map(partialItem) }),
  };
}

const countedDelta = new Set<unknown>([
  'response.output_text.delta',
  'response.refusal.delta',
  'response.function_call_arguments.delta',
]);

function partialItem({ item, pieces }: { item: JsonObject; pieces: string[] }): JsonObject {
  if (item['type'] === 'message')
    return { ...item, content: [{ type: 'output_text', text: pieces.join('') }] };
  if (item['type'] === 'function_call') return { ...item, arguments: pieces.join('') };
  return item;
}
