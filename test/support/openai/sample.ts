import { isBody } from './reply.js';

/** The smallest value a JSON schema admits, so that a forced tool or a response format gets a valid answer. */
export function sampleOf(schema: unknown): unknown {
  if (!isBody(schema)) return {};
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (Array.isArray(schema['anyOf'])) return sampleOf(schema['anyOf'][0]);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'object' || isBody(schema['properties'])) {
    const properties = isBody(schema['properties']) ? schema['properties'] : {};
    return Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, sampleOf(inner)]));
  }
  const samples: Record<string, unknown> = {
    array: [sampleOf(schema['items'])],
    string: 'text',
    number: 1.5,
    integer: 1,
    boolean: true,
    null: null,
  };
  return samples[String(type)] ?? {};
}
