import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { shoppingModel } from '../../examples/shopping-model.js';
import { startOpenAIServer } from '../support/openai-server.js';
import { runNode } from '../support/run-node.js';
import { root } from './support/collector.js';

/** The bodies of the requests the example agent sends its trace in. */
async function sentAs(protocol: string): Promise<readonly Buffer[]> {
  const bodies: Buffer[] = [];
  const receiver = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', part => parts.push(part));
    incoming.on('end', () => {
      bodies.push(Buffer.concat(parts));
      outgoing.writeHead(200, { 'content-type': incoming.headers['content-type'] ?? '' });
      outgoing.end(protocol === 'http/json' ? '{}' : '');
    });
  });
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
  await using model = await startOpenAIServer({ reply: shoppingModel() });
  const program = join(root, 'examples/web-agent/agent-named.mjs');
  await runNode(['--import', '@lavague-tokens/otel/register', program], {
    cwd: root,
    env: {
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: model.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    },
  });
  receiver.close();
  return bodies;
}

test('a trace is smaller as protobuf than as JSON, and smaller still compressed', async () => {
  const size = (bodies: readonly Buffer[]) => bodies.reduce((sum, { length }) => sum + length, 0);
  const [json, protobuf] = [await sentAs('http/json'), await sentAs('http/protobuf')];
  const spans = json.join('').split('"spanId"').length - 1;
  const sizes = {
    json: size(json),
    protobuf: size(protobuf),
    jsonCompressed: size(json.map(body => gzipSync(body))),
    protobufCompressed: size(protobuf.map(body => gzipSync(body))),
  };
  expect(spans).toBeGreaterThan(20);
  expect(sizes.protobuf).toBeLessThan(sizes.json);
  expect(sizes.jsonCompressed).toBeLessThan(sizes.protobuf);
  // The measurement docs/pipeline.md reports.
  console.log(`${spans} spans`, sizes);
});
