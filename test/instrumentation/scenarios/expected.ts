import { expect } from 'vitest';
import type { AttributeValue } from '../../support/otlp-receiver.js';
import type { ExpectedSpan } from './scenario.js';

type Attributes = Readonly<Record<string, AttributeValue>>;

const anything = expect.toSatisfy(() => true);

/** Asserts that these are the scenario's spans, each with its numbers. */
export function expectSpans(found: readonly Attributes[], expected: readonly ExpectedSpan[]): void {
  expect(found.map(project)).toEqual(expected.map(span => matcherOf(span)));
}

function project(attributes: Attributes) {
  return {
    operation: attributes['gen_ai.operation.name'],
    prompt: attributes['llm.prompt_tokens'] ?? null,
    completion: attributes['llm.completion_tokens'] ?? null,
    embedding: attributes['embedding_tokens'] ?? null,
    reportedPrompt: attributes['gen_ai.usage.input_tokens'] ?? null,
    reportedCompletion: attributes['gen_ai.usage.output_tokens'] ?? null,
    error: attributes['error.type'] ?? null,
    outcome: attributes['llm.stream.outcome'] ?? null,
    completionIsLowerBound: 'llm.completion_tokens_lower_bound' in attributes,
  };
}

function matcherOf({ prompt, completion, embedding, reported, error, outcome, ...span }: ExpectedSpan) {
  // What was counted is what was billed.
  const billed = (counted: number | undefined) =>
    reported === undefined ? anything : reported ? (counted ?? expect.any(Number)) : null;
  const outcomes: readonly unknown[] = outcome === undefined ? [null] : [outcome].flat();
  const mayFail = outcomes.includes('failed');
  return {
    operation: span.operation ?? 'chat',
    prompt: prompt ?? anything,
    completion: completion ?? anything,
    embedding: embedding ?? null,
    reportedPrompt: billed(prompt ?? embedding),
    reportedCompletion: embedding === undefined ? billed(completion) : null,
    error: error ?? (mayFail ? (outcomes.length > 1 ? anything : expect.any(String)) : null),
    outcome: expect.toBeOneOf([...outcomes]),
    completionIsLowerBound: span.completionIsLowerBound ?? anything,
  };
}
