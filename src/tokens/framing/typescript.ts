import type { ToolDefinition } from '../../genai/call.js';
import { isObject, type JsonObject } from '../../genai/json.js';
import { printFloat, printJson } from './json.js';

/**
 * Tools as the TypeScript that the model is shown. The form is known from what it costs: docs/framing.md has the
 * evidence of each line.
 */
export interface RenderingStyle {
  /** Titles, examples, defaults and limits are written as comments; without it, descriptions of properties only. */
  readonly annotations: boolean;
}

/** A schema and where it stands. */
interface Place {
  readonly root: JsonObject;
  readonly style: RenderingStyle;
  /** How many `$ref` lead here. */
  readonly refs: number;
  readonly depth: number;
  readonly budget: { left: number };
}

const ANY = 'any';
/** A `$ref` inside a `$ref` is followed, one inside that is not. */
const MAX_REFS = 2;
/** Guards against hostile schemas, far above what a model can be sent. */
const MAX_DEPTH = 64;
const MAX_TYPES = 100_000;

/**
 * The tools as one namespace.
 *
 * @throws RangeError where references expand to more than any model can be sent
 */
export function renderTools(tools: readonly ToolDefinition[], style: RenderingStyle): string {
  const budget = { left: MAX_TYPES };
  const types = tools.map(tool => {
    const parameters = isObject(tool.parameters) ? tool.parameters : {};
    const place = { root: parameters, style, refs: 0, depth: 0, budget };
    return `${comment(lines(tool.description))}type ${tool.name} = ${signature(parameters, place)} => any;\n\n`;
  });
  return `namespace functions {\n\n${types.join('')}} // namespace functions`;
}

function signature(parameters: JsonObject, place: Place): string {
  const body = objectType(parameters, place);
  const { title, description } = parameters;
  return body === undefined ? '()' : `(_: ${commentOf({ title, description }, place.style)}${body})`;
}

/** A schema as a type; `undefined` for an object without properties, which the model is not shown. */
function typeOf(unresolved: unknown, from: Place): string | undefined {
  if (!isObject(unresolved) || from.depth > MAX_DEPTH) return ANY;
  if (from.budget.left-- <= 0)
    throw new RangeError(`A tool's schema expands to more than ${MAX_TYPES} types`);
  const [schema, at] = resolve(unresolved, { ...from, depth: from.depth + 1 });
  const type = notNullable(schema, at);
  return schema['nullable'] === true && type && !type.includes('\n') ? `${type} | null` : type;
}

function notNullable(schema: JsonObject, at: Place): string | undefined {
  const members = [schema['anyOf'], schema['oneOf'], schema['allOf']].find(isFilled);
  if (members) return union(members, at);
  const type = schema['type'];
  if (Array.isArray(schema['enum']) && type !== 'array') return schema['enum'].map(printJson).join(' | ');
  if ('const' in schema) return printJson(schema['const']);
  if (Array.isArray(type)) return typeList(schema, type, at);
  if (type === 'object' || 'properties' in schema) return objectType(schema, at);
  if (type === 'array') return arrayType(schema, at);
  return SIMPLE.get(type) ?? ANY;
}

const SIMPLE: ReadonlyMap<unknown, string> = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['integer', 'number'],
  ['boolean', 'boolean'],
  ['null', 'null'],
]);

/** Each member on a line of its own where one of them needs several lines or a comment. */
function union(members: readonly unknown[], at: Place): string | undefined {
  const types = members.flatMap(member => {
    const type = typeOf(member, at);
    const [schema] = isObject(member) ? resolve(member, at) : [{}];
    return type === undefined
      ? []
      : { type, comment: commentOf(schema, at.style), trailing: annotation(schema, at.style) };
  });
  if (types.length === 0) return undefined;
  const isBlock = types.some(({ type, comment, trailing }) => comment || trailing || type.includes('\n'));
  if (!isBlock) return types.map(({ type }) => type).join(' | ');
  const rows = types.map(
    ({ type, comment, trailing }) => ` |${comment ? `\n${comment}` : ' '}${type}${trailing}\n`,
  );
  return `\n${rows.join('')}`;
}

/** `type: [a, b]` is a union of copies of the schema, each with the limits that its type can have. */
function typeList(schema: JsonObject, types: readonly unknown[], at: Place): string {
  const rows = types.map(type => {
    const copy = Object.fromEntries(Object.entries(schema).filter(([key]) => isKeptFor(type, key)));
    const single = { ...copy, type };
    return {
      type: typeOf(single, at) ?? '{}',
      comment: commentOf(single, at.style),
      trailing: annotation(single, at.style),
    };
  });
  if (!rows.some(({ comment, trailing }) => comment || trailing))
    return rows.map(({ type }) => type).join(' | ');
  return rows.map(({ type, comment, trailing }) => ` | ${comment}${type}${trailing}\n`).join('');
}

