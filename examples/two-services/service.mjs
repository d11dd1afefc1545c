/** A service that summarises texts with a model. It knows nothing of agents and runs. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import OpenAI from 'openai';

const client = new OpenAI();

const server = createServer(async (request, response) => {
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `Summarise in one sentence: ${await text(request)}` }],
  });
  response.end(choices[0].message.content);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
