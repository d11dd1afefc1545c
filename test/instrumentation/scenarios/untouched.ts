import { failure, messages, model, type Scenario } from './scenario.js';

/** What is not counted passes by: the local server knows none of these endpoints and says 404. */
export const untouched: readonly Scenario[] = [
  {
    name: 'audio, images, files and the list of models are not touched',
    use: async client => [
      await failure(client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello' })),
      await failure(client.images.generate({ model: 'gpt-image-1', prompt: 'A cat' })),
      await failure(client.files.list().then(({ data }) => data)),
      await failure(client.models.retrieve('gpt-4o')),
    ],
    spans: [],
  },
  {
    name: 'realtime sessions are not touched',
    use: async client => {
      const { realtime, beta } = client as typeof client & {
        beta: { realtime?: { sessions: { create(body: object): Promise<unknown> } } };
      };
      return failure(
        beta.realtime
          ? beta.realtime.sessions.create({ model: 'gpt-4o-realtime-preview' })
          : realtime.clientSecrets.create({}),
      );
    },
    spans: [],
  },
  {
    name: 'a stored response read again is not another call',
    use: client => failure(client.responses.retrieve('resp_123')),
    spans: [],
  },
  {
    name: 'a raw post is left alone',
    use: async client => typeof (await client.post('/chat/completions', { body: { model, messages } })),
    spans: [],
  },
];
