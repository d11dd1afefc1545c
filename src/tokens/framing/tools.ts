import type { ToolDefinition } from '../../genai/call.js';
import type { Scale } from './scale.js';
import { type RenderingStyle, renderTools } from './typescript.js';

/** Rendered blocks by the JSON of the tools, the least lately used thrown out first. */
const rendered = new Map<string, string>();
const KEPT = 64;

/**
 * The tools as the model is shown them. An agent sends the same tools on every call, so a block is rendered once.
 * The key is the content and not the identity: an application that changes a schema in place is counted right.
 */
export function renderedTools(tools: readonly ToolDefinition[], { family, reasons }: Scale): string {
  try {
    return rendering(tools, family.style);
  } catch {
    reasons.add('tools that are not JSON');
    return '';
  }
}

function rendering(tools: readonly ToolDefinition[], style: RenderingStyle): string {
  const json = JSON.stringify(tools);
  const key = `${style.annotations}${json}`;
  const block = rendered.get(key) ?? renderTools(JSON.parse(json) as ToolDefinition[], style);
  rendered.delete(key);
  rendered.set(key, block);
  if (rendered.size > KEPT) rendered.delete(rendered.keys().next().value!);
  return block;
}
