import type { Part } from '../../genai/call.js';
import { lastCut } from '../windows.js';
import type { Era } from './eras.js';
import type { Family } from './family.js';
import { countImage } from './images.js';

/** What a call is counted with. */
export interface Scale {
  readonly family: Family;
  readonly era: Era;
  /** Tokens of a text in the model's vocabulary. */
  readonly text: (text: string) => number;
  /** The tokens of a text are those of its parts on both sides of a cut; a counter that a user brought may differ. */
  readonly addsUp: boolean;
  /** Tokens of the tools' names, which a history repeats: filled while counting. */
  readonly names: Names;
  /** Why the true number is larger: filled while counting. */
  readonly reasons: Set<string>;
  readonly isAzure: boolean;
}

/** Adjacent texts are one piece; an image parts them. */
export function countParts(parts: readonly Part[], scale: Scale): number {
  let tokens = 0;
  let piece = '';
  for (const part of parts) {
    if (part.type === 'text') {
      piece += part.text;
      continue;
    }
    const image = countImage(scale.family.image, part);
    if (!image.known) scale.reasons.add('image without a size');
    const around = scale.family.image.by === 'patch' ? scale.era.patchImage : 0;
    tokens += scale.text(piece) + image.tokens + around;
    piece = '';
  }
  return tokens + scale.text(piece);
}

/** By what stands before a name. */
type Names = { readonly [before in '' | 'functions.']: Map<string, number> };

export function noNames(): Names {
  return { '': new Map(), 'functions.': new Map() };
}

/** Tokens of a tool's name, which in calls stands in a namespace. */
export function countName(before: keyof Names, name: string, { names, text }: Scale): number {
  const known = names[before];
  let tokens = known.get(name);
  if (tokens === undefined) {
    tokens = text(before + name);
    known.set(name, tokens);
  }
  return tokens;
}

export function textOf(parts: readonly Part[]): string {
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('');
}

/** A heading that ends in a letter, and what follows it from its line break on. */
export interface Section {
  readonly heading: string;
  readonly body: string;
}

/**
 * Tokens of sections as one text behind another. Between a letter and a line break is a cut, so that every body is a
 * text of its own, which the tokenizer has met on the call before, and of the text before only the last word is read anew.
 */
export function countSections(before: string, sections: readonly Section[], scale: Scale): number {
  const { text } = scale;
  if (!scale.addsUp) return text(before + sections.map(({ heading, body }) => heading + body).join(''));
  return sections.reduce(
    (sum, { heading, body }, index) =>
      sum + (index === 0 ? countFollowed(before, heading, text) : text(heading)) + text(body),
    0,
  );
}

function countFollowed(before: string, after: string, text: Scale['text']): number {
  const cut = lastCut(before, 0, before.length - 1);
  if (cut < 0) return text(before + after);
  const end = before.slice(cut);
  return text(before) - text(end) + text(end + after);
}
