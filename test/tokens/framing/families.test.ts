import { describe, expect, test } from 'vitest';
import { familyOf } from '../../../src/tokens/framing/families.js';

describe('the family of a model', () => {
  test.each([
    ['gpt-4o-2024-11-20', 'gpt-4o'],
    ['gpt-4.1', 'gpt-4o'],
    ['gpt-4.5-preview', 'gpt-4o'],
    ['gpt-4-turbo-2024-04-09', 'gpt-4o'],
    ['gpt-35-turbo', 'gpt-3.5-turbo'],
    ['openai/gpt-5-mini', 'gpt-5-mini-2025-08-07'],
    ['ft:gpt-4o-mini:org::id', 'gpt-4o-mini'],
    ['gpt-5-chat-latest', 'gpt-4o'],
    ['chat-latest', 'gpt-5.2'],
    ['gpt-audio', 'gpt-4o'],
    ['gpt-4', 'gpt-3.5-turbo-0613'],
    ['o1-pro', 'o3-mini'],
    ['o5', 'o3'],
    ['gpt-5.9', 'gpt-5.6-sol'],
    ['gpt-6-mini', 'gpt-5.6-sol'],
    ['gpt-5.3-codex', 'gpt-5.2'],
  ])('%s counts like %s', (model, known) => {
    expect(familyOf(model)).toBe(familyOf(known));
  });

  test.each([
    ['gpt-4o-mini', 'gpt-4o'],
    ['gpt-5', 'gpt-5.1'],
    ['gpt-4-0613', 'gpt-4-turbo'],
    ['o3', 'o4-mini'],
    ['gpt-5-codex', 'gpt-5'],
    ['codex-mini-latest', 'o4-mini'],
  ])('%s does not count like %s', (model, known) => {
    expect(familyOf(model)).not.toEqual(familyOf(known));
  });

  test.each(['gpt-oss-120b', 'o3-deep-research', 'computer-use-preview'])(
    '%s is told more than is sent',
    model => {
      expect(familyOf(model).hidden).toEqual(expect.any(String));
    },
  );
});
