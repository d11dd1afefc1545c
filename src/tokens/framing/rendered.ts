import type { JsonSchemaFormat, ToolDefinition } from '../../genai/call.js';
import type { Scale } from './scale.js';
import { renderSchema } from './schema.js';
import { renderTools } from './typescript.js';

/** Rendered blocks by the JSON they were made of, the least lately used thrown out first. */
const rendered = new Map<string, string>();
const KEPT = 64;

/**
 * The tools as the model is shown them. An agent sends the same tools on every call, so a block is rendered once.
 * The key is the content and not the identity: an application that changes a schema in place is counted right.
 */
export function renderedTools(tools: readonly ToolDefinition[], { family, reasons }: Scale): string {
  const kind = family.style.annotations ? 'tools' : 'plain tools';
  const render = (copy: ToolDefinition[]) => renderTools(copy, family.style);
  return kept(kind, tools as ToolDefinition[], render) ?? unreadable('tools', reasons);
}

export function renderedSchema(format: JsonSchemaFormat, { reasons }: Scale): string {
  return kept('schema', format, renderSchema) ?? unreadable('schema', reasons);
}

/** What is sent is JSON, whatever the caller's objects are: it is rendered from a copy made by the same means. */
function kept<T>(kind: string, source: T, render: (copy: T) => string): string | undefined {
  try {
    const json = JSON.stringify(source);
    const key = `${kind} ${json}`;
    const block = rendered.get(key) ?? render(JSON.parse(json) as T);
    rendered.delete(key);
    rendered.set(key, block);
    if (rendered.size > KEPT) rendered.delete(rendered.keys().next().value!);
    return block;
  } catch {
    return undefined;
  }
}

function unreadable(what: string, reasons: Set<string>): string {
  reasons.add(`${what} that cannot be rendered`);
  return '';
}
