import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Body, bodies } from './reply.js';
import { chatPromptTokens, inputTokens, responsesPromptTokens } from './usage.js';

interface Recording {
  readonly id: string;
  readonly endpoint: string;
  readonly flags: readonly string[];
  readonly model_requested: string;
  readonly request: Body;
  readonly usage?: { readonly prompt_tokens?: number; readonly input_tokens?: number };
}

const file = join(__dirname, '../../../../shared/recordings/openai.jsonl.gz');
const recordings: readonly Recording[] = existsSync(file)
  ? gunzipSync(readFileSync(file)).toString().trim().split('\n').map(parse)
  : [];

function parse(line: string): Recording {
  return JSON.parse(line) as Recording;
}

/** Tells of more than text: tools, schemas, images, or a conversation kept by the server. */
const beyondText = [
  'tools',
  'functions',
  'response_format',
  'text',
  'prompt',
  'previous_response_id',
  'conversation',
];
const isText = (content: unknown) =>
  typeof content === 'string' ||
  bodies(content).every(part => /^(input_|output_)?text$/.test(String(part['type'])));
const isPlain = ({ request }: Recording) =>
  !JSON.stringify(request).includes('[base64 dropped') &&
  beyondText.every(key => request[key] === undefined) &&
  bodies(request['messages'] ?? request['input']).every(
    message =>
      message['tool_calls'] === undefined && message['role'] !== undefined && isText(message['content']),
  );

const billed = recordings.filter(
  ({ flags, model_requested: model }) =>
    flags.length === 0 && /^(gpt-[34]|gpt-5|o[134]|text-emb)/.test(model),
);

describe.runIf(recordings.length > 0)('the local server reports what OpenAI billed for', () => {
  test.each([
    ['chat', 'plain messages', chatPromptTokens, isPlain],
    ['responses', 'plain messages', responsesPromptTokens, isPlain],
    ['embeddings', 'inputs', ({ input, model }: Body) => inputTokens(input, String(model)), () => true],
  ])('%s: %s', (endpoint, _what, count, isKnown) => {
    const known = billed.filter(recording => recording.endpoint === endpoint && isKnown(recording));
    const wrong = known.filter(
      ({ request, usage }) => count(request) !== (usage?.prompt_tokens ?? usage?.input_tokens),
    );
    expect(known.length).toBeGreaterThan(100);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

test('a flat tool is read joined to the system message', () => {
  const tool = {
    type: 'function',
    function: {
      name: 'click',
      description: 'Click a link.',
      parameters: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    },
  };
  const messages = [{ role: 'system', content: 'Act.' }];
  const request = { model: 'gpt-4o', messages };
  const read =
    'Act.\n\n# Tools\n\n## functions\n\nnamespace functions {\n\n// Click a link.\ntype click = (_: { id: string }) => any;\n\n} // namespace functions';
  expect(chatPromptTokens({ ...request, tools: [tool] })).toBe(
    chatPromptTokens({ ...request, messages: [{ role: 'system', content: read }] }) - 1,
  );
});
