import {
  type Answer,
  argumentsOf,
  type Body,
  bodies,
  defaultText,
  isBody,
  pieces,
  type Reply,
  textOf,
} from './reply.js';
import { sampleOf } from './sample.js';
import { truncated } from './tokenizer.js';
import { completionTokens, responsesPromptTokens, type Said } from './usage.js';

/** https://platform.openai.com/docs/api-reference/responses, answered as the reply says. */
export function answerResponses(request: Body, reply: Reply, number: number): Answer {
  const model = String(request['model']);
  const said = whatIsSaid(request, reply, model);
  const reasoning = reply.reasoningTokens ?? 0;
  const input = responsesPromptTokens(request);
  const output = completionTokens(said, model, 'responses', bodies(request['tools']).length > 0) + reasoning;
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: reply.cachedTokens ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
  const items = outputItems(said, reasoning, number);
  const response = {
    id: `resp_local${number}`,
    object: 'response',
    created_at: 1_790_000_000,
    status: said.cut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: said.cut ? { reason: 'max_output_tokens' } : null,
    instructions: request['instructions'] ?? null,
    model,
    output: items,
    parallel_tool_calls: true,
    tools: request['tools'] ?? [],
    tool_choice: request['tool_choice'] ?? 'auto',
    metadata: {},
    usage,
  };
  const begun = { ...response, status: 'in_progress', incomplete_details: null, output: [], usage: null };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(itemEvents),
    { type: said.cut ? 'response.incomplete' : 'response.completed', response },
  ];
  return {
    body: response,
    events: events.map((event, sequence_number) => ({ ...event, sequence_number })),
  };
}

function whatIsSaid(request: Body, reply: Reply, model: string): Said {
  const tools = bodies(request['tools']);
  const choice = request['tool_choice'];
  const forced = isBody(choice) ? choice['name'] : choice === 'required' ? tools[0]?.['name'] : undefined;
  const tool = tools.find(({ name }) => name === forced);
  const calls =
    reply.toolCalls ?? (tool ? [{ name: String(forced), arguments: sampleOf(tool['parameters']) }] : []);
  const format = isBody(request['text']) ? request['text']['format'] : undefined;
  const schema = isBody(format) && format['type'] === 'json_schema' ? format['schema'] : undefined;
  const input = request['input'];
  const prompt = typeof input === 'string' ? input : textOf(bodies(input).at(-1)?.['content']);
  const whole = reply.text ?? (schema ? JSON.stringify(sampleOf(schema)) : defaultText(prompt));
  const limit = request['max_output_tokens'];
  const text = calls.length > 0 ? '' : truncated(whole, model, typeof limit === 'number' ? limit : undefined);
  return { text, refusal: reply.refusal, calls, cut: calls.length === 0 && text !== whole };
}

type Item =
  | { id: string; type: 'reasoning'; summary: readonly unknown[] }
  | { id: string; type: 'function_call'; status: string; call_id: string; name: string; arguments: string }
  | { id: string; type: 'message'; status: string; role: string; content: readonly Part[] };
type Part =
  | { type: 'output_text'; text: string; annotations: readonly unknown[]; logprobs: readonly unknown[] }
  | { type: 'refusal'; refusal: string };

function outputItems(said: Said, reasoning: number, number: number): readonly Item[] {
  const thought: readonly Item[] =
    reasoning > 0 ? [{ id: `rs_local${number}`, type: 'reasoning', summary: [] }] : [];
  const calls = said.calls.map(
    (call, index): Item => ({
      id: `fc_local${number}_${index}`,
      type: 'function_call',
      status: 'completed',
      call_id: `call_local${number}_${index}`,
      name: call.name,
      arguments: argumentsOf(call.arguments),
    }),
  );
  if (calls.length > 0) return [...thought, ...calls];
  const part: Part =
    said.refusal === undefined
      ? { type: 'output_text', text: said.text, annotations: [], logprobs: [] }
      : { type: 'refusal', refusal: said.refusal };
  const status = said.cut ? 'incomplete' : 'completed';
  return [
    ...thought,
    { id: `msg_local${number}`, type: 'message', status, role: 'assistant', content: [part] },
  ];
}

function itemEvents(item: Item, index: number): readonly object[] {
  const at = { item_id: item.id, output_index: index };
  const added = (begun: object) => ({ type: 'response.output_item.added', output_index: index, item: begun });
  const done = { type: 'response.output_item.done', output_index: index, item };
  if (item.type === 'reasoning') return [added(item), done];
  if (item.type === 'function_call') {
    const deltas = item.arguments.match(/.{1,8}/gsu) ?? [];
    return [
      added({ ...item, status: 'in_progress', arguments: '' }),
      ...deltas.map(delta => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, name: item.name, arguments: item.arguments },
      done,
    ];
  }
  const parts = item.content.flatMap((part, content_index) => partEvents(part, { ...at, content_index }));
  return [added({ ...item, status: 'in_progress', content: [] }), ...parts, done];
}

function partEvents(part: Part, at: object): readonly object[] {
  const said = part.type === 'output_text' ? part.text : part.refusal;
  const name = part.type === 'output_text' ? 'output_text' : 'refusal';
  const key = part.type === 'output_text' ? 'text' : 'refusal';
  const empty = { ...part, [key]: '' };
  const logprobs = part.type === 'output_text' ? { logprobs: [] } : {};
  return [
    { type: 'response.content_part.added', ...at, part: empty },
    ...pieces(said).map(delta => ({ type: `response.${name}.delta`, ...at, delta, ...logprobs })),
    { type: `response.${name}.done`, ...at, [key]: said, ...logprobs },
    { type: 'response.content_part.done', ...at, part },
  ];
}
