import { describe, expect, test } from 'vitest';
import { countImage, imageTokens, sizeOfDataUrl } from '../../../src/tokens/framing/images.js';

const tiles = { by: 'tile', base: 85, tile: 170 } as const;
const patches = { by: 'patch', factor: 1.5 } as const;

function dataUrl(bytes: Buffer, type = 'image/png'): string {
  return `data:${type};base64,${bytes.toString('base64')}`;
}

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  bytes.write('IHDR', 12);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** A JPEG whose size stands behind this many bytes of metadata. */
function jpeg(width: number, height: number, metadata: number): Buffer {
  const segment = Buffer.alloc(metadata + 4);
  segment.writeUInt16BE(0xffe2, 0);
  segment.writeUInt16BE(metadata + 2, 2);
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, frame, Buffer.alloc(64)]);
}

describe('tokens of an image', () => {
  test('by tiles: the base and each square of 512 pixels', () => {
    expect(imageTokens(tiles, { width: 512, height: 512 })).toBe(85 + 170);
    expect(imageTokens(tiles, { width: 513, height: 512 })).toBe(85 + 2 * 170);
  });

  test('by tiles: within 2048 pixels, then the shorter side within 768', () => {
    expect(imageTokens(tiles, { width: 1024, height: 1024 })).toBe(85 + 4 * 170);
    expect(imageTokens(tiles, { width: 2048, height: 4096 })).toBe(85 + 6 * 170);
    expect(imageTokens(tiles, { width: 4096, height: 512 })).toBe(85 + 4 * 170);
  });

  test('by tiles: low detail is the base whatever the size', () => {
    expect(imageTokens(tiles, { width: 4096, height: 4096 }, 'low')).toBe(85);
  });

  test('by patches: squares of 32 pixels times the factor of the model', () => {
    expect(imageTokens(patches, { width: 33, height: 32 })).toBe(Math.ceil(2 * 1.5));
    expect(imageTokens(patches, { width: 1024, height: 1024 })).toBe(1024 * 1.5);
  });

  test('by patches: a large image is shrunk to 1536 of them', () => {
    expect(imageTokens(patches, { width: 1800, height: 2400 })).toBe(1452 * 1.5);
    expect(imageTokens({ by: 'patch', factor: 1 }, { width: 100_000, height: 100_000 })).toBeLessThanOrEqual(
      1536,
    );
  });
});

describe('the size of an image', () => {
  test('is read from the header in its data URL', () => {
    expect(sizeOfDataUrl(dataUrl(png(640, 480)))).toEqual({ width: 640, height: 480 });
    const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([16, 0, 9, 0]), Buffer.alloc(20)]);
    expect(sizeOfDataUrl(dataUrl(gif, 'image/gif'))).toEqual({ width: 16, height: 9 });
  });

  test('is read behind the metadata of a photograph', () => {
    expect(sizeOfDataUrl(dataUrl(jpeg(4000, 3000, 40_000), 'image/jpeg'))).toEqual({
      width: 4000,
      height: 3000,
    });
  });

  test.each([
    ['a remote image', 'https://example.com/cat.png'],
    ['a broken header', dataUrl(Buffer.from('no image at all, only text'))],
    ['a header cut short', dataUrl(png(640, 480).subarray(0, 12))],
    ['no width', dataUrl(png(0, 480))],
    ['no base64', 'data:image/svg+xml,<svg width="10" height="10"/>'],
    ['nothing', ''],
  ])('is unknown of %s', (_, url) => {
    expect(sizeOfDataUrl(url)).toBeUndefined();
  });

  test('where it is unknown, the image counts as the smallest and says so', () => {
    expect(countImage(tiles, { type: 'image', url: 'https://example.com/cat.png' })).toEqual({
      tokens: 85 + 170,
      known: false,
    });
    expect(countImage(tiles, { type: 'image', detail: 'low' })).toEqual({ tokens: 85, known: true });
    expect(countImage(patches, { type: 'image', url: dataUrl(png(64, 32)), detail: 'low' })).toEqual({
      tokens: 3,
      known: true,
    });
  });
});
