import { describe, expect, test } from 'vitest';
import { renderSchema } from '../../../src/tokens/framing/schema.js';

const format = { type: 'json_schema', name: 'answer' } as const;

describe('a response schema as the model is shown it', () => {
  test('has lost what only constrains the sampling, at every level', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['list'],
      properties: {
        list: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', format: 'date', maxLength: 9, default: '' },
        },
        n: { $ref: '#/$defs/n' },
      },
      $defs: { n: { type: 'integer', minimum: 1, description: 'Zähler' } },
    };
    expect(renderSchema({ ...format, schema })).toBe(
      '{"type":"object","properties":{"list":{"type":"array","items":{"type":"string"}},' +
        '"n":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer","description":"Z\\u00e4hler"}}}',
    );
  });

  test('keeps properties that are named like keywords', () => {
    const schema = {
      properties: { format: { type: 'string', format: 'date' }, properties: { required: [] } },
    };
    expect(renderSchema({ ...format, schema })).toBe(
      '{"properties":{"format":{"type":"string"},"properties":{}}}',
    );
  });

  test('stands under its description', () => {
    expect(renderSchema({ ...format, description: 'The answer.' })).toBe('// The answer.\n{}');
  });
});
