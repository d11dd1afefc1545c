import type { JsonSchemaFormat, Message, ModelRequest, TextMessage } from '../../genai/call.js';
import { countHistory } from './history.js';
import { renderedSchema, renderedTools } from './rendered.js';
import { countName, countSections, type Scale, type Section, textOf } from './scale.js';

/** Between the heading of the tools and the tools. */
const FUNCTIONS = '\n\n## functions\n\n';

/** Tokens of a chat or Responses prompt. */
export function countPrompt(request: ModelRequest, scale: Scale): number {
  return request.operation === 'responses' ? countResponses(request, scale) : countChat(request, scale);
}

function countChat(request: ModelRequest, scale: Scale): number {
  const { family, text } = scale;
  const schema = schemaOf(request);
  const schemaName = schema ? 2 + text(schema.name) : 0;
  const hasTools = request.tools.length > 0;
  const reply = hasTools ? family.replyWithTools : family.reply + (family.schemaOpensReply ? schemaName : 0);
  const sections = [
    ...(hasTools ? [{ heading: '# Tools', body: renderedTools(request.tools, scale, FUNCTIONS) }] : []),
    ...(schema
      ? [
          {
            heading: '# Response Formats',
            body: `\n\n## ${schema.name}\n\n${renderedSchema(schema, scale)}`,
          },
        ]
      : []),
  ];
  const attached = attach(sections, request.messages[0], scale);
  return (
    reply +
    attached.apart +
    (hasTools ? family.chatTools + undescribed(request, scale) : 0) +
    countHistory(request, scale, { schemaName, system: attached.system }) +
    countToolChoice(request, scale)
  );
}

/** Tools and schema: what stands apart, and the text of a first system message with what is attached to it. */
function attach(
  sections: readonly Section[],
  first: Message | undefined,
  scale: Scale,
): { apart: number; system?: number } {
  const { family } = scale;
  if (sections.length === 0) return { apart: 0 };
  const system = isSystem(first) && family.sections !== 'apart' ? textOf(first.content) : undefined;
  const [head, ...rest] = sections as [Section, ...Section[]];
  const isTrimmed = family.sections === 'trimmed';
  const attached = isTrimmed ? [] : rest.map(below);
  const apart = isTrimmed ? rest.reduce((sum, section) => sum + countSections('', [section], scale), 0) : 0;
  if (system === undefined) {
    return { apart: family.perMessage + countSections('', [head, ...attached], scale) + apart };
  }
  const before = isTrimmed ? system.trimEnd() : system;
  return {
    apart: (isTrimmed ? 3 : 0) + apart,
    system: countSections(before, [below(head), ...attached], scale),
  };
}

/** A section after another text. */
function below({ heading, body }: Section): Section {
  return { heading: `\n\n${heading}`, body };
}

function isSystem(message: Message | undefined): message is TextMessage {
  return message?.type === 'message' && (message.role === 'system' || message.role === 'developer');
}

function countResponses(request: ModelRequest, scale: Scale): number {
  const { family, text } = scale;
  const schema = schemaOf(request);
  const hasTools = request.tools.length > 0;
  const tools = hasTools
    ? family.responses.tools + undescribed(request, scale) + text(renderedTools(request.tools, scale))
    : 0;
  const sequential = hasTools && request.parallelToolCalls === false ? family.responses.sequential : 0;
  const format = schema
    ? family.responses.schema +
      text(schema.name) +
      text(renderedSchema(schema, scale)) +
      (request.messages.some(hasImage) ? family.responses.schemaWithImages : 0)
    : 0;
  return (
    (hasTools ? family.replyWithTools : family.reply) +
    tools +
    sequential +
    format +
    countHistory(request, scale, { schemaName: 0 }) +
    countToolChoice(request, scale)
  );
}

function hasImage(message: Message): boolean {
  return message.type !== 'reasoning' && message.content.some(part => part.type === 'image');
}

function undescribed({ tools }: ModelRequest, { family }: Scale): number {
  return tools[0]?.description ? 0 : family.undescribedTool;
}

function schemaOf({ outputFormat }: ModelRequest): JsonSchemaFormat | undefined {
  return outputFormat?.type === 'json_schema' ? outputFormat : undefined;
}

/** In Responses, requiring the only tool there is names it. */
function countToolChoice(request: ModelRequest, scale: Scale): number {
  const { toolChoice, tools, operation } = request;
  const cost = scale.family.toolChoice;
  if (!cost || tools.length === 0 || toolChoice === undefined || toolChoice === 'auto') return 0;
  if (toolChoice === 'none') return cost.none;
  if (toolChoice !== 'required') return cost.named + countName('functions.', toolChoice.name, scale);
  if (operation === 'chat') return scale.era.requiredChoice;
  return tools.length === 1 ? cost.named + countName('functions.', tools[0]!.name, scale) : 0;
}
