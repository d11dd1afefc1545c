import { type Body, isBody } from './reply.js';

/** The tools as the model reads them, `''` for none; right for flat parameters with at most a description. */
export function toolNamespace(tools: readonly unknown[]): string {
  const functions = tools.filter(isBody).filter(tool => typeof tool['name'] === 'string');
  if (functions.length === 0) return '';
  return `namespace functions {\n\n${functions.map(declaration).join('')}} // namespace functions`;
}

function declaration({ name, description, parameters }: Body): string {
  const properties = isBody(parameters) && isBody(parameters['properties']) ? parameters['properties'] : {};
  const required = isBody(parameters) && Array.isArray(parameters['required']) ? parameters['required'] : [];
  const fields = Object.entries(properties).map(([key, schema]) => ({
    comment: isBody(schema) ? comment(titled(schema)) : '',
    text: `${key}${required.includes(key) ? '' : '?'}: ${typeName(schema)}`,
  }));
  const commented = fields.some(field => field.comment !== '');
  const object = commented
    ? `{\n${fields.map(field => `${field.comment}${field.text},\n`).join('')}}`
    : `{ ${fields.map(field => field.text).join(', ')} }`;
  const signature = fields.length === 0 ? '()' : `(_: ${object})`;
  return `${comment(description)}type ${name} = ${signature} => any;\n\n`;
}

const titled = ({ title, description }: Body) =>
  [title, description].filter(text => typeof text === 'string' && text !== '').join('\n\n');

const comment = (description: unknown): string =>
  typeof description === 'string' && description !== ''
    ? description
        .split('\n')
        .map(line => `${`// ${line}`.trim()}\n`)
        .join('')
    : '';

function typeName(schema: unknown): string {
  if (!isBody(schema)) return 'any';
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => JSON.stringify(value)).join(' | ');
  if (schema['type'] === 'array') return `${typeName(schema['items'])}[]`;
  return schema['type'] === 'integer' ? 'number' : String(schema['type'] ?? 'any');
}
