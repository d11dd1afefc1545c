import { describe, expect, test } from 'vitest';
import { countCompletion, hiddenReasoning } from '../../../src/tokens/framing/completion.js';
import { characters, chat, output, responses, says, writes } from './characters.js';

const tool = { name: 'look' };
const call = { name: 'look', arguments: '{"a": 1}' };
const CALL = '{"a":1}'.length + 'functions.look'.length;
const schema = { type: 'json_schema', name: 'answer' } as const;
const plain = chat({});
const withTools = chat({ tools: [tool] });

describe('a completion of GPT-3.5 to 4.5', () => {
  const scale = characters('gpt-4o');

  test('is its text, one more where the request has tools the model may call', () => {
    expect(countCompletion(plain, writes({ texts: ['Hello'] }), scale)).toBe(5);
    expect(countCompletion(withTools, writes({ texts: ['Hello'] }), scale)).toBe(6);
    const forbidden = chat({ tools: [tool], toolChoice: 'none' });
    expect(countCompletion(forbidden, writes({ texts: ['Hello'] }), scale)).toBe(5);
  });

  test('is its text alone where it was cut off', () => {
    expect(countCompletion(withTools, writes({ texts: ['Hel'], truncated: true }), scale)).toBe(3);
  });

  test('pays one for a refusal, and 2 and the name for a schema beside tools', () => {
    expect(countCompletion(plain, writes({ refusal: 'No.' }), scale)).toBe(3 + 1);
    const format = chat({ outputFormat: schema });
    expect(countCompletion(format, writes({ texts: ['{}'] }), scale)).toBe(2);
    expect(countCompletion({ ...format, tools: [tool] }, writes({ texts: ['{}'] }), scale)).toBe(
      2 + 1 + 2 + 6,
    );
  });

  test('is a call and 6, one more in Responses', () => {
    expect(countCompletion(withTools, writes({ calls: [call] }), scale)).toBe(CALL + 6);
    expect(countCompletion(responses({ tools: [tool] }), writes({ calls: [call] }), scale)).toBe(CALL + 7);
    expect(countCompletion(withTools, writes({ calls: [call], texts: ['Wait'] }), scale)).toBe(
      CALL + 6 + 4 + 1,
    );
  });

  test('is the arguments alone where the request named the tool', () => {
    const named = { tools: [tool], toolChoice: { name: 'look' } };
    expect(countCompletion(chat(named), writes({ calls: [call] }), scale)).toBe(7);
    expect(countCompletion(responses(named), writes({ calls: [call] }), scale)).toBe(7 + 1);
    const required = { tools: [tool], toolChoice: 'required' } as const;
    expect(countCompletion(responses(required), writes({ calls: [call] }), scale)).toBe(7 + 1);
    expect(countCompletion(chat(required), writes({ calls: [call] }), scale)).toBe(CALL + 6);
    const early = characters('gpt-4o', { created: '2024-09-01' });
    expect(countCompletion(chat(required), writes({ calls: [call] }), early)).toBe(CALL + 6 - 2);
  });

  test('is parallel calls as one, and 10 or 11', () => {
    const use = '{"recipient_name":"functions.look","parameters":{"a":1}}';
    const written = `{"tool_uses":[${use},${use}]}`.length;
    expect(countCompletion(withTools, writes({ calls: [call, call] }), scale)).toBe(written + 10);
    expect(countCompletion(responses({ tools: [tool] }), writes({ calls: [call, call] }), scale)).toBe(
      written + 11,
    );
  });

  test('of several choices is their sum', () => {
    const two = writes({ texts: ['Hello'] });
    expect(countCompletion(plain, { ...two, outputs: [...two.outputs, ...two.outputs] }, scale)).toBe(10);
  });

  test('on Azure has the token that ends it, since 2025', () => {
    expect(
      countCompletion(plain, writes({ texts: ['Hello'] }), characters('gpt-4o', { isAzure: true })),
    ).toBe(6);
    const early = characters('gpt-4o', { isAzure: true, created: '2024-05-01' });
    expect(countCompletion(plain, writes({ texts: ['Hello'] }), early)).toBe(5);
  });

  test('has the stop sequence that a newline shows was cut off, and may have one otherwise', () => {
    const stopping = (...stopSequences: string[]) => chat({ settings: { stopSequences } });
    const count = (request: ReturnType<typeof chat>, text: string, created?: string) => {
      const on = characters('gpt-4o', { created });
      const tokens = countCompletion(request, writes({ texts: [text] }), on);
      return [tokens, ...on.reasons];
    };
    expect(count(stopping('END'), 'Hello\n')).toEqual([6 + 3]);
    expect(count(stopping('END'), 'Hello')).toEqual([5, 'stop sequence']);
    expect(count(stopping('END', 'STOP'), 'Hello\n')).toEqual([6, 'stop sequence']);
    expect(count(stopping('END'), 'Hello\n', '2024-05-01')).toEqual([6]);
  });
});

