/**
 * JSON as the model reads it: parsed and printed by Python. A number that JavaScript would read as an integer stays
 * a float there (`1.0`), so texts are rewritten token by token.
 */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|\s+|[,:]|-?\d[\d.eE+-]*/g;

/** A JSON text without spaces; any other text as it is. */
export function compactJson(text: string): string {
  return rewrite(text, ',', ':', false) ?? text;
}

/** A list of tools' outputs as one JSON list: those that are JSON stand as such, the others as strings. */
export function jsonList(texts: readonly string[], ascii: boolean): string {
  const items = texts.map(text => rewrite(text, ', ', ': ', ascii) ?? quote(text, ascii));
  return `[${items.join(', ')}]`;
}

/** A value on one line, with a space after each comma and colon. */
export function printJson(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  return typeof value === 'object' ? rewrite(json, ', ', ': ', false)! : json;
}

/** A value without spaces, everything outside ASCII escaped. */
export function asciiJson(value: unknown): string {
  return escapeNonAscii(JSON.stringify(value) ?? 'null');
}

function rewrite(text: string, comma: string, colon: string, ascii: boolean): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return text.replace(TOKEN, token => {
    if (token[0] === '"') return quote(JSON.parse(token), ascii);
    if (/\d/.test(token)) return /[.eE]/.test(token) ? printFloat(Number(token)) : token;
    return token === ',' ? comma : token === ':' ? colon : '';
  });
}

/** `repr` of a Python float: always with a point or an exponent, which starts at 1e16 and below 1e-4. */
export function printFloat(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e16 || (size < 1e-4 && size > 0)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function quote(text: string, ascii: boolean): string {
  return ascii ? escapeNonAscii(JSON.stringify(text)) : JSON.stringify(text);
}

function escapeNonAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, unit =>
    unit === '\u007f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
