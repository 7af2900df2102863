import { expect, test } from 'vitest';
import { engineOf } from '../../../../runtime/engine/engine.ts';

test.each([
  ['node', { node: '24.0.0' }],
  ['bun', { node: '24.0.0', bun: '1.4.5' }],
  ['deno', { node: '24.0.0', deno: '2.9.6' }],
])('%s names itself in its versions', (engine, versions) => {
  expect(engineOf(versions)).toBe(engine);
});
