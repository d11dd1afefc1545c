import { describe, expect, test } from 'vitest';
import { countTokens } from '../../../src/tokens/count-text.js';
import { countPrompt } from '../../../src/tokens/framing/prompt.js';
import { renderSchema } from '../../../src/tokens/framing/schema.js';
import { renderTools } from '../../../src/tokens/framing/typescript.js';
import { calls, characters, chat, output, responses, says } from './characters.js';

const tool = { name: 'look', description: 'Looks.' };
const other = { name: 'go', description: 'Goes.' };
const schema = { type: 'json_schema', name: 'answer', schema: { type: 'string' } } as const;
const hello = says('user', 'Hello');
const brief = says('system', 'Be brief. \n');

const namespace = (tools = [tool]) => renderTools(tools, { annotations: true });
const toolSection = `# Tools\n\n## functions\n\n${namespace()}`;
const schemaSection = `# Response Formats\n\n## answer\n\n${renderSchema(schema)}`;
const HELLO = 4 + 5;

describe('a chat prompt of GPT-3.5 to 4.5', () => {
  const scale = characters('gpt-4o');
  const count = (parts: Parameters<typeof chat>[0], on = scale) => countPrompt(chat(parts), on);

  test('is 4 and the text for each message, and 3 for the reply', () => {
    expect(count({ messages: [hello, says('assistant', 'Hi'), says('user', '')] })).toBe(
      3 + HELLO + (4 + 2) + 4,
    );
  });

  test('pays for a name, one less where it repeats the role', () => {
    expect(count({ messages: [says('user', 'Hello', 'ada')] })).toBe(3 + HELLO + 1 + 3);
    expect(count({ messages: [says('user', 'Hello', 'user')] })).toBe(3 + HELLO + 4);
  });

  test('has the tools in a message of their own, and one less for the reply', () => {
    expect(count({ messages: [hello], tools: [tool] })).toBe(2 + HELLO + 4 + toolSection.length);
  });

  test('has the tools joined to a first system message', () => {
    expect(count({ messages: [brief, hello], tools: [tool] })).toBe(
      2 + 4 + `Be brief. \n\n\n${toolSection}`.length + HELLO,
    );
    expect(count({ messages: [hello, brief], tools: [tool] })).toBe(
      2 + HELLO + 4 + 11 + 4 + toolSection.length,
    );
  });

  test('has the response schema after the tools, its name in the reply only without them', () => {
    expect(count({ messages: [hello], outputFormat: schema })).toBe(
      3 + 2 + 'answer'.length + HELLO + 4 + schemaSection.length,
    );
    expect(count({ messages: [hello], outputFormat: schema, tools: [tool] })).toBe(
      2 + HELLO + 4 + `${toolSection}\n\n${schemaSection}`.length,
    );
  });

  test('pays the name of the schema again for each message of the assistant', () => {
    const before = count({ messages: [hello], outputFormat: schema });
    const after = count({ messages: [hello, says('assistant', 'Hi')], outputFormat: schema });
    expect(after - before).toBe(4 + 2 + 2 + 'answer'.length);
  });

  test('pays for a tool that is forced or forbidden', () => {
    const auto = count({ messages: [hello], tools: [tool], toolChoice: 'auto' });
    const choose = (toolChoice: 'none' | 'required' | { name: string }, on = scale) =>
      count({ messages: [hello], tools: [tool], toolChoice }, on) - auto;
    expect(choose('none')).toBe(1);
    expect(choose('required')).toBe(0);
    expect(choose({ name: 'look' })).toBe(6 + 'functions.look'.length);
    expect(choose('required', characters('gpt-4o', { created: '2024-09-01' }))).toBe(2);
    expect(count({ messages: [hello], toolChoice: 'none' })).toBe(3 + HELLO);
  });

  test('has a lone call and its output as they are', () => {
    const pair = [calls('look'), output('look', 'dark')];
    const call = '{"a":1}'.length + 'functions.look'.length + 6;
    expect(count({ messages: pair })).toBe(3 + call + 'dark'.length + 'look'.length + 6);
    const beside = { ...calls('look'), content: says('', 'Wait').content, name: 'ada' };
    expect(count({ messages: [beside] })).toBe(3 + call + 4 + 4 + 1 + 3);
    expect(count({ messages: [output('look', 'dark')] })).toBe(3 + 4 + 4 + 6);
  });

  test('has parallel calls as one, with one list of outputs', () => {
    const messages = [calls('a', 'b'), output('a', 'é'), output('b', '{"n":1}')];
    const uses = ['a', 'b'].map(name => `{"recipient_name":"functions.${name}","parameters":{"a":1}}`);
    const written = `{"tool_uses":[${uses.join(',')}]}`.length + 20 + 3;
    expect(count({ messages })).toBe(written + '["é", {"n": 1}]'.length);
    expect(count({ messages }, characters('gpt-4o', { created: '2025-06-01' }))).toBe(
      written + '["\\u00e9", {"n": 1}]'.length,
    );
  });

  test('counts the text on either side of an image apart', () => {
    const content = [
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'c' },
      { type: 'image', detail: 'low' },
      { type: 'text', text: 'd' },
    ] as const;
    const pieces: string[] = [];
    const text = (piece: string) => pieces.push(piece) && piece.length;
    const message = { type: 'message', role: 'user', content } as const;
    expect(count({ messages: [message] }, { ...scale, text })).toBe(3 + 4 + 3 + 85 + 1);
    expect(pieces).toEqual(['abc', 'd']);
  });

  test('says that an image without a size is a lower bound', () => {
    const on = characters('gpt-4o');
    count({ messages: [{ type: 'message', role: 'user', content: [{ type: 'image' }] }] }, on);
    expect([...on.reasons]).toEqual(['image without a size']);
  });

  test('of June 2023 pays 3 for a forced tool and for a call', () => {
    const on = characters('gpt-4-0613');
    const block = renderTools([tool], { annotations: false });
    expect(count({ messages: [hello], tools: [tool], toolChoice: { name: 'look' } }, on)).toBe(
      2 + HELLO + 4 + `# Tools\n\n## functions\n\n${block}`.length + 3 + 'functions.look'.length,
    );
    expect(count({ messages: [calls('look')] }, on)).toBe(3 + 7 + 14 + 3);
  });

  test('of a search model is its text alone', () => {
    expect(count({ messages: [hello] }, characters('gpt-4o-search-preview'))).toBe(5);
  });

  test('counts on without tools or a schema that cannot be rendered, and says so', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const on = characters('gpt-4o');
    const tools = [{ name: 'f', parameters: loop }];
    count({ messages: [hello], tools, outputFormat: { ...schema, schema: loop } }, on);
    expect([...on.reasons]).toEqual(['tools that cannot be rendered', 'schema that cannot be rendered']);
  });

  test('sees a schema that the application changed in place', () => {
    const parameters = { properties: { a: { type: 'string' } } };
    const before = count({ messages: [], tools: [{ name: 'f', parameters }] });
    Object.assign(parameters.properties, { b: { type: 'string' } });
    expect(count({ messages: [], tools: [{ name: 'f', parameters }] })).toBe(before + ', b?: string'.length);
  });

  test('sees a schema that changed after it had been met several times', () => {
    const parameters = { properties: { a: { type: 'string' } } };
    const countAgain = () => count({ messages: [], tools: [{ name: 'met', parameters }] });
    const before = [countAgain(), countAgain(), countAgain(), countAgain()];
    expect(new Set(before).size).toBe(1);
    parameters.properties.a.type = 'integer';
    expect(countAgain()).toBe(before[0]! + 'number'.length - 'string'.length);
    parameters.properties.a.type = 'string';
    expect(countAgain()).toBe(before[0]);
  });

  test('tells lists of tools apart that share a schema', () => {
    const parameters = { properties: { a: { type: 'string' } } };
    const lists = [
      [{ name: 'f', parameters }],
      [{ name: 'long', parameters }],
      [{ name: 'f', description: 'Does.', parameters }],
      [{ name: 'f', parameters }, { name: 'g' }],
    ];
    const countAll = () => lists.map(tools => count({ messages: [], tools }));
    const first = countAll();
    expect(new Set(first).size).toBe(lists.length);
    expect([countAll(), countAll(), countAll()]).toEqual([first, first, first]);
  });

  test.each([
    'Be brief.',
    'Be brief',
    'Be brief \n',
    'Be brief:\n\n',
    'Speak 中文。',
    '中文',
    "It's",
    '1234567',
    '😀',
    '# ',
    '',
  ])('counts the system message and the sections as one text: %j', system => {
    const tools = [tool, other];
    for (const model of ['gpt-4o', 'gpt-4', 'gpt-5']) {
      const on = { ...characters(model), text: (text: string) => countTokens(text, model)! };
      const request = chat({ messages: [says('system', system), hello], tools, outputFormat: schema });
      expect(countPrompt(request, { ...on, addsUp: true })).toBe(
        countPrompt(request, { ...on, addsUp: false }),
      );
    }
  });

  test('hands whole texts to a counter that a user brought', () => {
    const texts: string[] = [];
    const text = (piece: string) => texts.push(piece);
    count({ messages: [brief], tools: [tool] }, { ...characters('gpt-4o'), text, addsUp: false });
    expect(texts).toContain(`Be brief. \n\n\n${toolSection}`);
  });

  test('forgets the tools of long ago', () => {
    const sizes = Array.from({ length: 200 }, (_, index) =>
      count({ messages: [], tools: [{ name: `tool${index}` }] }),
    );
    expect(count({ messages: [], tools: [{ name: 'tool0' }] })).toBe(sizes[0]);
  });
});

