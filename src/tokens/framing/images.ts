import type { ImagePart } from '../../genai/call.js';

/** How a model family prices an image: https://platform.openai.com/docs/guides/images-vision#calculating-costs */
export type ImageRule =
  | { readonly by: 'tile'; readonly base: number; readonly tile: number }
  | { readonly by: 'patch'; readonly factor: number };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Tokens of an image of a known size, in pixels, without what is around it. */
export function imageTokens(rule: ImageRule, { width, height }: Size, detail?: string): number {
  if (rule.by === 'patch') return Math.ceil(patchesOf(width, height) * rule.factor);
  if (detail === 'low') return rule.base;
  const within = Math.min(1, 2048 / Math.max(width, height));
  const scale = within * Math.min(1, 768 / (Math.min(width, height) * within));
  return rule.base + rule.tile * tilesAlong(width * scale) * tilesAlong(height * scale);
}

/** Squares of 512 pixels; the rounding takes back what the scaling added behind the decimal point. */
function tilesAlong(pixels: number): number {
  return Math.ceil(Number(pixels.toFixed(6)) / 512);
}

const PATCH = 32;
const MAX_PATCHES = 1536;

/** Squares of 32 pixels; a larger image is shrunk until whole squares fit the limit. */
function patchesOf(width: number, height: number): number {
  const along = (pixels: number) => Math.ceil(pixels / PATCH);
  if (along(width) * along(height) <= MAX_PATCHES) return along(width) * along(height);
  const shrink = Math.sqrt((MAX_PATCHES * PATCH * PATCH) / (width * height));
  const whole = (pixels: number) => Math.floor((pixels * shrink) / PATCH) / ((pixels * shrink) / PATCH);
  const scale = shrink * Math.min(whole(width), whole(height));
  return Math.min(along(width * scale) * along(height * scale), MAX_PATCHES);
}

/**
 * Tokens of an image, and whether they are all: an image whose size the request does not tell, because it is
 * remote or a file, counts as the smallest one.
 */
export function countImage(rule: ImageRule, image: ImagePart): { tokens: number; known: boolean } {
  if (rule.by === 'tile' && image.detail === 'low') return { tokens: rule.base, known: true };
  const size = sizeOfDataUrl(image.url ?? '');
  return {
    tokens: imageTokens(rule, size ?? { width: 1, height: 1 }, image.detail),
    known: size !== undefined,
  };
}

/** The first bytes of the formats that the API takes: PNG, JPEG, GIF and WebP. */
const FORMATS = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP)/s;

/** Characters of base64 to read: the size stands at the start, behind metadata only in some photographs. */
const HEADERS = [4 * 1024, 512 * 1024];

/** Width and height in an image's own header. */
export function sizeOfDataUrl(url: string): Size | undefined {
  const start = /^data:image\/[\w.+-]+(?:;[\w.+=-]+)*;base64,/.exec(url.slice(0, 200))?.[0].length;
  if (start === undefined) return undefined;
  for (const length of HEADERS) {
    const size = sizeOfHeader(Buffer.from(url.slice(start, start + length), 'base64'));
    if (size) return size;
    if (url.length <= start + length) break;
  }
  return undefined;
}

function sizeOfHeader(bytes: Buffer): Size | undefined {
  if (!FORMATS.test(bytes.toString('latin1', 0, 16))) return undefined;
  try {
    const { imageSize } = require('image-size') as typeof import('image-size');
    const { width, height } = imageSize(bytes);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}
