import type { ModelOutput, ModelRequest, ModelResponse } from '../../genai/call.js';
import type { WritingFraming } from './family.js';
import { countCall, parallelCalls } from './history.js';
import { compactJson } from './json.js';
import type { Scale } from './scale.js';

/** Tokens a model wrote, as far as they can be seen: without its reasoning. */
export function countCompletion(request: ModelRequest, response: ModelResponse, scale: Scale): number {
  const isChat = request.operation === 'chat';
  const stop = scale.isAzure && isChat ? scale.era.azureStop : 0;
  return response.outputs.reduce(
    (sum, output) => sum + countOutput(output, request, response, scale) + stop,
    0,
  );
}

/**
 * A stop sequence that ended a reply is billed and cut off, and the finish reason does not tell it from a natural end.
 * A newline at the end of the reply does: only what followed it was cut.
 */
function countStop(output: ModelOutput, { settings }: ModelRequest, scale: Scale): number {
  const stops = settings.stopSequences ?? [];
  if (stops.length === 0 || output.truncated || !scale.era.billsStop) return 0;
  const lengths = new Set(stops.map(stop => scale.text(stop)));
  if (output.texts.at(-1)?.endsWith('\n') && lengths.size === 1) return lengths.values().next().value!;
  scale.reasons.add('stop sequence');
  return 0;
}

function countOutput(
  output: ModelOutput,
  request: ModelRequest,
  response: ModelResponse,
  scale: Scale,
): number {
  const { completion } = scale.family;
  const framing = completion[request.operation === 'responses' ? 'responses' : 'chat'];
  const reasoned = hasReasoned(output, request, response, scale);
  if (output.calls.length === 0) return countText(output, request, framing, reasoned, scale);
  const beside = output.texts.reduce((sum, text) => sum + scale.text(text) + completion.beside, 0);
  const required = isRequired(request) ? scale.era.requiredChoice : 0;
  return (
    beside + countCalls(output, request, framing, scale) + (reasoned ? framing.reasonedCall : 0) - required
  );
}

/** Every message of an output pays what is written around one; a reply that was cut off does not. */
function countText(
  output: ModelOutput,
  request: ModelRequest,
  framing: WritingFraming,
  reasoned: boolean,
  scale: Scale,
): number {
  const { completion } = scale.family;
  const texts = output.texts.length > 0 ? output.texts : [output.refusal ?? ''];
  const written = texts.reduce((sum, text) => sum + scale.text(text), 0);
  if (output.truncated) return written;
  const format = request.outputFormat;
  const withTools = request.tools.length > 0;
  const schemaName =
    format?.type === 'json_schema' &&
    (completion.schemaName === 'always' || (completion.schemaName === 'with tools' && withTools))
      ? 2 + scale.text(format.name)
      : 0;
  const around =
    framing.text +
    (scale.isAzure ? scale.family.azure.text : 0) +
    (reasoned ? framing.reasonedText : 0) +
    (withTools && request.toolChoice !== 'none' ? completion.textWithTools : 0) +
    (output.refusal ? completion.refusal : 0) +
    (format?.type === 'json_object' ? completion.jsonObject : 0) +
    schemaName;
  return written + around * texts.length + countStop(output, request, scale);
}

function countCalls(
  output: ModelOutput,
  request: ModelRequest,
  framing: WritingFraming,
  scale: Scale,
): number {
  const { completion, azure } = scale.family;
  const [call, ...others] = output.calls;
  if (!call || others.length > 0) return scale.text(parallelCalls(output.calls)) + framing.parallel;
  if (completion.forcedNameIsGiven && isForced(request)) {
    return scale.text(compactJson(call.arguments)) + (request.operation === 'responses' ? 1 : 0);
  }
  return countCall(call, scale) + framing.call + (scale.isAzure ? azure.call : 0);
}

/** What the prompt pays for a required call, the model need not write. */
function isRequired({ toolChoice, operation }: ModelRequest): boolean {
  return operation === 'chat' && toolChoice === 'required';
}

function isForced({ toolChoice, tools, operation }: ModelRequest): boolean {
  if (toolChoice === 'required') return operation === 'responses' && tools.length === 1;
  return typeof toolChoice === 'object';
}

function hasReasoned(
  output: ModelOutput,
  request: ModelRequest,
  response: ModelResponse,
  { family }: Scale,
): boolean {
  if (response.usage?.reasoning || output.reasoned) return true;
  const answersTool = request.messages.at(-1)?.type === 'tool_output';
  return request.operation === 'chat' && family.completion.reasonsUnseen && !answersTool;
}

/** Most hidden tokens that a `reasoning_tokens` rounded down to a multiple of 64 leaves out. */
const FLOORED = 63;

/** How many more tokens there can be: the part of the reasoning that the provider's rounding hides. */
export function hiddenReasoning(request: ModelRequest, response: ModelResponse, scale: Scale): number {
  const reported = response.usage?.reasoning ?? 0;
  const reasoned = response.outputs.some(output => hasReasoned(output, request, response, scale));
  const isFloored = request.operation === 'responses' && scale.family.completion.reasoningIsFloored;
  return isFloored && reasoned && reported % (FLOORED + 1) === 0 ? FLOORED : 0;
}
