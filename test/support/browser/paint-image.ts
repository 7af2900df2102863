import type { Page } from 'playwright-core';

export type Colour = 'red' | 'blue';

export interface Painting {
  readonly type: 'image/png' | 'image/webp';
  readonly colour: Colour;
  readonly width: number;
  readonly height: number;
}

/** Lets a page paint a picture of one colour, with grain that no format makes small. */
export async function paintImage(page: Page, painting: Painting): Promise<Buffer<ArrayBuffer>> {
  const base64 = await page.evaluate(async ({ type, colour, width, height }) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('There is no canvas.');
    const image = context.createImageData(width, height);
    const strong = colour === 'red' ? 0 : 2;
    for (let at = 0; at < image.data.length; at += 4) {
      const grain = Math.random() * 60;
      image.data.set([grain, grain, grain, 255], at);
      image.data[at + strong] = 255 - grain;
    }
    context.putImageData(image, 0, 0);
    const blob = await canvas.convertToBlob({ type, quality: 0.95 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }, painting);
  return Buffer.from(base64, 'base64');
}