describe('a completion of a reasoning model', () => {
  test('of gpt-5 in Responses is text and 4, or call and 10, and 2 more where it reasoned', () => {
    const scale = characters('gpt-5');
    const request = responses({ tools: [tool] });
    expect(countCompletion(request, writes({ texts: ['Hello'] }), scale)).toBe(5 + 4);
    expect(countCompletion(request, writes({ texts: ['Hello'], reasoned: true }), scale)).toBe(5 + 6);
    expect(countCompletion(request, writes({ texts: ['Hello'] }, 64), scale)).toBe(5 + 6);
    expect(countCompletion(request, writes({ calls: [call] }), scale)).toBe(CALL + 10);
    expect(countCompletion(request, writes({ texts: ['Hello', 'You'] }), scale)).toBe(5 + 4 + 3 + 4);
  });

  test('of gpt-5 in chat counts as reasoned unless it answers a tool', () => {
    const scale = characters('gpt-5');
    const asked = chat({ messages: [says('user', 'Hello')] });
    expect(countCompletion(asked, writes({ texts: ['Hello'] }), scale)).toBe(5 + 3 + 6);
    const answered = chat({ messages: [output('look', 'dark')] });
    expect(countCompletion(answered, writes({ texts: ['Hello'] }), scale)).toBe(5 + 3);
    expect(countCompletion(asked, writes({ texts: ['Hello'] }), characters('gpt-5.2'))).toBe(5 + 3);
    expect(countCompletion(asked, writes({ texts: ['Hello'] }), characters('gpt-5.1'))).toBe(5 + 3 + 6);
  });

  test('always pays for the name of a schema, and writes the name of a forced tool', () => {
    const scale = characters('gpt-5.2');
    expect(countCompletion(responses({ outputFormat: schema }), writes({ texts: ['{}'] }), scale)).toBe(
      2 + 4 + 2 + 6,
    );
    const named = responses({ tools: [tool], toolChoice: { name: 'look' } });
    expect(countCompletion(named, writes({ calls: [call] }), scale)).toBe(CALL + 10);
  });

  test('of gpt-5.6 pays 3 in JSON mode', () => {
    const request = responses({ outputFormat: { type: 'json_object' } });
    expect(countCompletion(request, writes({ texts: ['{}'] }), characters('gpt-5.6-sol'))).toBe(2 + 4 + 3);
    expect(countCompletion(request, writes({ texts: ['{}'] }), characters('gpt-5.2'))).toBe(2 + 4);
  });

  test('of the o-series pays more around its text in chat, on Azure a little less', () => {
    expect(countCompletion(plain, writes({ texts: ['Hello'] }), characters('o3-mini'))).toBe(5 + 13);
    const azure = characters('o3-mini', { isAzure: true });
    expect(countCompletion(plain, writes({ texts: ['Hello'] }), azure)).toBe(5 + 13 - 3 + 1);
    expect(countCompletion(plain, writes({ texts: ['Hello'] }), characters('o4-mini'))).toBe(5 + 12 + 6);
    const azureCall = characters('o4-mini', { isAzure: true });
    expect(countCompletion(withTools, writes({ calls: [call] }), azureCall)).toBe(CALL + 9 + 6 - 3 + 1);
  });
});

describe('hidden reasoning', () => {
  const reasoned = (reasoning: number) => writes({ texts: ['Hi'], reasoned: true }, reasoning);

  test('is up to 63 tokens where the provider rounds what it reports down', () => {
    expect(hiddenReasoning(responses({}), reasoned(128), characters('gpt-5-nano'))).toBe(63);
    expect(hiddenReasoning(responses({}), reasoned(0), characters('o4-mini'))).toBe(63);
  });

  test('is none where it reports exactly, or the model did not reason', () => {
    expect(hiddenReasoning(responses({}), reasoned(100), characters('gpt-5'))).toBe(0);
    expect(hiddenReasoning(responses({}), reasoned(128), characters('gpt-5.2'))).toBe(0);
    expect(hiddenReasoning(chat({}), reasoned(128), characters('gpt-5'))).toBe(0);
    expect(hiddenReasoning(responses({}), writes({ texts: ['Hi'] }, 0), characters('gpt-5'))).toBe(0);
  });
});
