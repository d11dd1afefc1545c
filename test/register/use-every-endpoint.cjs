/** Chat, responses and legacy completions, streamed and not, and embeddings: seven calls. */
exports.useEveryEndpoint = async client => {
  const model = 'gpt-4o';
  const messages = [{ role: 'user', content: 'Say hello.' }];
  const legacy = { model: 'gpt-3.5-turbo-instruct', prompt: 'The quick brown fox' };
  const drain = async stream => {
    for await (const _ of stream);
  };
  await client.chat.completions.create({ model, messages });
  await drain(await client.chat.completions.create({ model, messages, stream: true }));
  await client.responses.create({ model, input: 'Say hello.' });
  await drain(await client.responses.create({ model, input: 'Say hello.', stream: true }));
  await client.embeddings.create({ model: 'text-embedding-3-small', input: ['Hello, world', 'Hi'] });
  await client.completions.create(legacy);
  await drain(await client.completions.create({ ...legacy, stream: true }));
  console.log('done');
};
