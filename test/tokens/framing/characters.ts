import type { ModelOutput, ModelRequest, ModelResponse } from '../../../src/genai/call.js';
import { eraOf } from '../../../src/tokens/framing/eras.js';
import { familyOf } from '../../../src/tokens/framing/families.js';
import { noNames, type Scale } from '../../../src/tokens/framing/scale.js';

/** A scale on which a token is a character: what is left of a count is framing. */
export function characters(
  model: string,
  { created, isAzure = false, operation = 'chat' as ModelRequest['operation'] } = {} as {
    created?: string;
    isAzure?: boolean;
    operation?: ModelRequest['operation'];
  },
): Scale {
  return {
    family: familyOf(model),
    era: eraOf(created === undefined ? undefined : Date.parse(created) / 1000, operation),
    text: text => text.length,
    addsUp: true,
    names: noNames(),
    reasons: new Set(),
    isAzure,
  };
}

const EMPTY = {
  model: '',
  stream: false,
  settings: {},
  messages: [],
  tools: [],
  inputs: [],
  uncountable: [],
};

export function chat(parts: Partial<ModelRequest>): ModelRequest {
  return { operation: 'chat', ...EMPTY, ...parts };
}

export function responses(parts: Partial<ModelRequest>): ModelRequest {
  return { operation: 'responses', ...EMPTY, ...parts };
}

export function says(role: string, text: string, name?: string) {
  return { type: 'message', role, name, content: [{ type: 'text', text }] } as const;
}

export function calls(...names: string[]) {
  return {
    type: 'tool_calls',
    content: [],
    calls: names.map(name => ({ name, arguments: '{"a": 1}' })),
    stored: false,
  } as const;
}

export function output(name: string, text: string) {
  return { type: 'tool_output', name, content: [{ type: 'text', text }] } as const;
}

export function writes(parts: Partial<ModelOutput>, reasoning?: number): ModelResponse {
  return {
    finishReasons: [],
    outputs: [{ texts: [], calls: [], truncated: false, reasoned: false, ...parts }],
    uncountable: [],
    ...(reasoning !== undefined && { usage: { reasoning } }),
  };
}
