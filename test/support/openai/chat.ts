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
import { chatPromptTokens, completionTokens, type Said } from './usage.js';

/** https://platform.openai.com/docs/api-reference/chat/create, answered as the reply says. */
export function answerChat(request: Body, reply: Reply, number: number): Answer {
  const model = String(request['model']);
  const said = whatIsSaid(request, reply, model);
  const count = typeof request['n'] === 'number' ? request['n'] : 1;
  const usage = chatUsage(request, reply, said, model, count);
  const head = { id: `chatcmpl-local${number}`, created: 1_790_000_000, model, service_tier: 'default' };
  const calls = said.calls.map((call, index) => ({
    id: `call_local${number}_${index}`,
    type: 'function',
    function: { name: call.name, arguments: argumentsOf(call.arguments) },
  }));
  const finish = calls.length > 0 ? 'tool_calls' : said.cut ? 'length' : 'stop';
  const message = {
    role: 'assistant',
    content: calls.length > 0 || said.refusal !== undefined ? null : said.text,
    refusal: said.refusal ?? null,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const indexes = [...Array(count).keys()];
  const choices = indexes.map(index => ({ index, message, logprobs: null, finish_reason: finish }));
  const options = request['stream_options'];
  const withUsage = isBody(options) && options['include_usage'] === true;
  const chunk = (rest: object) => ({
    ...head,
    object: 'chat.completion.chunk',
    ...(withUsage && { usage: null }),
    ...rest,
  });
  // The choices of one request come interleaved, as they do from the real API.
  const deltas = [...deltasOf(said, calls), {}];
  const events = deltas.flatMap((delta, at) =>
    indexes.map(index => {
      const last = at === deltas.length - 1;
      return chunk({ choices: [{ index, delta, logprobs: null, finish_reason: last ? finish : null }] });
    }),
  );
  return {
    body: { ...head, object: 'chat.completion', choices, usage },
    events: withUsage ? [...events, chunk({ choices: [], usage })] : events,
  };
}

function whatIsSaid(request: Body, reply: Reply, model: string): Said {
  const limit = request['max_completion_tokens'] ?? request['max_tokens'];
  const tools = bodies(request['tools'])
    .map(tool => tool['function'])
    .filter(isBody);
  const choice = request['tool_choice'];
  const named = isBody(choice) && isBody(choice['function']) ? choice['function']['name'] : undefined;
  const forced = named ?? (choice === 'required' ? tools[0]?.['name'] : undefined);
  const tool = tools.find(({ name }) => name === forced);
  const calls =
    reply.toolCalls ?? (tool ? [{ name: String(forced), arguments: sampleOf(tool['parameters']) }] : []);
  const format = request['response_format'];
  const schema =
    isBody(format) && isBody(format['json_schema']) ? format['json_schema']['schema'] : undefined;
  const prompt = textOf(bodies(request['messages']).at(-1)?.['content']);
  const whole = reply.text ?? (schema ? JSON.stringify(sampleOf(schema)) : defaultText(prompt));
  const text = calls.length > 0 ? '' : truncated(whole, model, typeof limit === 'number' ? limit : undefined);
  return { text, refusal: reply.refusal, calls, cut: calls.length === 0 && text !== whole };
}

function chatUsage(request: Body, reply: Reply, said: Said, model: string, count: number) {
  const prompt = chatPromptTokens(request);
  const reasoning = reply.reasoningTokens ?? 0;
  const withTools = bodies(request['tools']).length > 0;
  const completion = count * (completionTokens(said, model, 'chat', withTools) + reasoning);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: reply.cachedTokens ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: count * reasoning, audio_tokens: 0 },
  };
}

type Call = { id: string; type: string; function: { name: string; arguments: string } };

function deltasOf(said: Said, calls: readonly Call[]): readonly object[] {
  if (said.refusal !== undefined)
    return [
      { role: 'assistant', content: null, refusal: '' },
      ...pieces(said.refusal).map(refusal => ({ refusal })),
    ];
  if (calls.length === 0)
    return [
      { role: 'assistant', content: '', refusal: null },
      ...pieces(said.text).map(content => ({ content })),
    ];
  const streamed = calls.flatMap(({ id, type, function: { name, arguments: given } }, index) => [
    { tool_calls: [{ index, id, type, function: { name, arguments: '' } }] },
    ...(given.match(/.{1,8}/gsu) ?? []).map(part => ({
      tool_calls: [{ index, function: { arguments: part } }],
    })),
  ]);
  return [{ role: 'assistant', content: null }, ...streamed];
}
