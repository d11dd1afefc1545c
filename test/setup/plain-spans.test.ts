import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect, test } from 'vitest';
import { agentRun, step } from '../../src/run/agent-run.js';
import { readPlainSpans, writePlainSpans } from '../../src/setup/plain-spans.js';
import { installProvider } from '../support/spans-of.js';

test('spans read back in another process are exported as the same bytes', () => {
  const spans = installProvider();
  agentRun('checkout', () => step('pay', () => undefined));
  const ended = spans.take();
  expect(ended).toHaveLength(2);

  const serialize = (list: typeof ended) =>
    Buffer.from(JsonTraceSerializer.serializeRequest(list)!).toString();
  expect(serialize(readPlainSpans(writePlainSpans(ended)))).toBe(serialize(ended));
});
