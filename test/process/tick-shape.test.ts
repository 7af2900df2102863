import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { TickShape } from '../../runtime/cli/tick-shape.cts';
import { mainPath } from '../support/process/start-process.ts';

const { keepTickShape } = createRequire(import.meta.url)(
  join(dirname(mainPath), 'tick-shape.cjs'),
) as TickShape;

function ticksKeptOn(versions: Record<string, string>): number {
  const before = keepTickShape({ nextTick: process.nextTick, versions: onLine24 }).length;
  const all = { ...process.versions, ...versions };
  return keepTickShape({ nextTick: process.nextTick, versions: all }).length - before;
}

const onLine24 = { ...process.versions, node: '24.1.0' };

test.each([
  [1, 'Node.js 20', { node: '20.19.0' }],
  [1, 'Node.js 22', { node: '22.15.0' }],
  [0, 'Node.js 24', { node: '24.1.0' }],
  [0, 'Bun', { node: '20.19.0', bun: '1.4.5' }],
  [0, 'Deno', { node: '20.19.0', deno: '2.9.6' }],
])('%i tick is kept on %s', (ticks, _, versions) => {
  expect(ticksKeptOn(versions)).toBe(ticks);
});

test('what is kept is what Node.js makes for a tick, and it goes on as ever', async () => {
  const kept = keepTickShape({
    nextTick: process.nextTick,
    versions: { ...process.versions, node: '20.19.0' },
  });
  expect(kept.at(-1)).toHaveProperty('callback');
  const ticked = new Promise<string>((resolve) => process.nextTick(resolve, 'ticked'));
  expect(await ticked).toBe('ticked');
});
