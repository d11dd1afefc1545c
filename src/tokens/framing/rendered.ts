import type { JsonSchemaFormat, ToolDefinition } from '../../genai/call.js';
import type { Scale } from './scale.js';
import { renderSchema } from './schema.js';
import { isUnchanged, type Snapshot, takeSnapshot } from './snapshot.js';
import { renderTools } from './typescript.js';

/**
 * An agent sends the same tools on every call, so a block is rendered once and found again by the identity of its
 * schemas or, where an application makes them anew, by their JSON. Identity alone is never believed: an application that
 * changes a schema in place is counted right.
 */
interface Block {
  readonly kind: string;
  readonly definitions: readonly ToolDefinition[];
  readonly schemas: Snapshot;
  readonly text: string;
}

/** By the first schema. One that has begun several lists keeps a few of them. */
const byIdentity = new WeakMap<object, readonly Block[]>();
const KEPT_BY_IDENTITY = 4;
/** By kind and JSON, the least lately used thrown out first. */
const byContent = new Map<string, string>();
const KEPT_BY_CONTENT = 64;

/** The tools as the model is shown them, with what stands before them. */
export function renderedTools(
  tools: readonly ToolDefinition[],
  { family: { style }, reasons }: Scale,
  heading = '',
): string {
  const kind = `${style.annotations ? 'tools' : 'plain tools'}${heading}`;
  return (
    rendered(kind, tools, copy => heading + renderTools(copy, style)) ?? unreadable('tools', heading, reasons)
  );
}

export function renderedSchema({ name, description, schema }: JsonSchemaFormat, { reasons }: Scale): string {
  const definition = { name, description, parameters: schema };
  const render = ([copy]: readonly ToolDefinition[]) =>
    renderSchema({ type: 'json_schema', ...copy!, schema: copy!.parameters });
  return rendered('schema', [definition], render) ?? unreadable('schema', '', reasons);
}

type Render = (copy: readonly ToolDefinition[]) => string;

function rendered(kind: string, definitions: readonly ToolDefinition[], render: Render): string | undefined {
  try {
    const key = definitions.find(isSchema)?.parameters;
    const blocks = key && byIdentity.get(key);
    const block = blocks?.find(one => one.kind === kind && isSame(one, definitions));
    if (block) return block.text;
    const text = renderedOnce(kind, definitions, render);
    if (key) byIdentity.set(key, blocks ? remember(blocks, kind, definitions, text) : []);
    return text;
  } catch {
    return undefined;
  }
}

function isSchema(definition: ToolDefinition): definition is ToolDefinition & { parameters: object } {
  return typeof definition.parameters === 'object' && definition.parameters !== null;
}

function isSame({ definitions, schemas }: Block, others: readonly ToolDefinition[]): boolean {
  if (definitions.length !== others.length) return false;
  for (let at = 0; at < others.length; at++) {
    const one = definitions[at]!;
    const other = others[at]!;
    if (
      one.parameters !== other.parameters ||
      one.name !== other.name ||
      one.description !== other.description
    )
      return false;
  }
  return isUnchanged(schemas);
}

/** Only from the second time on: what is made anew for each call is never met again. */
function remember(
  blocks: readonly Block[],
  kind: string,
  definitions: readonly ToolDefinition[],
  text: string,
): readonly Block[] {
  const schemas = takeSnapshot(definitions.map(({ parameters }) => parameters));
  const block = schemas && { kind, definitions, schemas, text };
  return block ? [block, ...blocks.slice(0, KEPT_BY_IDENTITY - 1)] : blocks;
}

/** What is sent is JSON, whatever the caller's objects are: it is rendered from a copy made by the same means. */
function renderedOnce(kind: string, definitions: readonly ToolDefinition[], render: Render): string {
  const json = JSON.stringify(definitions);
  const key = `${kind} ${json}`;
  const text = byContent.get(key) ?? render(JSON.parse(json) as ToolDefinition[]);
  byContent.delete(key);
  byContent.set(key, text);
  if (byContent.size > KEPT_BY_CONTENT) byContent.delete(byContent.keys().next().value!);
  return text;
}

function unreadable(what: string, instead: string, reasons: Set<string>): string {
  reasons.add(`${what} that cannot be rendered`);
  return instead;
}
