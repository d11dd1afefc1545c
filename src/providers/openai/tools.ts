import type { OutputFormat, ToolChoice, ToolDefinition } from '../../genai/call.js';
import { isObject, type JsonObject, objects, text } from '../../genai/json.js';

export function readTool(tool: JsonObject): ToolDefinition {
  return {
    name: text(tool['name']) ?? '',
    description: text(tool['description']),
    parameters: tool['parameters'],
  };
}

/** Types of the tools that run at the provider: what is told to the model about them is not in the request. */
export function hostedTools(tools: unknown): string[] {
  return objects(tools)
    .map(tool => text(tool['type']) ?? 'function')
    .filter(type => type !== 'function')
    .map(type => `${type} tool`);
}

/** `"auto"`, or an object that names a tool: nested under `function` in chat, bare in Responses and `functions`. */
export function readToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (!isObject(choice)) return undefined;
  const name = text((isObject(choice['function']) ? choice['function'] : choice)['name']);
  return name === undefined ? undefined : { name };
}

/** Chat nests the schema, `{ type, json_schema: { name, schema } }`; Responses does not. */
export function readOutputFormat(format: unknown): OutputFormat | undefined {
  if (!isObject(format)) return undefined;
  if (format['type'] === 'json_object') return { type: 'json_object' };
  if (format['type'] !== 'json_schema') return undefined;
  const schema = isObject(format['json_schema']) ? format['json_schema'] : format;
  return {
    type: 'json_schema',
    name: text(schema['name']) ?? '',
    description: text(schema['description']),
    schema: schema['schema'],
  };
}
