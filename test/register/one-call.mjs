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
  SIGTERM: () => getSignal('SIGTERM'),
  SIGINT: () => getSignal('SIGINT'),
  'SIGTERM, and the app listens': () => {
    process.on('SIGTERM', () => process.exit(7));
    getSignal('SIGTERM');
  },
};

/** At work when it comes, and for as long as nothing ends it. */
function getSignal(signal) {
  process.kill(process.pid, signal);
  setInterval(() => {}, 1_000);
}

ends[process.argv[2]]?.();
