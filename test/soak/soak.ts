/**
 * Makes many mixed calls under the register door, some of them faulty, and fails where the app saw a difference, a span
 * was lost or memory grew: `npm run soak`, or `npm run soak -- 5000` for a short one.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Fault } from '../support/openai/reply.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { runNode } from '../support/run-node.js';

const CALLS = Number(process.argv[2] ?? 200_000);
const CONCURRENCY = 16;
const FAULTY = 0.05;
/** What the heap may grow between a tenth of the way and the end: caches that fill up, not a leak. */
const GROWTH_MB = 15;

const faults: Readonly<Record<string, Fault>> = {
  status: { kind: 'status', status: 400 },
  'not json': { kind: 'not json' },
  'error event': { kind: 'error event', after: 2 },
  drop: { kind: 'drop', after: 2 },
  'half chunk': { kind: 'half chunk', after: 2 },
};

/** Counts the spans of calls, and forgets them. */
async function startCounter() {
  const counter = { calls: 0, url: '', close: () => server.close() };
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const text = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    counter.calls += text.split('"key":"gen_ai.provider.name"').length - 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  counter.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return counter;
}

async function main(): Promise<void> {
  await using server = await startOpenAIServer({
    reply: ({ headers }) => ({ text: 'Hello there, my friend.', fault: faults[String(headers['x-fault'])] }),
  });
  const counter = await startCounter();
  const run = (args: readonly string[]) =>
    runNode(args, {
      cwd: join(__dirname, '../..'),
      timeoutMs: 7_200_000,
      env: { OPENAI_BASE_URL: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: counter.url },
    });
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const expected = join(folder, 'expected.json');
  await writeFile(expected, (await run(['test/soak/program.mjs'])).stdout);
  const numbers = [CALLS, CONCURRENCY, FAULTY].map(String);
  const register = ['--expose-gc', '--import', '@lavague-tokens/otel/register'];
  const { code, stdout, stderr } = await run([...register, 'test/soak/program.mjs', expected, ...numbers]);
  await rm(folder, { recursive: true });
  counter.close();
  if (code !== 0) throw new Error(`The program ended with ${code}: ${stderr}`);
  const { differences, heap, totals, seconds } = JSON.parse(stdout);
  const [, early, ...later] = (heap as number[]).map(bytes => bytes / 2 ** 20);
  const growth = later.at(-1)! - early!;
  console.log(
    `${CALLS} calls, ${FAULTY * 100} % of them faulty, in ${Math.round(seconds)} s:`,
    `${differences} differences, ${CALLS - counter.calls} spans lost,`,
    `heap ${early!.toFixed(1)} MB at a tenth, ${later.at(-1)!.toFixed(1)} MB at the end;`,
    JSON.stringify(totals),
  );
  if (differences > 0 || counter.calls !== CALLS || growth > GROWTH_MB) {
    console.error(stderr.slice(0, 4_000));
    process.exitCode = 1;
  }
}

void main();
