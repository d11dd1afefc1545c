import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startOtlpReceiver } from './otlp-receiver.js';

const exported = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop-agent' } }] },
      scopeSpans: [
        {
          scope: { name: 'a-library' },
          spans: [
            {
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
              parentSpanId: '',
              name: 'chat gpt-4o',
              kind: 3,
              startTimeUnixNano: '1790000000000000001',
              endTimeUnixNano: '1790000001000000002',
              attributes: [
                { key: 'llm.prompt_tokens', value: { intValue: '12' } },
                { key: 'llm.cost.total', value: { doubleValue: 0.5 } },
                { key: 'agent.run.rollup', value: { boolValue: true } },
                {
                  key: 'gen_ai.response.finish_reasons',
                  value: { arrayValue: { values: [{ stringValue: 'stop' }] } },
                },
              ],
              status: { code: 2, message: 'too long' },
              events: [{ name: 'exception', attributes: [{ key: 'count', value: { intValue: 1 } }] }],
            },
          ],
        },
      ],
    },
  ],
};

const send = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/traces`, { method: 'POST', body, headers });

describe('the OTLP receiver', () => {
  test.each([
    ['plain', (json: string) => [json, {}] as const],
    ['gzip', (json: string) => [new Uint8Array(gzipSync(json)), { 'content-encoding': 'gzip' }] as const],
  ])('decodes a span that came %s', async (_encoding, encode) => {
    await using receiver = await startOtlpReceiver();
    const [body, headers] = encode(JSON.stringify(exported));
    const response = await send(receiver.url, body, headers);
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(receiver.spans).toEqual([
      {
        traceId: '5b8efff798038103d269b633813fc60c',
        spanId: 'eee19b7ec3c1b174',
        parentSpanId: undefined,
        name: 'chat gpt-4o',
        kind: 'CLIENT',
        scope: 'a-library',
        resource: { 'service.name': 'shop-agent' },
        start: 1790000000000000001n,
        end: 1790000001000000002n,
        attributes: {
          'llm.prompt_tokens': 12,
          'llm.cost.total': 0.5,
          'agent.run.rollup': true,
          'gen_ai.response.finish_reasons': ['stop'],
        },
        status: { code: 'ERROR', message: 'too long' },
        events: [{ name: 'exception', attributes: { count: 1 } }],
      },
    ]);
    expect(receiver.bodies).toMatchObject([{ path: '/v1/traces', body: exported }]);
  });

  test('waits for what is still to come', async () => {
    await using receiver = await startOtlpReceiver();
    const waited = receiver.waitFor(spans => spans.length === 2);
    await send(receiver.url, JSON.stringify(exported));
    await send(receiver.url, JSON.stringify(exported));
    expect(await waited).toHaveLength(2);
  });

  test('says what came instead when it waited in vain', async () => {
    await using receiver = await startOtlpReceiver();
    await send(receiver.url, JSON.stringify(exported));
    await expect(receiver.waitFor(spans => spans.length === 2, { timeoutMs: 5 })).rejects.toThrow(
      'chat gpt-4o',
    );
  });

  test('refuses for as long as it is told to, and keeps no span of that time', async () => {
    await using receiver = await startOtlpReceiver({ answer: 503 });
    expect((await send(receiver.url, JSON.stringify(exported))).status).toBe(503);
    expect([receiver.spans.length, receiver.bodies.length]).toEqual([0, 1]);
    receiver.answer = 200;
    expect((await send(receiver.url, JSON.stringify(exported))).status).toBe(200);
    expect(receiver.spans).toHaveLength(1);
  });

  test('hangs until it is closed, then nobody is there', async () => {
    const receiver = await startOtlpReceiver({ answer: 'hang' });
    const hanging = send(receiver.url, JSON.stringify(exported));
    hanging.catch(() => {});
    await receiver.close();
    await expect(hanging).rejects.toThrow();
    await expect(send(receiver.url, '{}')).rejects.toThrow();
  });

  test('refuses what is not JSON', async () => {
    await using receiver = await startOtlpReceiver();
    expect((await send(receiver.url, '\n\x05proto')).status).toBe(400);
  });
});
