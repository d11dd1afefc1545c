import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'any', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello.' }];
const { choices } = await client.chat.completions.create({ model: process.argv[3] ?? 'gpt-4o', messages });
console.log(choices[0].message.content);

const broken = () => new RangeError('the app is broken');
const ends = {
  exit: () => process.exit(3),
  'exit 0': () => process.exit(0),
  exitCode: () => {
    process.exitCode = 4;
  },
  throw: () => {
    throw broken();
  },
  reject: () => void Promise.reject(broken()),
  'throw what is caught': () => {
    process.on('uncaughtException', () => {});
    setImmediate(() => {
      throw broken();
    });
  },
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  SIGINT: () => process.kill(process.pid, 'SIGINT'),
  'SIGTERM, and the app listens': () => {
    process.on('SIGTERM', () => process.exit(7));
    process.kill(process.pid, 'SIGTERM');
    setInterval(() => {}, 1_000);
  },
};
ends[process.argv[2]]?.();