describe('a chat prompt of a reasoning model', () => {
  const count = (model: string, parts: Parameters<typeof chat>[0], on = characters(model)) =>
    countPrompt(chat(parts), on);

  test('opens its reply with 2', () => {
    for (const model of ['o1', 'o3-mini', 'o4-mini', 'gpt-5']) {
      expect(count(model, { messages: [hello] })).toBe(2 + HELLO);
    }
  });

  test('of gpt-5 adds 2 to each message of the assistant', () => {
    expect(count('gpt-5', { messages: [says('assistant', 'Hi')] })).toBe(2 + 4 + 2 + 2);
  });

  test('of gpt-5 has 81 more around tools, one less where the first has no description', () => {
    expect(count('gpt-5-mini', { messages: [hello], tools: [tool] })).toBe(
      2 + HELLO + 4 + toolSection.length + 81,
    );
    expect(count('gpt-5', { messages: [], tools: [{ name: 'f' }] })).toBe(
      2 +
        4 +
        `# Tools\n\n## functions\n\n${renderTools([{ name: 'f' }], { annotations: true })}`.length +
        81 -
        1,
    );
  });

  test('of gpt-5 has the tools after a trimmed system message, and the schema apart', () => {
    expect(count('gpt-5', { messages: [brief], tools: [tool], outputFormat: schema })).toBe(
      2 + 4 + `Be brief.\n\n${toolSection}`.length + 3 + schemaSection.length + 81,
    );
  });

  test('of the o-series has tools apart from the system message', () => {
    expect(count('o3-mini', { messages: [brief], tools: [tool], toolChoice: { name: 'look' } })).toBe(
      2 + 4 + 11 + 4 + toolSection.length,
    );
  });

  test('has a pair of call and output, and parallel calls', () => {
    const pair = [calls('look'), output('look', 'dark')];
    expect(count('gpt-5', { messages: pair })).toBe(2 + 7 + 14 + 9 + 4 + 4 + 9);
    expect(count('o3-mini', { messages: pair })).toBe(2 + 7 + 14 + 3 + 4 + 4 + 9);
    const azure = characters('o4-mini', { isAzure: true });
    expect(count('o4-mini', { messages: pair }, azure)).toBe(2 + 7 + 14 + 9 - 3 + 4 + 4 + 9);
    const uses = '{"tool_uses":[{"recipient_name":"functions.a","parameters":{"a":1}},';
    expect(count('gpt-5', { messages: [calls('a', 'b')] })).toBe(
      2 + uses.length + uses.length - '{"tool_uses":['.length + 1 + '[]'.length + 26,
    );
  });
});

