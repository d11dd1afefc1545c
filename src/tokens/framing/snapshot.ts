/** Objects of an application, and what they held. */
export type Snapshot = readonly Held[];

interface Held {
  readonly object: object;
  /** The names of the values; a list has none. */
  readonly keys: readonly string[] | undefined;
  readonly values: readonly unknown[];
}

/**
 * Remembers a JSON value, so that it is known to be unchanged without being printed: a tenth of the time.
 *
 * @returns `undefined` where a value prints itself, because its properties are not what it is sent as
 */
export function takeSnapshot(value: unknown): Snapshot | undefined {
  const held: Held[] = [];
  return hold(value, held) ? held : undefined;
}

function hold(value: unknown, held: Held[]): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const kind = Object.getPrototypeOf(value);
  if ('toJSON' in value || (kind !== Object.prototype && kind !== Array.prototype && kind !== null))
    return false;
  const values: unknown[] = Object.values(value);
  held.push({ object: value, keys: Array.isArray(value) ? undefined : Object.keys(value), values });
  return values.every(item => hold(item, held));
}

/** Whether every object holds what it held, in the same order. */
export function isUnchanged(snapshot: Snapshot): boolean {
  for (const { object, keys, values } of snapshot) {
    const same = keys
      ? holds(object as Readonly<Record<string, unknown>>, keys, values)
      : holdsItems(object as readonly unknown[], values);
    if (!same) return false;
  }
  return true;
}

function holds(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  values: readonly unknown[],
): boolean {
  let at = 0;
  // Several times faster than a list of the keys; what is inherited is not there in a snapshot.
  for (const key in object) {
    if (key !== keys[at] || object[key] !== values[at]) return false;
    at++;
  }
  return at === keys.length;
}

function holdsItems(list: readonly unknown[], values: readonly unknown[]): boolean {
  if (list.length !== values.length) return false;
  for (let at = 0; at < values.length; at++) if (list[at] !== values[at]) return false;
  return true;
}
