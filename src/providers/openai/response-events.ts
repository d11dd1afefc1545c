import { isObject, type JsonObject, text } from '../../genai/json.js';
import type { ChunkFold } from '../provider.js';

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
