/**
 * JSON as the model reads it: parsed and printed by Python. A number that JavaScript would read as an integer stays
 * a float there (`1.0`), so texts are rewritten token by token.
 */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|\s+|[,:]|-?\d[\d.eE+-]*/g;

/** A JSON text without spaces; any other text as it is. */
export function compactJson(text: string): string {
  return isCompact(text) ? text : (rewrite(text, ',', ':', false) ?? text);
}

/** What follows a backslash where printing writes the same: `\/` and `\u` it may write otherwise. */
const ESCAPES = new Set([...'"\\bfnrt'].map(character => character.charCodeAt(0)));
const [QUOTE, BACKSLASH, POINT, UPPER_E, LOWER_E, SPACE] = [34, 92, 46, 69, 101, 32] as const;
const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;

/**
 * Whether a text stays as it is, be it JSON or not: it is what models write and what a history is full of, and this is
 * ten times as fast as printing it. Doubt is no.
 */
function isCompact(text: string): boolean {
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) inString = !inString;
    else if (inString) {
      if (isSurrogate(unit)) return false;
      if (unit === BACKSLASH && !ESCAPES.has(text.charCodeAt(++at))) return false;
    } else if (unit <= SPACE || unit === POINT || unit === UPPER_E) return false;
    else if (unit === LOWER_E && isDigit(text.charCodeAt(at - 1))) return false;
  }
  return true;
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
