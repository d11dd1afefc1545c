import { type Answer, type Body, defaultText, isBody, pieces, type Reply } from './reply.js';
import { tokensIn, truncated } from './tokenizer.js';

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
