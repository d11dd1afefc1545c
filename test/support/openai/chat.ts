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
import { tokensIn, truncated } from './tokenizer.js';
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

/** https://platform.openai.com/docs/api-reference/completions: the older endpoint, text in and text out. */
export function answerCompletion(request: Body, reply: Reply, number: number): Answer {
  const model = String(request['model']);
  const prompts = promptsOf(request['prompt']);
  const each = typeof request['n'] === 'number' ? request['n'] : 1;
  const limit = typeof request['max_tokens'] === 'number' ? request['max_tokens'] : 16;
  const texts = prompts.flatMap(prompt => {
    const whole = reply.text ?? defaultText(typeof prompt === 'string' ? prompt : 'tokens');
    const text = truncated(whole, model, limit);
    return Array<{ text: string; finish: string }>(each).fill({
      text,
      finish: text === whole ? 'stop' : 'length',
    });
  });
  const prompt = prompts.reduce(
    (sum: number, one) => sum + (typeof one === 'string' ? tokensIn(one, model) : one.length),
    0,
  );
  const completion = texts.reduce((sum, { text }) => sum + tokensIn(text, model), 0);
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  const head = { id: `cmpl-local${number}`, object: 'text_completion', created: 1_790_000_000, model };
  const choice = (index: number, text: string, finish_reason: string | null) => ({
    index,
    text,
    logprobs: null,
    finish_reason,
  });
  const options = request['stream_options'];
  const withUsage = isBody(options) && options['include_usage'] === true;
  const chunk = (rest: object) => ({ ...head, ...(withUsage && { usage: null }), ...rest });
  const events = texts.flatMap(({ text, finish }, index) => [
    ...pieces(text).map(piece => chunk({ choices: [choice(index, piece, null)] })),
    chunk({ choices: [choice(index, '', finish)] }),
  ]);
  return {
    body: { ...head, choices: texts.map(({ text, finish }, index) => choice(index, text, finish)), usage },
    events: withUsage ? [...events, chunk({ choices: [], usage })] : events,
  };
}

/** A prompt is text, a list of texts, encoded tokens, or a list of such. */
function promptsOf(prompt: unknown): readonly (string | readonly number[])[] {
  if (typeof prompt === 'string') return [prompt];
  if (!Array.isArray(prompt)) return [''];
  return typeof prompt[0] === 'number' ? [prompt] : prompt;
}
