import { expect, it } from 'vitest';
import { AssertionError, assert } from '../../../../lib/errors/assert.ts';

it('an invariant that holds passes', () => {
  expect(() => assert(true, 'one is one')).not.toThrow();
});

it('an invariant that does not hold is thrown with its text', () => {
  expect(() => assert(1 > 2, 'one is more than two')).toThrow(
    new AssertionError('Invariant violated: one is more than two.'),
  );
});

it('what was asserted narrows a type', () => {
  const found = ['a'].at(0);
  assert(found !== undefined, 'the list has one item');
  expect(found.length).toBe(1);
});
