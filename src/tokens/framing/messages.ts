import type { Message } from '../../genai/call.js';

/** Tokens around the text of a conversation. */
export interface Framing {
  /** Before and after each message. */
  readonly perMessage: number;
  /** The opening of the reply, once a request. */
  readonly reply: number;
}

/** Reasoning models open their reply with one token less. docs/framing.md holds the evidence. */
const byPrefix: readonly (readonly [prefix: RegExp, framing: Framing])[] = [
  [/^gpt-5-chat/, { perMessage: 4, reply: 3 }],
  [/^(o1|o3|o4|gpt-5)/, { perMessage: 4, reply: 2 }],
  [/^/, { perMessage: 4, reply: 3 }],
];

/** Tokens of a conversation's messages, given what counts a text. */
export function countMessages(
  messages: readonly Message[],
  model: string,
  count: (text: string) => number,
): number {
  const framing = byPrefix.find(([prefix]) => prefix.test(model))![1];
  return messages.reduce(
    (sum, message) => sum + framing.perMessage + countMessage(message, count),
    framing.reply,
  );
}

/** A name costs one token besides its text, and nothing besides it where it repeats the role. */
function countMessage({ role, name, content }: Message, count: (text: string) => number): number {
  const named = name === undefined ? 0 : count(name) + (name === role ? 0 : 1);
  return count(content) + named;
}
