import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello.' }];
const { choices } = await client.chat.completions.create({ model: process.argv[3] ?? 'gpt-4o', messages });
console.log(choices[0].message.content);

const ends = {
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('the app is broken');
  },
  reject: () => void Promise.reject(new Error('the app is broken')),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
};
ends[process.argv[2]]?.();
