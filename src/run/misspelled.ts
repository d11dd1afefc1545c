import { closest } from 'fastest-levenshtein';

/** The value, if it is one of those there are. @throws TypeError that lists them */
export function oneOf<T extends string>(values: readonly T[], value: string, what: string): T {
  const match = values.find(candidate => candidate === value);
  if (!match)
    throw new TypeError(`${what} is not known: use ${values.map(known => `"${known}"`).join(' or ')}`);
  return match;
}

/** Says which name was meant by one that does not exist. */
export function misspelled(kind: string, name: string, known: readonly string[]): string {
  return `Misspelled ${kind} "${name}" should be "${closest(name, [...known])}"`;
}
