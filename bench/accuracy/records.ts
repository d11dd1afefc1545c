import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { OperationName } from '../../src/genai/call.js';
import { finite, isObject } from '../../src/genai/json.js';

/** One recorded call, as one line of a recordings file. */
export interface RecordedCall {
  readonly id: string;
  readonly repo: string;
  readonly vendor: string;
  readonly endpoint: string;
  readonly model_requested: string | null;
  readonly model_returned: string | null;
  readonly created: number | null;
  readonly stream: boolean;
  readonly features: readonly string[];
  readonly flags: readonly string[];
  readonly request: unknown;
  readonly response: unknown;
  readonly usage: Readonly<Record<string, unknown>>;
}

export function readRecords(file: string): RecordedCall[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines
    .filter(Boolean)
    .map(line =>
      JSON.parse(line, (key, value) =>
        ADDRESS.has(key) && typeof value === 'string' ? withImageSize(value) : value,
      ),
    );
}

/** The keys of an image's address, in chat and in Responses. */
const ADDRESS = new Set(['url', 'image_url']);

/** `data:image/png;base64,[base64 dropped: 4567 bytes, width=640, height=480, format=png]` */
const MARKER = /^data:[^,]*,\[base64 dropped: \d+ bytes, width=(\d+), height=(\d+)/;

/** A dropped image becomes the header of a PNG of its size, which is all that counting reads of one. */
function withImageSize(value: string): string {
  const size = value.startsWith('data:') ? MARKER.exec(value) : null;
  if (!size) return value;
  const header = Buffer.alloc(33);
  header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12);
  header.writeUInt32BE(Number(size[1]), 16);
  header.writeUInt32BE(Number(size[2]), 20);
  return `data:image/png;base64,${header.toString('base64')}`;
}

/** Records that no rule can match, by the flag that says why. */
export const EXCLUDED = [
  'key_order_lost',
  'redacted_text',
  'edited_after_recording',
  'plain_text_mismatch',
  'stop_token_counted_era_2025-01..05',
  'responses_before_2025-03-26',
  'responses_parallel_undercount_era',
  'zero_or_missing_prompt_tokens',
];

/** Said of a record of which the recorder replaced a part by a marker that tells no size: it cannot be counted. */
export const DROPPED = 'content dropped by the recorder';

export function hasDroppedText({ request }: RecordedCall): boolean {
  return JSON.stringify(request).includes('[base64 dropped: ');
}

const TOOL_HISTORY = new Set(
  'hist_tool_calls hist_function_call item=function_call item=function_call_output role=tool role=function'.split(
    ' ',
  ),
);

/** The one feature that a call is filed under. */
export function featureOf(features: readonly string[]): string {
  const has = (name: string) => features.includes(name);
  if (has('image')) return 'images';
  if (features.some(feature => TOOL_HISTORY.has(feature))) return 'tool history';
  const tools = has('tools') || has('functions');
  if (tools && has('json_schema')) return 'json_schema + tools';
  return tools ? 'tools' : has('json_schema') ? 'json_schema' : 'plain';
}

export function familyName(model: string): string {
  if (/^gpt-5(\.\d+)?-chat|^chat-latest/.test(model)) return 'gpt-5-chat';
  return (
    /^(gpt-5|gpt-4\.1|gpt-4\.5|gpt-4o|gpt-4|gpt-3\.?5|o\d|codex|text-embedding)/.exec(model)?.[1] ?? model
  );
}

export function modelOf(record: RecordedCall): string {
  return record.model_returned ?? record.model_requested ?? '';
}

const OPERATIONS: { readonly [endpoint: string]: OperationName } = {
  chat: 'chat',
  responses: 'responses',
  embeddings: 'embeddings',
  completions: 'text_completion',
};

export function operationOf({ endpoint }: RecordedCall): OperationName | undefined {
  return OPERATIONS[endpoint];
}

/** The record's own usage, its reasoning apart. */
export function reportedOf({ usage }: RecordedCall): { prompt?: number; completion?: number } {
  const details = usage['completion_tokens_details'] ?? usage['output_tokens_details'];
  const reasoning = isObject(details) ? (finite(details['reasoning_tokens']) ?? 0) : 0;
  const output = finite(usage['completion_tokens']) ?? finite(usage['output_tokens']);
  return {
    prompt: finite(usage['prompt_tokens']) ?? finite(usage['input_tokens']),
    completion: output === undefined ? undefined : output - reasoning,
  };
}
