import { describe, expect, test } from 'vitest';
import { isUnchanged, takeSnapshot } from '../../../src/tokens/framing/snapshot.js';

const schema = () => ({
  type: 'object',
  properties: { a: { enum: ['x', 1, null] }, b: { type: 'string' } } as Record<string, unknown>,
  required: ['a'],
});

describe('a snapshot', () => {
  test('holds as long as nothing changes', () => {
    const value = schema();
    const snapshot = takeSnapshot(value)!;
    expect(isUnchanged(snapshot)).toBe(true);
    expect(isUnchanged(snapshot)).toBe(true);
  });

  test.each<[string, (value: ReturnType<typeof schema>) => void]>([
    ['a value at the top', value => Object.assign(value, { type: 'array' })],
    ['a value deep inside', value => Object.assign(value.properties['b'] as object, { type: 'number' })],
    ['an item', value => value.required.splice(0, 1, 'b')],
    ['one item more', value => value.required.push('b')],
    ['one item less', value => value.required.pop()],
    ['a key more', value => Object.assign(value.properties, { c: {} })],
    ['a key less', value => delete value.properties['b']],
    ['another name', value => (value.properties = { a: value.properties['a'], c: value.properties['b'] })],
    [
      'another order',
      value => {
        const { a } = value.properties;
        delete value.properties['a'];
        value.properties['a'] = a;
      },
    ],
    ['an equal object in place of one', value => (value.properties['b'] = { type: 'string' })],
  ])('sees %s', (_, change) => {
    const value = schema();
    const snapshot = takeSnapshot(value)!;
    change(value);
    expect(isUnchanged(snapshot)).toBe(false);
  });

  test.each([
    ['a date', { default: new Date(0) }],
    ['an object that prints itself', { toJSON: () => 'x' }],
    ['a function', { a: () => 1 }],
    ['an instance of a class', { a: new (class Schema {})() }],
  ])('is not taken of %s', (_, value) => {
    expect(takeSnapshot(value)).toBeUndefined();
  });
});
