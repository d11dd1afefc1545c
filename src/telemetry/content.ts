import type { Attributes } from '@opentelemetry/api';
import type { RequestContent, ResponseContent } from '../genai/content.js';
import { isObject } from '../genai/json.js';
import * as semconv from '../genai/semconv.js';

/** Whether and how prompts and answers are put on spans. */
export interface ContentOptions {
  /** Default: what `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says, which is no unless it is set. */
  readonly captureContent?: boolean;
  /** The most that one attribute holds, in bytes of UTF-8; longer texts are cut, and say so. Default 65,536. */
  readonly contentMaxBytes?: number;
  /** Is given every text before it is put on a span, and returns what is to stand there instead. */
  readonly redactContent?: (text: string, where: ContentPlace) => string;
}

/** Where a text stands. */
export interface ContentPlace {
  /** The attribute, such as `gen_ai.input.messages`. */
  readonly attribute: string;
  /** The role of the message, such as `user`. */
  readonly role?: string;
}

const MAX_BYTES = 65_536;

/** Values of https://github.com/open-telemetry/opentelemetry-python-contrib/tree/main/util/opentelemetry-util-genai that mean spans. */
const ON_SPANS = new Set(['true', 'span_only', 'span_and_event']);

export function isContentCaptured({ captureContent }: ContentOptions): boolean {
  const variable = process.env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'];
  return captureContent ?? (variable !== undefined && ON_SPANS.has(variable.trim().toLowerCase()));
}

export function requestContentAttributes(content: RequestContent, options: ContentOptions): Attributes {
  return {
    [semconv.GEN_AI_SYSTEM_INSTRUCTIONS]: capture(
      semconv.GEN_AI_SYSTEM_INSTRUCTIONS,
      content.systemInstructions,
      options,
    ),
    [semconv.GEN_AI_INPUT_MESSAGES]: capture(semconv.GEN_AI_INPUT_MESSAGES, content.inputMessages, options),
    [semconv.GEN_AI_TOOL_DEFINITIONS]: capture(
      semconv.GEN_AI_TOOL_DEFINITIONS,
      content.toolDefinitions,
      options,
    ),
  };
}

export function responseContentAttributes(content: ResponseContent, options: ContentOptions): Attributes {
  return {
    [semconv.GEN_AI_OUTPUT_MESSAGES]: capture(
      semconv.GEN_AI_OUTPUT_MESSAGES,
      content.outputMessages,
      options,
    ),
  };
}

function capture(attribute: string, list: readonly unknown[], options: ContentOptions): string | undefined {
  if (list.length === 0) return undefined;
  const { redactContent, contentMaxBytes = MAX_BYTES } = options;
  const redacted = redactContent ? list.map(item => redactItem(item, { attribute }, redactContent)) : list;
  return fitted(redacted, contentMaxBytes);
}

/** What the conventions say of an item, and nobody of a person. */
const STRUCTURE = new Set([
  'type',
  'role',
  'id',
  'modality',
  'mime_type',
  'byte_size',
  'finish_reason',
  'generic_type',
  'file_id',
]);

type Redact = NonNullable<ContentOptions['redactContent']>;

/** A message, a part of one, or a tool's definition: only what it says of itself is left as it is. */
function redactItem(item: unknown, place: ContentPlace, redact: Redact): unknown {
  if (!isObject(item)) return redactTexts(item, place, redact);
  const role = typeof item['role'] === 'string' ? item['role'] : place.role;
  const inside = { ...place, ...(role !== undefined && { role }) };
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => {
      if (STRUCTURE.has(key)) return [key, value];
      if (key === 'parts' && Array.isArray(value)) {
        return [key, value.map(part => redactItem(part, inside, redact))];
      }
      // The name of a tool stands beside a type, that of a person beside a role.
      if (key === 'name' && item['role'] === undefined) return [key, value];
      return [key, redactTexts(value, inside, redact)];
    }),
  );
}

/** Every text inside a value, however deep. */
function redactTexts(value: unknown, place: ContentPlace, redact: Redact): unknown {
  if (typeof value === 'string') {
    const redacted: unknown = redact(value, place);
    if (typeof redacted !== 'string') throw new TypeError('redactContent returned no text');
    return redacted;
  }
  return mapInside(value, inner => redactTexts(inner, place, redact));
}

/** The list as JSON of at most so many bytes: the longest texts are cut first, then the oldest items left out. */
function fitted(list: readonly unknown[], maxBytes: number): string {
  const whole = JSON.stringify(list);
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  let shortened = list;
  for (let length = Math.max(SHORTEST, Math.ceil(maxBytes / 2)); ; length = Math.floor(length / 2)) {
    if (length < SHORTEST) break;
    shortened = list.map(item => shorten(item, length));
    const json = JSON.stringify(shortened);
    if (Buffer.byteLength(json) <= maxBytes) return json;
  }
  return latest(shortened, maxBytes);
}

const SHORTEST = 64;

function shorten(value: unknown, length: number): unknown {
  if (typeof value !== 'string') return mapInside(value, inner => shorten(inner, length));
  if (value.length <= length) return value;
  // A pair of surrogates is not cut in two.
  const end = /[\uD800-\uDBFF]/.test(value[length - 1]!) ? length - 1 : length;
  return `${value.slice(0, end)}… (${value.length - end} more characters)`;
}

/** The last items that fit, after one that says how many were left out. */
function latest(list: readonly unknown[], maxBytes: number): string {
  const items = list.map(item => JSON.stringify(item));
  const omitted = (count: number) =>
    JSON.stringify({ type: 'generic', generic_type: 'omitted', items: count });
  let first = items.length;
  let bytes = 2 + omitted(items.length).length;
  while (first > 0) {
    const more = 1 + Buffer.byteLength(items[first - 1]!);
    if (bytes + more > maxBytes) break;
    bytes += more;
    first -= 1;
  }
  return `[${[omitted(first), ...items.slice(first)].join(',')}]`;
}

function mapInside(value: unknown, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}
