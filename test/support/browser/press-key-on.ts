import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Follows a link, or presses a button, with the keyboard, as a reader may. Unlike a click it does
 * not depend on where things lie: a browser may cover any part of a page with a notice of its own.
 */
export async function pressKeyOn(target: Locator): Promise<void> {
  await target.focus();
  const isFocused = await target.evaluate((element) => element === document.activeElement);
  expect(isFocused, 'the element takes the keyboard').toBe(true);
  await target.press('Enter');
}
