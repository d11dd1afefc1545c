import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeSpans, type ReceivedSpan } from './otlp-json.js';

export type { AttributeValue, ReceivedSpan } from './otlp-json.js';

/** What the receiver says to an export: a status, or nothing at all while the socket stays open. */
export type ReceiverAnswer = 200 | 400 | 429 | 503 | 'hang';

export interface OtlpReceiver extends AsyncDisposable {
  /** The value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** Spans of all accepted exports, in the order they came. */
  readonly spans: readonly ReceivedSpan[];
  /** Every request that reached the receiver, the ones refused too. */
  readonly bodies: readonly ReceivedExport[];
  /** May be changed at any time. */
  answer: ReceiverAnswer;
  /** Resolves with the spans as soon as they satisfy the predicate. @throws Error naming what did arrive, after `timeoutMs`. */
  waitFor(
    predicate: (spans: readonly ReceivedSpan[]) => boolean,
    options?: { readonly timeoutMs?: number },
  ): Promise<readonly ReceivedSpan[]>;
  close(): Promise<void>;
}

export interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Starts a receiver of OTLP/HTTP traces in JSON, plain or gzip, on a free port of 127.0.0.1. */
export async function startOtlpReceiver(options: { answer?: ReceiverAnswer } = {}): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: ReceivedExport[] = [];
  const waiting = new Set<() => void>();

  const server = createServer(async (incoming, response) => {
    try {
      const body: unknown = JSON.parse((await received(incoming)).toString());
      bodies.push({ path: incoming.url ?? '', headers: incoming.headers, body });
      if (receiver.answer === 'hang') return;
      if (receiver.answer === 200 && incoming.url === '/v1/traces') spans.push(...decodeSpans(body));
      response.writeHead(receiver.answer, { 'content-type': 'application/json' }).end('{}');
      for (const check of [...waiting]) check();
    } catch (error) {
      response.writeHead(400).end(`Only OTLP in JSON is read here: ${String(error)}`);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    answer: options.answer ?? 200,
    waitFor: (predicate, { timeoutMs = 5_000 } = {}) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(check);
          settle();
        };
        const check = () => {
          if (predicate(spans)) finish(() => resolve(spans));
        };
        const timer = setTimeout(() => {
          const names = spans.map(span => span.name).join(', ') || 'no spans';
          finish(() => reject(new Error(`Waited ${timeoutMs} ms in vain; received: ${names}`)));
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
  return receiver;
}

async function received(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}