function isKeptFor(type: unknown, key: string): boolean {
  if (key === 'minimum' || key === 'maximum') return type === 'integer' || type === 'number';
  if (key === 'format') return type === 'string';
  return key !== 'default';
}

function arrayType(schema: JsonObject, at: Place): string {
  const items = schema['items'];
  const type = items === undefined ? undefined : typeOf(items, at);
  if (type === undefined) return 'any[]';
  const [resolved] = isObject(items) ? resolve(items, at) : [{}];
  const above = at.style.annotations ? commentOf(resolved, at.style) : '';
  if (above) return `Array<\n${above}${type}\n>`;
  return type.includes(' | ') ? `Array<${type}>` : `${type}[]`;
}

/** On one line where nothing in it needs a comment, else a property a line. */
function objectType(schema: JsonObject, at: Place): string | undefined {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const names = Object.keys(properties);
  const members = names.flatMap((name, index) => {
    const property = properties[name];
    const type = typeOf(property, at);
    if (type === undefined) return [];
    const [resolved] = isObject(property) ? resolve(property, at) : [{}];
    return {
      above: commentOf(resolved, at.style),
      line: `${name}${required.has(name) ? '' : '?'}:${afterColon(type, index === names.length - 1)}`,
      after: annotation(resolved, at.style),
    };
  });
  if (schema['additionalProperties'] === true)
    members.push({ above: '', line: `[k: string]: ${ANY}`, after: '' });
  if (members.length === 0) return undefined;
  const isPlain = members.every(({ above, line, after }) => !above && !after && !line.includes('\n'));
  if (isPlain && at.style.annotations) return `{ ${members.map(({ line }) => line).join(', ')} }`;
  return `{\n${members.map(({ above, line, after }) => `${above}${line},${after}\n`).join('')}}`;
}

/** A list of types ends its last row without a newline where its property is the last. */
function afterColon(type: string, isLast: boolean): string {
  if (type.startsWith(' | ')) return isLast ? type.trimEnd() : type;
  return type.startsWith('\n') ? type : ` ${type}`;
}

/** Follows a `$ref` into the root, a chain of them as one; the keys beside it stand over those it leads to. */
function resolve(schema: JsonObject, at: Place): [schema: JsonObject, at: Place] {
  if (typeof schema['$ref'] !== 'string') return [schema, at];
  const { $ref, ...beside } = schema;
  if (at.refs >= MAX_REFS) return [beside, at];
  let target = lookUp($ref as string, at.root);
  for (let chain = 0; typeof target?.['$ref'] === 'string' && chain < 6; chain++) {
    target = lookUp(target['$ref'], at.root);
  }
  return [
    { ...target, ...beside },
    { ...at, refs: at.refs + 1 },
  ];
}

/** https://datatracker.ietf.org/doc/html/rfc6901, inside the schema only. */
function lookUp(pointer: string, root: JsonObject): JsonObject | undefined {
  if (!pointer.startsWith('#')) return undefined;
  let here: unknown = root;
  for (const key of pointer.slice(1).split('/').filter(Boolean)) {
    here = isObject(here) ? here[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(here) ? here : undefined;
}

/** `// Title`, an empty line, the description, an empty line, examples. */
function commentOf(schema: JsonObject, style: RenderingStyle): string {
  if (!style.annotations) return comment(lines(schema['description']));
  const examples = isFilled(schema['examples'])
    ? ['Examples:', ...schema['examples'].map(example => `- ${printJson(example)}`)]
    : [];
  const blocks = [lines(schema['title']), lines(schema['description']), examples].filter(isFilled);
  return comment(blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])));
}

function lines(text: unknown): string[] {
  return typeof text === 'string' && text
    ? text
        .trim()
        .split('\n')
        .map(line => line.trim())
    : [];
}

function comment(rows: readonly string[]): string {
  return rows.map(row => (row ? `// ${row}\n` : '//\n')).join('');
}

/** https://json-schema.org/draft/2020-12/json-schema-validation#name-defined-formats: those the model is told. */
const FORMATS = new Set<unknown>('date date-time time duration email hostname ipv4 ipv6 uuid uri'.split(' '));

/** ` // default: …, minimum: …` behind a property. */
function annotation(schema: JsonObject, style: RenderingStyle): string {
  if (!style.annotations) return '';
  const notes = 'default' in schema ? [`default: ${printJson(schema['default'])}`] : [];
  if (!Array.isArray(schema['type'])) {
    if (FORMATS.has(schema['format'])) notes.push(`format: ${printJson(schema['format'])}`);
    for (const limit of ['minimum', 'maximum']) {
      const value = schema[limit];
      if (typeof value === 'number') notes.push(`${limit}: ${asNumber(value, schema['type'])}`);
    }
  }
  return notes.length > 0 ? ` // ${notes.join(', ')}` : '';
}

/** The limit of a `number` is written as a float. */
function asNumber(value: number, type: unknown): string {
  return type === 'number' ? printFloat(value) : printJson(value);
}

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}
