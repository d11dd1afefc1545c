/**
 * One process of `npm run bench:overhead`: prints when an application's first line is reached, when it has loaded
 * openai, and for how long its first call holds it up, in ms.
 */
const started = performance.now();
const { createRequire } = require('node:module');
const { OpenAI } = createRequire(require('node:path').resolve(process.argv[2], 'package.json'))('openai');
const loaded = performance.now();
const body = JSON.stringify({ model: 'gpt-4o', choices: [{ index: 0, message: { content: 'Hello.' } }] });
const client = new OpenAI({
  apiKey: 'any',
  fetch: async () => new Response(body, { headers: { 'content-type': 'application/json' } }),
});
const before = performance.now();
const answer = client.chat.completions.create({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Hi' }],
});
const sent = performance.now();
answer.then(() => {
  const answered = performance.now();
  console.log(
    JSON.stringify({
      'first line': started,
      'openai loaded': loaded,
      'first call, until it is sent': sent - before,
      'first call, until it is answered': answered - before,
    }),
  );
  process.exit();
});
