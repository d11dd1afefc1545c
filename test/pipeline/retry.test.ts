import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { runNode } from '../support/run-node.js';
import { type Collector, root, startCollector, sumOf } from './support/collector.js';
import { isMissing } from './support/components.js';
import { scratchFolder, settled } from './support/service.js';

/** Hands requests on to the collector, and loses the answers to the first ones on the way back. */
async function startLossyProxy(collector: Collector, lost: number) {
  const spansInLost: number[] = [];
  let taken = 0;
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', part => parts.push(part));
    incoming.on('end', () => {
      const { 'content-length': _, ...headers } = incoming.headers;
      const onward = request(
        `${collector.url}${incoming.url}`,
        { method: incoming.method, headers },
        answer => {
          answer.resume().on('end', () => {
            if (taken++ >= lost) return outgoing.writeHead(answer.statusCode ?? 500).end('{}');
            spansInLost.push(Buffer.concat(parts).toString().split('"spanId"').length - 1);
            // What a proxy says when the one behind it took the request and fell silent.
            return outgoing.writeHead(503).end();
          });
        },
      );
      onward.end(Buffer.concat(parts));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spansInLost,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One run of one call, with 10 prompt tokens. */
const program = join(root, 'test/register/one-call.mjs');

describe.skipIf(isMissing)('an answer of the collector that is lost', () => {
  test('counts the spans of that one request twice, and no others', async () => {
    using folder = scratchFolder();
    await using collector = await startCollector({ folder: folder.path });
    await using model = await startOpenAIServer();
    await using proxy = await startLossyProxy(collector, 1);
    const run = (url: string) =>
      runNode(['--import', '@lavague-tokens/otel/register', program], {
        cwd: root,
        env: { OPENAI_BASE_URL: model.url, OTEL_EXPORTER_OTLP_ENDPOINT: url },
      });
    const first = await run(proxy.url);
    expect(first.code).toBe(0);
    const { metricsUrl } = collector;
    const promptTokens = () => sumOf(metricsUrl, 'llm_prompt_tokens_total');
    const twice = await settled(20, promptTokens);
    expect(proxy.spansInLost).toEqual([2]);
    expect(twice).toBe(20);
    await run(proxy.url);
    expect(await settled(30, promptTokens)).toBe(30);
    expect(await sumOf(metricsUrl, 'agent_run_total_llm_tokens_count')).toBe(3);
  });
});
