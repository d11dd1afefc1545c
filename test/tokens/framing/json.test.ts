import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiJson, compactJson, jsonList, printFloat, printJson } from '../../../src/tokens/framing/json.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON as Python prints it', () => {
  test('a compact text keeps its order, its floats and its spaces inside strings', () => {
    expect(compactJson('{ "b" : 1.0,\n "a": [ "x, y: z" , 12345678901234567890 ] }')).toBe(
      '{"b":1.0,"a":["x, y: z",12345678901234567890]}',
    );
  });

  test('an escape becomes the character it stands for', () => {
    expect(compactJson('{"city":"Z\\u00fcrich \\u0022"}')).toBe('{"city":"Zürich \\""}');
  });

  test('what is not JSON stays as it is', () => {
    expect(compactJson('{"cut": ')).toBe('{"cut": ');
    expect(compactJson('')).toBe('');
  });

  test('a text that looks compact is read as one that does not, and as it is where it is no JSON', () => {
    const fragments = [
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '"b":1', '{"a":"', '"}', ' ', '\n', 'true', 'e', 'E'],
      ...[
        '-0',
        '1.50',
        '2e5',
        '3E+2',
        '12',
        '\\n',
        '\\"',
        '\\/',
        '\\u00e9',
        '\\',
        'é',
        '😀',
        '\ud800',
        '\u2028',
      ],
    ];
    const pieces = fc.array(fc.constantFrom(...fragments), { maxLength: 8 }).map(list => list.join(''));
    const texts = fc.oneof(
      pieces,
      pieces.map(piece => `{"a":"${piece}"}`),
      pieces.map(piece => `["x",${piece}]`),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, text => {
        // With a space before it, no text looks compact.
        expect(compactJson(text)).toBe(isJson(text) ? compactJson(` ${text}`) : text);
      }),
      { numRuns: 5000 },
    );
  });

  test('a list of outputs holds JSON as such and other text as strings', () => {
    expect(jsonList(['{"a":1,"b":[2,3]}', '18 °C', '182.7000'], false)).toBe(
      '[{"a": 1, "b": [2, 3]}, "18 °C", 182.7]',
    );
    expect(jsonList(['18 °C', '"é"'], true)).toBe('["18 \\u00b0C", "\\u00e9"]');
    expect(jsonList([], false)).toBe('[]');
  });

  test('floats have a point or an exponent', () => {
    expect([0, 3, -0.5, 1e16, 1.5e-7, 1e300].map(printFloat)).toEqual([
      '0.0',
      '3.0',
      '-0.5',
      '1e+16',
      '1.5e-07',
      '1e+300',
    ]);
  });

  test('values are printed on one line, with spaces or in ASCII', () => {
    expect(printJson({ a: [1, 'b: c'], d: null })).toBe('{"a": [1, "b: c"], "d": null}');
    expect(printJson(undefined)).toBe('null');
    expect(asciiJson({ a: 'ü😀\u007f' })).toBe('{"a":"\\u00fc\\ud83d\\ude00\u007f"}');
    expect(asciiJson(undefined)).toBe('null');
  });
});
