import type { Page } from 'playwright-core';
import type { Colour } from './paint-image.ts';

/** How much of what can be seen of a page is of this colour, from 0 to 1. */
export async function measureColour(page: Page, colour: Colour): Promise<number> {
  const picture = (await page.screenshot()).toString('base64');
  const other = await page.context().newPage();
  const share = await other.evaluate(
    async ([source, strong]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (context === null) throw new Error('There is no canvas.');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let seen = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
        const [other, own] = strong === 'red' ? [blue, red] : [red, blue];
        if (own > 150 && other < 110 && green < 110) seen += 1;
      }
      return seen / (data.length / 4);
    },
    [picture, colour] as const,
  );
  await other.close();
  return share;
}
