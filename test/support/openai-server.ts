// Written here because @copilotkit/aimock, the best kept server of its kind, reports a quarter of the
// characters as usage, knows no /v1/completions, and cannot cut an answer in the middle of an event.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerChat } from './openai/chat.js';
import { answerCompletion } from './openai/completions.js';
import { answerEmbeddings, answerModeration } from './openai/embeddings.js';
import { type Answer, type Body, isBody, type Reply } from './openai/reply.js';
import { answerResponses } from './openai/responses.js';
import { sendBody, sendError, sendEvents } from './openai/wire.js';

export type { Body, Fault, Reply } from './openai/reply.js';

/** A request as it came over the wire, so that two of them can be compared to the byte. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  /** The body read as JSON; `{}` where it is none. */
  readonly body: Body;
}

/** One reply for all requests, a list for the first ones in turn (then the default), or a function of each. */
export type Script =
  | Reply
  | readonly Reply[]
  | ((request: ReceivedRequest, number: number) => Reply | undefined);

export interface OpenAIServer extends AsyncDisposable {
  /** The base URL a client is given, `/v1` included. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Cuts every open connection. */
  close(): Promise<void>;
}

const endpoints: Readonly<Record<string, (request: Body, reply: Reply, number: number) => Answer>> = {
  '/v1/chat/completions': answerChat,
  '/v1/completions': answerCompletion,
  '/v1/responses': answerResponses,
  '/v1/embeddings': answerEmbeddings,
  '/v1/moderations': (request, _reply, number) => answerModeration(request, number),
};

/**
 * Starts an OpenAI-compatible server on a free port of 127.0.0.1. Its usage is computed by OpenAI's own tokenizer.
 *
 * @example
 * await using server = await startOpenAIServer({ reply: [{ fault: { kind: 'status', status: 429 } }, { text: 'Hi' }] });
 * const client = new OpenAI({ baseURL: server.url, apiKey: 'any' });
 */
export async function startOpenAIServer({ reply = {} }: { reply?: Script } = {}): Promise<OpenAIServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(error => response.destroy(error as Error));
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse) {
    const request = await received(incoming);
    const number = requests.push(request);
    const said = replyTo(request, number);
    const endpoint = request.method === 'POST' ? endpoints[endpointOf(request.path)] : undefined;
    if (endpoint === undefined) return sendError(response, 404);
    if (request.body['model'] === undefined && !request.path.includes('moderations'))
      return sendError(response, 400);
    const { body, events } = endpoint(request.body, said, number);
    if (request.body['stream'] === true && events !== undefined)
      return sendEvents(response, events, request.path.includes('/responses'), said.fault);
    return sendBody(response, { body }, said.fault);
  }

  const replyTo = (request: ReceivedRequest, number: number): Reply => {
    if (typeof reply === 'function') return reply(request, number) ?? {};
    return 'length' in reply ? (reply[number - 1] ?? {}) : reply;
  };

  // A client that is busy for a while would find its connection closed just as it writes to it.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Azure names the deployment in the path and the version in the query. */
const endpointOf = (path: string) => path.split('?')[0]!.replace(/\/deployments\/[^/]+/, '');

/** All that can differ between the requests of two clients that do the same; those made at once come in any order. */
export function asPlainRequests(requests: readonly ReceivedRequest[]) {
  return requests
    .map(({ method, path, bytes, headers }) => ({
      ...{ method, path, body: bytes.toString(), headers: Object.keys(headers).sort() },
    }))
    .sort((a, b) => (a.body < b.body ? -1 : 1));
}

async function received(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    bytes,
    body: parsed(bytes),
  };
}

function parsed(bytes: Buffer): Body {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isBody(value) ? value : {};
  } catch {
    return {};
  }
}