describe('a Responses prompt', () => {
  const count = (model: string, parts: Parameters<typeof responses>[0], on = characters(model)) =>
    countPrompt(responses(parts), on);

  test('has tools and schema beside the messages', () => {
    expect(count('gpt-4.1', { messages: [hello], tools: [tool] })).toBe(2 + HELLO + 4 + namespace().length);
    expect(count('gpt-4.1', { messages: [hello], outputFormat: schema })).toBe(
      3 + HELLO + 7 + 'answer'.length + renderSchema(schema).length,
    );
    expect(count('gpt-5', { messages: [hello], tools: [tool], outputFormat: schema })).toBe(
      2 + HELLO + 9 + namespace().length + 6 + 'answer'.length + renderSchema(schema).length,
    );
    expect(count('o3', { messages: [], tools: [tool] })).toBe(2 + 6 + namespace().length);
    expect(count('gpt-5-codex', { messages: [], tools: [tool] })).toBe(2 + 12 + namespace().length);
  });

  test('of GPT-4 pays one less for a schema beside images, of gpt-5 one more', () => {
    const content = [
      { type: 'image', detail: 'low' },
      { type: 'text', text: 'a' },
    ] as const;
    const messages = [{ type: 'message', role: 'user', content }] as const;
    const schemaAlone = (model: string) => count(model, { messages: [], outputFormat: schema });
    expect(count('gpt-4o', { messages, outputFormat: schema })).toBe(schemaAlone('gpt-4o') + 4 + 85 + 1 - 1);
    expect(count('gpt-5', { messages, outputFormat: schema })).toBe(schemaAlone('gpt-5') + 4 + 70 + 1 + 1);
  });

  test('takes requiring the only tool as naming it', () => {
    const auto = count('gpt-4o', { messages: [], tools: [tool] });
    expect(count('gpt-4o', { messages: [], tools: [tool], toolChoice: 'required' })).toBe(
      auto + 6 + 'functions.look'.length,
    );
    const two = { messages: [], tools: [tool, other] };
    expect(count('gpt-4o', { ...two, toolChoice: 'required' })).toBe(count('gpt-4o', two));
  });

  test('never merges the calls of GPT-4', () => {
    const pair = [calls('look'), output('look', 'dark')];
    const once = 7 + 14 + 5 + (4 + 14 + 4);
    expect(count('gpt-4o', { messages: pair })).toBe(3 + once);
    expect(count('gpt-4o', { messages: [{ ...calls('look'), stored: true }, pair[1]!] })).toBe(3 + once + 3);
    const two = [{ ...calls('look', 'look'), stored: true }, pair[1]!, pair[1]!];
    expect(count('gpt-4o', { messages: two })).toBe(3 + 2 * once);
    expect(count('gpt-4o', { messages: [output('look', 'dark')] })).toBe(3 + 4 + 14 + 4);
  });

  test('merges the parallel calls of gpt-5.1 and later', () => {
    const messages = [calls('look', 'look'), output('look', 'dark'), output('look', 'dark')];
    expect(count('gpt-5', { messages })).toBe(2 + 2 * (7 + 14 + 6 + 4 + 14 + 9));
    expect(count('gpt-5.2', { messages })).toBe(2 + 2 * (7 + 14 + 4 + 14) + 12 * 2 + 22);
    expect(count('gpt-5.2', { messages: messages.slice(2) })).toBe(2 + 4 + 14 + 9);
  });

  test('of gpt-5 pays for forbidding parallel calls', () => {
    const parts = { messages: [], tools: [tool] };
    expect(count('gpt-5', { ...parts, parallelToolCalls: false })).toBe(count('gpt-5', parts) + 78);
    expect(count('gpt-4o', { ...parts, parallelToolCalls: false })).toBe(count('gpt-4o', parts));
  });

  test('pays for reasoning sent back as the model does, or says that it cannot be counted', () => {
    const messages = [{ type: 'reasoning' }, hello] as const;
    expect(count('gpt-5', { messages })).toBe(2 + HELLO);
    expect(count('o3', { messages })).toBe(2 + 2 + HELLO);
    const newest = characters('gpt-5.6');
    expect(count('gpt-5.6', { messages }, newest)).toBe(2 + HELLO);
    expect([...newest.reasons]).toEqual(['reasoning']);
  });

  test('leaves out a message without parts and pays one for a message of images', () => {
    const empty = { type: 'message', role: 'user', content: [] } as const;
    expect(count('gpt-4o', { messages: [empty] })).toBe(3);
    const image = { ...empty, content: [{ type: 'image', detail: 'low' }] } as const;
    expect(count('gpt-4o', { messages: [image] })).toBe(3 + 4 + 85 + 1);
    expect(count('o1', { messages: [image] })).toBe(2 + 4 + 75);
  });

  test('pays one around an image counted by patches, which chat stopped to in June 2026', () => {
    const image = {
      type: 'message',
      role: 'user',
      content: [{ type: 'image' }, { type: 'text', text: 'a' }],
    } as const;
    const at = (operation: 'chat' | 'responses', created?: string) =>
      characters('gpt-5-nano', { operation, created });
    expect(count('gpt-5-nano', { messages: [image] }, at('responses'))).toBe(2 + 4 + 2 + 1 + 1);
    expect(countPrompt(chat({ messages: [image] }), at('chat'))).toBe(2 + 4 + 2 + 1);
    expect(countPrompt(chat({ messages: [image] }), at('chat', '2026-01-01'))).toBe(2 + 4 + 2 + 1 + 1);
  });
});
