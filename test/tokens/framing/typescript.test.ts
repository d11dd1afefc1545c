import { describe, expect, test } from 'vitest';
import { renderTools } from '../../../src/tokens/framing/typescript.js';

const annotated = { annotations: true };

/** The type of one tool `f` with these parameters, without the namespace around it. */
function rendered(parameters: unknown, style = annotated): string {
  const block = renderTools([{ name: 'f', parameters }], style);
  return block
    .replace('namespace functions {\n\ntype f = ', '')
    .replace(' => any;\n\n} // namespace functions', '');
}

/** The type of one required property `p`. */
function property(schema: unknown, beside: object = {}): string {
  return rendered({ type: 'object', properties: { p: schema }, required: ['p'], ...beside });
}

describe('a tool as TypeScript', () => {
  test('is a type in a namespace, under its description', () => {
    const tools = [
      { name: 'look', description: 'Looks around.\n\n  Slowly.  ' },
      { name: 'go', parameters: { type: 'object', properties: { to: { type: 'string' } } } },
    ];
    expect(renderTools(tools, annotated)).toBe(
      'namespace functions {\n\n' +
        '// Looks around.\n//\n// Slowly.\ntype look = () => any;\n\n' +
        'type go = (_: { to?: string }) => any;\n\n' +
        '} // namespace functions',
    );
  });

  test('stands on one line where nothing needs a comment', () => {
    const parameters = { properties: { a: { type: 'integer' }, b: { type: 'boolean' } }, required: ['a'] };
    expect(rendered(parameters)).toBe('(_: { a: number, b?: boolean })');
  });

  test('has a property a line where one of them has a comment', () => {
    const properties = { a: { type: 'string', title: 'Name', description: 'Full.\n Really full.' }, b: {} };
    expect(rendered({ properties })).toBe(
      '(_: {\n// Name\n//\n// Full.\n// Really full.\na?: string,\nb?: any,\n})',
    );
  });

  test("shows the parameters' own title and description before the brace", () => {
    expect(property({ type: 'null' }, { title: 'Args', description: 'All of them.' })).toBe(
      '(_: // Args\n//\n// All of them.\n{ p: null })',
    );
  });

  test('lists examples after the description', () => {
    expect(property({ type: 'string', description: 'City.', examples: ['Bern', { a: [1] }] })).toBe(
      '(_: {\n// City.\n//\n// Examples:\n// - "Bern"\n// - {"a": [1]}\np: string,\n})',
    );
  });

  test('notes defaults, formats it knows and limits behind the property, floats for a number', () => {
    expect(property({ type: 'number', default: null, minimum: 0, maximum: 0.5 })).toBe(
      '(_: {\np: number, // default: null, minimum: 0.0, maximum: 0.5\n})',
    );
    expect(property({ type: 'string', format: 'date' })).toBe('(_: {\np: string, // format: "date"\n})');
    expect(property({ type: 'string', format: 'uint8', minLength: 1 })).toBe('(_: { p: string })');
  });

  test('writes enums, constants and arrays', () => {
    expect(property({ enum: ['a', 1, null] })).toBe('(_: { p: "a" | 1 | null })');
    expect(property({ const: 'x' })).toBe('(_: { p: "x" })');
    expect(property({ type: 'array', items: { type: 'string' } })).toBe('(_: { p: string[] })');
    expect(property({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('(_: { p: Array<"a" | "b"> })');
    expect(property({ type: 'array' })).toBe('(_: { p: any[] })');
    expect(property({ type: 'array', items: { type: 'array', items: { type: 'number' } } })).toBe(
      '(_: { p: number[][] })',
    );
    expect(property({ type: 'array', items: { type: 'string', description: 'One.' } })).toBe(
      '(_: {\np: Array<\n// One.\nstring\n>,\n})',
    );
  });

  test('joins the members of a union, on lines of their own where one has a comment', () => {
    expect(property({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toBe('(_: { p: string | null })');
    expect(property({ oneOf: [{ type: 'string', description: 'Id.' }, { type: 'null' }] })).toBe(
      '(_: {\np:\n |\n// Id.\nstring\n | null\n,\n})',
    );
    expect(property({ anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] })).toBe(
      '(_: {\np:\n | string // format: "date"\n | null\n,\n})',
    );
  });

  test('shows allOf as a union of one', () => {
    const $defs = { Point: { title: 'Point', type: 'object', properties: { x: { type: 'number' } } } };
    expect(property({ allOf: [{ $ref: '#/$defs/Point' }] }, { $defs })).toBe(
      '(_: {\np:\n |\n// Point\n{ x?: number }\n,\n})',
    );
  });

  test('expands a list of types to copies, a limit only where it applies', () => {
    expect(property({ type: ['string', 'null'] })).toBe('(_: { p: string | null })');
    const properties = { n: { type: ['integer', 'null'], minimum: 1 }, z: { type: 'string' } };
    expect(rendered({ properties })).toBe('(_: {\nn?: | number // minimum: 1\n | null\n,\nz?: string,\n})');
    expect(property({ type: ['string', 'null'], description: 'Maybe.' })).toBe(
      '(_: {\n// Maybe.\np: | // Maybe.\nstring\n | // Maybe.\nnull,\n})',
    );
  });

  test('adds null to what is nullable', () => {
    expect(property({ type: 'string', nullable: true })).toBe('(_: { p: string | null })');
  });

  test('leaves out an object without properties, wherever it stands', () => {
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    expect(rendered({ properties: { a: map, b: { type: 'string' } } })).toBe('(_: { b?: string })');
    expect(property({ anyOf: [{ type: 'string' }, map] })).toBe('(_: { p: string })');
    expect(property({ anyOf: [map] })).toBe('()');
    expect(property({ type: 'array', items: map })).toBe('(_: { p: any[] })');
    expect(property({ type: ['object', 'null'] })).toBe('(_: { p: {} | null })');
    expect(property({ type: 'object', additionalProperties: true })).toBe('(_: { p: { [k: string]: any } })');
  });

  test('follows references two deep and shows the next as any', () => {
    const $defs = {
      A: { title: 'A', type: 'object', properties: { b: { $ref: '#/$defs/B' } } },
      B: { title: 'B', type: 'object', properties: { c: { $ref: '#/$defs/C', description: 'Deep.' } } },
      C: { title: 'C', type: 'object', properties: { d: { type: 'string' } } },
    };
    expect(property({ $ref: '#/$defs/A' }, { $defs })).toBe(
      '(_: {\n// A\np: {\n// B\nb?: {\n// Deep.\nc?: any,\n},\n},\n})',
    );
  });

  test('ends a recursive reference, and a chain of them, and one that leads nowhere', () => {
    const Node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } };
    expect(property({ $ref: '#/$defs/Node' }, { $defs: { Node } })).toBe(
      '(_: { p: { next?: { next?: any } } })',
    );
    const $defs = { 'a/b': { $ref: '#/$defs/c' }, c: { type: 'string' }, loop: { $ref: '#/$defs/loop' } };
    expect(property({ $ref: '#/$defs/a~1b' }, { $defs })).toBe('(_: { p: string })');
    expect(property({ $ref: '#/$defs/loop' }, { $defs })).toBe('(_: { p: any })');
    expect(property({ $ref: 'https://example.com/schema' })).toBe('(_: { p: any })');
  });

  test('shows descriptions of properties only to the models of June 2023', () => {
    const properties = {
      a: { type: 'integer', title: 'A', description: 'First.', default: 1 },
      b: { type: 'array', items: { type: 'string', description: 'One.' } },
    };
    expect(rendered({ properties, title: 'Args' }, { annotations: false })).toBe(
      '(_: {\n// First.\na?: number,\nb?: string[],\n})',
    );
  });

  test('shows what is no schema as any', () => {
    expect(rendered({ properties: { a: true, b: 'x', c: { type: 'constructor' } } })).toBe(
      '(_: { a?: any, b?: any, c?: any })',
    );
    expect(rendered('nonsense')).toBe('()');
  });

  test('ends, however deep or wide a schema is', () => {
    let deep: unknown = { type: 'string' };
    for (let level = 0; level < 5_000; level++) deep = { type: 'array', items: deep };
    expect(property(deep).length).toBeLessThan(1_000);
    const names = Array.from({ length: 400 }, (_, index) => `p${index}`);
    const many = Object.fromEntries(names.map(name => [name, { $ref: '#/$defs/A' }]));
    const $defs = { A: { type: 'object', properties: many } };
    expect(() => property({ $ref: '#/$defs/A' }, { $defs })).toThrow(RangeError);
  });
});
