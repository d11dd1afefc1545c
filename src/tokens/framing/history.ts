import type {
  Message,
  ModelRequest,
  TextMessage,
  ToolCall,
  ToolCallMessage,
  ToolOutputMessage,
} from '../../genai/call.js';
import { compactJson, jsonList } from './json.js';
import { countName, countParts, type Scale, textOf } from './scale.js';

/** What chat's tools and schema change in the messages. */
interface Attached {
  /** Paid by each message of the assistant. */
  readonly schemaName: number;
  /** The text of the first message, where it was counted with what is attached to it. */
  readonly system?: number;
}

/** Tokens of a conversation's messages. */
export function countHistory(request: ModelRequest, scale: Scale, attached: Attached): number {
  const isChat = request.operation === 'chat';
  const { messages } = request;
  let tokens = 0;
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]!;
    if (message.type === 'message')
      tokens += countMessage(
        message,
        scale,
        isChat,
        attached.schemaName,
        index === 0 ? attached.system : undefined,
      );
    else if (message.type === 'reasoning') tokens += countReasoning(scale);
    else {
      const call = message.type === 'tool_calls' ? message : undefined;
      const outputs = outputsFrom(messages, call ? index + 1 : index);
      tokens += isChat ? countChatCalls(call, outputs, scale) : countResponseCalls(call, outputs, scale);
      index += outputs.length - (call ? 0 : 1);
    }
  }
  return tokens;
}

function countReasoning({ family, reasons }: Scale): number {
  if (family.responses.reasoning === undefined) reasons.add('reasoning');
  return family.responses.reasoning ?? 0;
}

/**
 * A name costs one token besides its text, and nothing besides it where it repeats the role. Responses leaves out a
 * message without parts.
 */
function countMessage(
  message: TextMessage,
  scale: Scale,
  isChat: boolean,
  schemaName: number,
  known: number | undefined,
): number {
  const { role, name, content } = message;
  const { family, text } = scale;
  if (!isChat && content.length === 0) return 0;
  const named = name === undefined ? 0 : text(name) + (name === role ? 0 : 1);
  const isImageOnly = !isChat && content.every(part => part.type === 'image');
  const extra =
    (role === 'assistant' ? family.assistant + schemaName : 0) +
    (isImageOnly ? family.responses.imageOnly : 0);
  return family.perMessage + (known ?? countParts(content, scale)) + named + extra;
}

function outputsFrom(messages: readonly Message[], start: number): ToolOutputMessage[] {
  const outputs: ToolOutputMessage[] = [];
  for (let index = start; messages[index]?.type === 'tool_output'; index++) {
    outputs.push(messages[index] as ToolOutputMessage);
  }
  return outputs;
}

/** One call is written as itself; several become one call of a tool that runs others, with one list of outputs. */
function countChatCalls(
  message: ToolCallMessage | undefined,
  outputs: readonly ToolOutputMessage[],
  scale: Scale,
): number {
  const { chat, azure } = scale.family;
  const answers = outputs.reduce(
    (sum, output) =>
      sum + countParts(output.content, scale) + countName('', output.name ?? '', scale) + chat.output,
    0,
  );
  if (!message) return answers;
  const beside =
    (isFilled(message) ? chat.beside + countParts(message.content, scale) : 0) +
    (message.name === undefined ? 0 : 1 + scale.text(message.name));
  if (message.calls.length === 1) {
    return (
      beside + countCall(message.calls[0]!, scale) + chat.call + (scale.isAzure ? azure.call : 0) + answers
    );
  }
  const list = jsonList(
    outputs.map(output => textOf(output.content)),
    scale.era.escapesOutputs && scale.family.sections === 'joined',
  );
  return beside + scale.text(parallelCalls(message.calls)) + scale.text(list) + chat.parallel;
}

function countResponseCalls(
  message: ToolCallMessage | undefined,
  outputs: readonly ToolOutputMessage[],
  scale: Scale,
): number {
  const { responses: framing } = scale.family;
  const calls = message?.calls ?? [];
  const texts =
    calls.reduce((sum, call) => sum + countCall(call, scale), 0) +
    outputs.reduce(
      (sum, { content, name }) =>
        sum + countParts(content, scale) + countName('functions.', name ?? '', scale),
      0,
    );
  if (calls.length > 1 && framing.parallel) {
    return texts + framing.parallel.each * calls.length + framing.parallel.once;
  }
  const stored = calls.length === 1 && message?.stored ? framing.storedCall : 0;
  return texts + framing.call * calls.length + framing.output * outputs.length + stored;
}

/** Tokens of a call's own text. */
export function countCall(call: ToolCall, scale: Scale): number {
  return scale.text(compactJson(call.arguments)) + countName('functions.', call.name, scale);
}

export function parallelCalls(calls: readonly ToolCall[]): string {
  const uses = calls.map(
    ({ name, arguments: written }) =>
      `{"recipient_name":"functions.${name}","parameters":${compactJson(written)}}`,
  );
  return `{"tool_uses":[${uses.join(',')}]}`;
}

function isFilled({ content }: ToolCallMessage): boolean {
  return content.some(part => part.type === 'image' || part.text !== '');
}
