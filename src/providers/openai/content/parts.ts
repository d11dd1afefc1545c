import type { BinaryPart, ContentPart } from '../../../genai/content.js';
import { at, isObject, type JsonObject, objects, text } from '../../../genai/json.js';

/** A message's `content`: a text, or a list of parts by their type. */
export function contentParts(content: unknown): ContentPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return objects(content).map(contentPart);
}

function contentPart(part: JsonObject): ContentPart {
  const type = text(part['type']) ?? 'part';
  const written = text(part['text']) ?? text(part['refusal']);
  if (written !== undefined) return { type: 'text', content: written };
  const url = text(part['image_url']) ?? text(at(part, 'image_url.url')) ?? text(part['file_url']);
  const modality = /image/.test(type) ? 'image' : /audio/.test(type) ? 'audio' : 'document';
  if (url !== undefined) return addressed(url, modality);
  const fileId = text(part['file_id']) ?? text(at(part, 'file.file_id'));
  if (fileId !== undefined) return { type: 'file', modality, file_id: fileId };
  const data =
    text(at(part, 'input_audio.data')) ?? text(at(part, 'file.file_data')) ?? text(part['file_data']);
  if (data === undefined) return { type: 'generic', generic_type: type };
  return data.startsWith('data:') ? addressed(data, modality) : blob(modality, base64Size(data));
}

/** A data URL is replaced by the size of what it holds; https://www.rfc-editor.org/rfc/rfc2397 */
function addressed(url: string, modality: string): ContentPart {
  const [, mimeType, encoding] = url.match(/^data:([^;,]*)[^,]*?(;base64)?,/) ?? [];
  if (!url.startsWith('data:')) return { type: 'uri', modality, uri: url };
  const data = url.slice(url.indexOf(',') + 1);
  return blob(modality, encoding ? base64Size(data) : Buffer.byteLength(data), mimeType);
}

function blob(modality: string, byteSize: number, mimeType?: string): BinaryPart {
  return {
    type: 'blob',
    modality,
    ...(mimeType && { mime_type: mimeType }),
    content: '',
    byte_size: byteSize,
  };
}

function base64Size(data: string): number {
  return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}

/** A tool's arguments as JSON, or as the text they are where the model wrote no JSON. */
export function toolCallPart(id: unknown, call: unknown): ContentPart {
  const body = isObject(call) ? call : {};
  const written = text(body['arguments']) ?? text(body['input']);
  return {
    type: 'tool_call',
    ...(typeof id === 'string' && { id }),
    name: text(body['name']) ?? '',
    ...(written !== undefined && { arguments: parsed(written) }),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

/** A tool's output: its text where it is nothing else, else its parts. */
export function toolOutputPart(id: unknown, output: unknown): ContentPart {
  return {
    type: 'tool_call_response',
    ...(typeof id === 'string' && { id }),
    response: typeof output === 'string' ? output : contentParts(output),
  };
}

/** Chat nests a function's definition, `{ type, function: { name, … } }`; Responses and the conventions do not. */
export function toolDefinitions(body: JsonObject): unknown[] {
  const functions = objects(body['functions']).map(definition => ({ type: 'function', ...definition }));
  const tools = objects(body['tools']).map(({ function: nested, ...tool }) =>
    isObject(nested) ? { ...tool, ...nested } : tool,
  );
  return [...tools, ...functions];
}
