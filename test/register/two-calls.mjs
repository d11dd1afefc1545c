import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const call = () =>
  client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello.' }] });
await call();
await call().catch(error => console.log(error.name));
