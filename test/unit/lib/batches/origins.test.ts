import { expect, it } from 'vitest';
import { createOrigins, maxMisses } from '../../../../lib/batches/origins.ts';

it('any origin may bring a file, until the peer has got one of its from somebody else', () => {
  const origins = createOrigins();
  expect(origins.mayBring('a')).toBe(true);
  origins.note('a', 201);
  expect(['a', 'b'].map(origins.mayBring)).toEqual([false, true]);
  for (const status of [400, 404, 409, 503]) origins.note('a', status);
  expect(origins.mayBring('a')).toBe(false);
  origins.note('a', 302);
  expect(origins.mayBring('a')).toBe(true);
});

it('an origin that has brought files is not given up for a few that it did not', () => {
  const origins = createOrigins();
  const miss = (times: number) => {
    for (let time = 0; time < times; time += 1) origins.note('a', 201);
  };
  miss(1);
  origins.note('a', 302);
  miss(maxMisses - 1);
  expect(origins.mayBring('a')).toBe(true);
  origins.note('a', 302);
  miss(maxMisses - 1);
  expect(origins.mayBring('a')).toBe(true);
  miss(1);
  expect(origins.mayBring('a')).toBe(false);
});

it('only some are remembered', () => {
  const origins = createOrigins();
  for (let at = 0; at < 100; at += 1) origins.note(`${at}`, 201);
  expect(['0', '99'].map(origins.mayBring)).toEqual([false, false]);
  origins.note('99', 201);
  expect(origins.mayBring('0')).toBe(false);
  origins.note('one more', 201);
  expect(['0', '99', 'one more'].map(origins.mayBring)).toEqual([true, true, false]);
});
