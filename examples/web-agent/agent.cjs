// The web agent's three consumers of tokens in CommonJS, one turn of them: node agent.cjs
const OpenAI = require('openai');

async function main() {
  const { Browser } = await import('./shop.mjs');
  const client = new OpenAI();
  const browser = new Browser();
  const goal = 'Find a tent.';
  const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input: browser.chunks });
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      {
        role: 'user',
        content: `Goal: ${goal}\nA page in ${data.length} chunks:\n${browser.html}\nWhat do you do?`,
      },
    ],
  });
  const stream = await client.responses.create({
    model: 'gpt-4.1-mini',
    input: `In three words: ${choices[0].message.content}`,
    stream: true,
  });
  for await (const event of stream)
    if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);
  process.stdout.write('\n');
}

main();
