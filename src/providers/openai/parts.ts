import type { Part, ToolCall } from '../../genai/call.js';
import { isObject, type JsonObject, objects, text } from '../../genai/json.js';

const TEXT = new Set<unknown>(['text', 'input_text', 'output_text', 'summary_text', 'refusal', undefined]);
const IMAGE = new Set<unknown>(['image_url', 'input_image']);

/** The parts of a message's content that can be counted: text and images, in the order sent. */
export function readParts(content: unknown): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return contentList(content).flatMap((part): Part[] => {
    if (typeof part === 'string') return [{ type: 'text', text: part }];
    if (!isObject(part)) return [];
    if (IMAGE.has(part['type'])) return [readImage(part)];
    const written = TEXT.has(part['type']) ? (text(part['text']) ?? text(part['refusal'])) : undefined;
    return written === undefined ? [] : [{ type: 'text', text: written }];
  });
}

const NONE: readonly string[] = [];

/** The types of the parts whose tokens the request does not tell. */
export function uncountableParts(content: unknown): readonly string[] {
  if (typeof content === 'string') return NONE;
  return objects(contentList(content)).flatMap(part => {
    if (TEXT.has(part['type'])) return [];
    if (IMAGE.has(part['type'])) return part['file_id'] == null ? [] : ['image file'];
    return text(part['type']) ?? 'part';
  });
}

/** Chat nests the address, `{ image_url: { url, detail } }`; Responses does not. */
function readImage(part: JsonObject): Part {
  const source = isObject(part['image_url']) ? part['image_url'] : { url: part['image_url'] };
  return {
    type: 'image',
    url: text(source['url']),
    detail: text(source['detail']) ?? text(part['detail']),
  };
}

function contentList(content: unknown): unknown[] {
  return Array.isArray(content) ? content : isObject(content) ? [content] : [];
}

/** `{ name, arguments }` of a function call, or the `input` of a custom tool's. */
export function readCall(call: unknown): ToolCall {
  const body = isObject(call) ? call : {};
  return {
    name: text(body['name']) ?? '',
    arguments: text(body['arguments']) ?? text(body['input']) ?? '',
  };
}
