import type { JsonSchemaFormat } from '../../genai/call.js';
import { isObject } from '../../genai/json.js';
import { asciiJson } from './json.js';

/** What the model is not shown of a response schema, at every level: it constrains the sampling, not the prompt. */
const HIDDEN = new Set(
  (
    'additionalProperties required default format pattern $schema multipleOf uniqueItems ' +
    'minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems minLength maxLength'
  ).split(' '),
);

/** Under these keys stand names, not keywords. */
const NAMES = new Set(['properties', '$defs', 'definitions']);

/** The JSON of a response schema as the model is shown it, after its description. */
export function renderSchema(format: JsonSchemaFormat): string {
  const comment = format.description ? `// ${format.description}\n` : '';
  return comment + asciiJson(visible(format.schema ?? {}, false));
}

function visible(schema: unknown, areNames: boolean): unknown {
  if (Array.isArray(schema)) return schema.map(item => visible(item, false));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => areNames || !HIDDEN.has(key));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, visible(value, !areNames && NAMES.has(key))]),
  );
}
