import {
  chat,
  cut,
  failure,
  helpersOf,
  messages,
  model,
  PROMPT,
  type Scenario,
  said,
  streamed,
} from './scenario.js';

const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const tools = [
  {
    type: 'function' as const,
    function: { name: 'get_weather', parameters: weather, parse: JSON.parse, function: () => 'sunny' },
  },
];

/** What the SDK builds on `create`. */
export const helpers: readonly Scenario[] = [
  {
    name: 'parse',
    core: true,
    reply: [said],
    use: async client => (await helpersOf(client).parse({ model, messages })).choices[0]!.message,
    spans: [chat],
  },
  {
    name: 'the stream helper',
    core: true,
    reply: [said],
    use: client => helpersOf(client).stream({ model, messages }).finalContent(),
    spans: [streamed],
  },
  {
    name: 'runTools: a call for each turn',
    core: true,
    reply: [{ toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] }, said],
    use: client =>
      helpersOf(client)
        .runTools({ model, messages, tools: tools as never })
        .finalContent(),
    spans: [{}, {}],
  },
  {
    name: 'responses.parse',
    core: true,
    reply: [said],
    use: async client => (await client.responses.parse({ model, input: 'Say hello.' })).output_text,
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'the responses stream helper',
    core: true,
    reply: [said],
    use: async client =>
      (await client.responses.stream({ model, input: 'Say hello.' }).finalResponse()).output_text,
    spans: [{ prompt: PROMPT, outcome: 'complete' }],
  },
  {
    name: 'parse with a zod schema',
    reply: [{ text: '{"city":"Oslo"}' }],
    use: async (client, { z, zodResponseFormat }) => {
      const response_format = zodResponseFormat(z.object({ city: z.string() }), 'place');
      const { choices } = await helpersOf(client).parse({ model, messages, response_format });
      return choices[0]!.message.parsed;
    },
    spans: [{ reported: true, completion: 6 }],
  },
  {
    name: 'parse of an answer that does not fit its zod schema',
    reply: [{ text: '{"city":7}' }],
    use: async (client, { z, zodResponseFormat }) => {
      const response_format = zodResponseFormat(z.object({ city: z.string() }), 'place');
      return failure(helpersOf(client).parse({ model, messages, response_format })).then(
        error => typeof error,
      );
    },
    spans: [{ reported: true }],
  },
  {
    name: 'runTools with a zod function',
    core: true,
    reply: [{ toolCalls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] }, said],
    use: async (client, { z, zodFunction }) => {
      const asked: unknown[] = [];
      const weatherOf = zodFunction({
        name: 'get_weather',
        parameters: z.object({ city: z.string() }),
        function: given => {
          asked.push(given);
          return 'sunny';
        },
      });
      const answer = await helpersOf(client)
        .runTools({ model, messages, tools: [weatherOf] })
        .finalContent();
      return [asked, answer];
    },
    spans: [{ reported: true }, { reported: true }],
  },
  {
    name: 'the events of the stream helper',
    reply: [said],
    use: async client => {
      const runner = helpersOf(client).stream({ model, messages });
      const events: string[] = [];
      runner.on('connect', () => events.push('connect'));
      runner.on('content', delta => events.push(delta));
      runner.on('end', () => events.push('end'));
      await runner.done();
      return events;
    },
    spans: [streamed],
  },
  {
    name: 'the stream helper, aborted',
    reply: [{ ...said, fault: { kind: 'hang', after: 3 } }],
    use: async client => {
      const runner = helpersOf(client).stream({ model, messages });
      runner.once('content', () => setImmediate(() => runner.abort()));
      return failure(runner.finalContent());
    },
    spans: [{ ...cut, outcome: 'aborted' }],
  },
];
