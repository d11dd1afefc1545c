import { cut, drain, failure, model, PROMPT, type Scenario, said } from './scenario.js';

/** The other endpoints, whole and streamed. */
export const endpoints: readonly Scenario[] = [
  {
    name: 'embeddings of strings, in the default encoding',
    core: true,
    use: async client => {
      const { data } = await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: ['Hello, world', 'Hi'],
      });
      return data.map(({ embedding }) => [embedding.length, typeof embedding[0]]);
    },
    spans: [{ operation: 'embeddings', embedding: 4 }],
  },
  {
    name: 'embeddings of token arrays, as floats',
    use: async client => {
      const { data } = await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: [[1, 2, 3], [4]],
        encoding_format: 'float',
      });
      return data.length;
    },
    spans: [{ operation: 'embeddings', embedding: 4 }],
  },
  {
    name: 'legacy completion',
    core: true,
    reply: [{ text: ' jumps' }],
    use: async client =>
      (await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'The quick brown fox' }))
        .choices,
    spans: [{ operation: 'text_completion', prompt: 4, completion: 1 }],
  },
  {
    name: 'legacy completion, streamed',
    reply: [{ text: ' jumps' }],
    use: async client =>
      drain(
        await client.completions.create({
          model: 'gpt-3.5-turbo-instruct',
          prompt: 'The quick brown fox',
          stream: true,
        }),
      ),
    spans: [{ operation: 'text_completion', prompt: 4, completion: 1, outcome: 'complete' }],
  },
  {
    name: 'responses',
    core: true,
    reply: [said],
    use: async client => (await client.responses.create({ model, input: 'Say hello.' })).output_text,
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'responses with its response',
    reply: [said],
    use: async client => {
      const { data, response } = await client.responses.create({ model, input: 'Say hello.' }).withResponse();
      return [data.output_text, response.status];
    },
    spans: [{ prompt: PROMPT }],
  },
  {
    name: 'responses, streamed',
    core: true,
    reply: [said],
    use: async client =>
      (await drain(await client.responses.create({ model, input: 'Say hello.', stream: true }))).map(
        ({ type }) => type,
      ),
    spans: [{ prompt: PROMPT, outcome: 'complete' }],
  },
  {
    name: 'responses, streamed and left early',
    reply: [said],
    use: async client => {
      for await (const event of await client.responses.create({ model, input: 'Say hello.', stream: true })) {
        if (event.type === 'response.output_text.delta') return event.delta;
      }
      return undefined;
    },
    spans: [{ ...cut, outcome: 'abandoned' }],
  },
  {
    name: 'responses, refused',
    reply: [{ fault: { kind: 'status', status: 400 } }],
    use: client => failure(client.responses.create({ model, input: 'Say hello.' })),
    spans: [{ prompt: PROMPT, error: '400' }],
  },
  {
    name: 'moderation is not touched',
    core: true,
    use: async client => (await client.moderations.create({ input: 'Say hello.' })).results.length,
    spans: [],
  },
];
