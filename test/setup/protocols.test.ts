import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startOpenAIServer } from '../support/openai-server.js';
import { runNode } from '../support/run-node.js';

interface Export {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A collector of either protocol; text stands in protobuf as it is. */
const collectors = {
  'http/protobuf': (received: Export[]) =>
    createServer(async (request, response) => {
      received.push({ path: request.url, headers: request.headers, body: await buffer(request) });
      response.end();
    }),
  grpc: (received: Export[]) =>
    createHttp2Server().on('stream', async (stream, headers) => {
      received.push({ path: headers[':path'], headers, body: await buffer(stream) });
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      // An empty message: not compressed, of length 0.
      stream.end(Buffer.alloc(5));
    }),
};

test.each([
  ['http/protobuf', '/v1/traces', 'application/x-protobuf'],
  ['grpc', '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'application/grpc'],
] as const)('OTEL_EXPORTER_OTLP_PROTOCOL=%s: the run leaves that way', async (protocol, path, type) => {
  await using models = await startOpenAIServer();
  const received: Export[] = [];
  const collector = collectors[protocol](received);
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve));
  const ended = await runNode(['--import', '@lavague-tokens/otel/register', 'test/register/one-call.mjs'], {
    cwd: join(__dirname, '../..'),
    env: {
      OPENAI_BASE_URL: models.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    },
  });
  collector.close();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(received[0]).toMatchObject({ path, headers: { 'content-type': type } });
  const all = Buffer.concat(received.map(({ body }) => body)).toString('latin1');
  expect(all).toContain('agent run');
  expect(all).toContain('chat gpt-4o');
});
