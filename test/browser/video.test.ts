import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { makeWebm } from '../support/browser/make-webm.ts';
import { measureColour } from '../support/browser/measure-colour.ts';
import { type Colour, paintImage } from '../support/browser/paint-image.ts';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

/** Half of it is red, half of it blue. */
const filmSeconds = 100;
const seconds = { start: 0.5, seek: filmSeconds - 10 };

test('a video plays, and seeks without loading what lies between', async (ctx) => {
  const page = await openPage(ctx);
  const node = await startTestNode();
  const site = await startTestSite(node);
  const film = await makeFilm(page);
  const url = node.url + (await upload(node, 'film.webm', film));
  const starts = watchRanges(page, url);

  await page.goto(site.pageUrl);
  await page.setContent(`<video src="${url}" muted autoplay width="960" height="720">`);
  await expect.poll(() => playedSeconds(page)).toBeGreaterThan(seconds.start);
  await expect.poll(() => measureColour(page, 'red')).toBeGreaterThan(0.3);
  expect(Math.max(...starts)).toBeLessThan(film.length / 2);

  await page.evaluate((to) => {
    for (const video of document.getElementsByTagName('video')) video.currentTime = to;
  }, seconds.seek);
  await expect.poll(() => playedSeconds(page)).toBeGreaterThan(seconds.seek + seconds.start);
  await expect.poll(() => measureColour(page, 'blue')).toBeGreaterThan(0.3);
  expect(Math.max(...starts)).toBeGreaterThan(film.length / 2);
});

async function makeFilm(page: Page): Promise<Buffer<ArrayBuffer>> {
  const size = { width: 640, height: 480 };
  const paint = (colour: Colour) => paintImage(page, { type: 'image/webp', colour, ...size });
  const [red, blue] = [await paint('red'), await paint('blue')];
  const pictures = Array.from({ length: filmSeconds }, (_, at) =>
    at < filmSeconds / 2 ? red : blue,
  );
  return makeWebm({ ...size, pictures, pictureMs: 1000 });
}

/** Returns where in the file the next responses begin; all must be ranges. */
function watchRanges(page: Page, url: string): readonly number[] {
  const starts: number[] = [];
  page.on('response', (response) => {
    if (response.url() !== url) return;
    const range = /^bytes (\d+)-/u.exec(response.headers()['content-range'] ?? '');
    starts.push(response.status() === 206 ? Number(range?.[1]) : Number.NaN);
  });
  return starts;
}

function playedSeconds(page: Page): Promise<number> {
  return page.evaluate(() => document.getElementsByTagName('video')[0]?.currentTime ?? 0);
}
