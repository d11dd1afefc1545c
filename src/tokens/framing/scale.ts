import type { Part } from '../../genai/call.js';
import type { Era } from './eras.js';
import type { Family } from './family.js';
import { countImage } from './images.js';

/** What a call is counted with. */
export interface Scale {
  readonly family: Family;
  readonly era: Era;
  /** Tokens of a text in the model's vocabulary. */
  readonly text: (text: string) => number;
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

export function textOf(parts: readonly Part[]): string {
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('');
}
