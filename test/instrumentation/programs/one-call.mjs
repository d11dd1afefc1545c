import OpenAI from 'openai';

export async function call(Client = OpenAI) {
  const client = new Client({ apiKey: 'any', maxRetries: 0 });
  const messages = [{ role: 'user', content: 'Say hello.' }];
  const { choices } = await client.chat.completions.create({ model: 'gpt-4o', messages });
  console.log(choices[0].message.content);
}
