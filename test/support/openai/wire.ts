import type { ServerResponse } from 'node:http';
import type { Answer, Fault } from './reply.js';

const errors: Readonly<Record<number, { type: string; code: string; message: string }>> = {
  400: { type: 'invalid_request_error', code: 'invalid_value', message: 'Invalid value in the request.' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  404: { type: 'invalid_request_error', code: 'unknown_url', message: 'Unknown request URL.' },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached.' },
  500: { type: 'server_error', code: 'server_error', message: 'The server had an error.' },
};

/** An error as OpenAI words it; asks a client that retries to do so at once. */
export function sendError(response: ServerResponse, status: number): void {
  const error = { ...(errors[status] ?? errors[500]!), param: null };
  send(response, status, JSON.stringify({ error }), { 'retry-after-ms': '1' });
}

/** Sends an answer as one body, with its fault. */
export async function sendBody(response: ServerResponse, { body }: Answer, fault?: Fault): Promise<void> {
  const json = JSON.stringify(body);
  if (fault?.kind === 'status') return sendError(response, fault.status);
  if (fault?.kind === 'not json')
    return send(response, 200, '<!doctype html><title>Bad gateway</title>', { 'content-type': 'text/html' });
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'slow') await waited(fault.delayMs, response);
  if (fault?.kind === 'drop' || fault?.kind === 'half chunk') {
    response.writeHead(200, { ...jsonHeaders, 'content-length': Buffer.byteLength(json) });
    response.write(json.slice(0, json.length / 2), () => response.destroy());
    return;
  }
  send(response, 200, json);
}

/** Sends an answer as server-sent events, one write an event, with its fault. */
export async function sendEvents(
  response: ServerResponse,
  events: readonly unknown[],
  named: boolean,
  fault?: Fault,
): Promise<void> {
  if (fault?.kind === 'status') return sendError(response, fault.status);
  if (fault?.kind === 'not json') return sendBody(response, { body: null }, fault);
  if (fault?.kind === 'hang' && fault.after === 0) return;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...requestId() });
  // The Responses API names its events and has no closing mark.
  const frames = named
    ? events.map(event => `event: ${(event as { type: string }).type}\n${data(event)}`)
    : [...events.map(data), 'data: [DONE]\n\n'];
  for (const [index, text] of frames.entries()) {
    if (fault && 'after' in fault && index === fault.after) return fail(response, fault, text);
    if (fault?.kind === 'slow') await waited(fault.delayMs, response);
    if (response.destroyed) return;
    await written(response, text);
  }
  response.end();
}

const data = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`;

function fail(response: ServerResponse, fault: Fault, next: string): void {
  if (fault.kind === 'hang') return;
  if (fault.kind === 'drop') response.destroy();
  if (fault.kind === 'half chunk') response.end(next.slice(0, next.length / 2));
  if (fault.kind === 'error event') response.end(`data: ${JSON.stringify({ error: errors[500] })}\n\n`);
}

const jsonHeaders = { 'content-type': 'application/json' };
let sent = 0;
const requestId = () => ({ 'x-request-id': `req_local${++sent}`, 'openai-processing-ms': '1' });

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...jsonHeaders, ...requestId(), ...headers }).end(text);
}

const written = (response: ServerResponse, text: string) =>
  new Promise<void>(resolve => response.write(text, () => resolve()));

/** A delay that ends early when the client goes away. */
const waited = (ms: number, response: ServerResponse) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
