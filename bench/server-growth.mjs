/**
 * Whether a server grows with the requests it has answered: the heap after a collection, at 10,000 requests,
 * halfway and at the end. Every request makes one call and leaves a run. Ends with code 1 where the heap grew in the
 * second half by more than what two collections may differ by: caches of a few megabytes fill in the first.
 *
 *     npm run bench:growth               200,000 requests, some minutes
 *     npm run bench:growth -- 30000      fewer
 */
import { Agent, createServer, request } from 'node:http';
import { trace } from '@opentelemetry/api';
import OpenAI from 'openai';

const total = Number(process.argv[2] ?? 200_000);
/** By then everything is loaded and compiled. */
const WARM = 10_000;
const ALLOWED_BYTES = 2_000_000;
const looks = [WARM, (WARM + total) / 2, total];

let received = 0;
const collector = createServer((incoming, response) => {
  received += 1;
  incoming.resume().on('end', () => response.end('{}'));
});
await new Promise(resolve => collector.listen(0, '127.0.0.1', resolve));
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${collector.address().port}`;

const body = JSON.stringify({ model: 'gpt-4o', choices: [{ index: 0, message: { content: 'Hello.' } }] });
const client = new OpenAI({
  apiKey: 'any',
  fetch: async () => new Response(body, { headers: { 'content-type': 'application/json' } }),
});
let number = 0;
const server = createServer(async (_incoming, response) => {
  number += 1;
  const messages = [{ role: 'user', content: `Request ${number}` }];
  await client.chat.completions.create({ model: 'gpt-4o', messages });
  response.end('done');
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();

const agent = new Agent({ keepAlive: true, maxSockets: 20 });
const ask = () =>
  new Promise((resolve, reject) => {
    request({ port, agent }, response => response.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });

const heaps = [];
let asked = 0;
for (const look of looks) {
  const worker = async () => {
    while (asked < look) {
      asked += 1;
      await ask();
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  // Spans that wait to be sent are no growth.
  await trace.getTracerProvider().getDelegate().forceFlush();
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  heaps.push(process.memoryUsage().heapUsed);
  console.log(`${look} requests: heap ${(heaps.at(-1) / 1e6).toFixed(2)} MB`);
}
agent.destroy();
server.close();
if (received === 0) {
  console.error('Nothing reached the collector: this measured no run at all');
  process.exitCode = 1;
}
const grown = heaps[2] - heaps[1];
console.log(`grown by ${(grown / 1e6).toFixed(2)} MB in the second half`);
if (grown > ALLOWED_BYTES) process.exitCode = 1;
collector.close();
