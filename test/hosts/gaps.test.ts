import { expect, test } from 'vitest';
import { gaps } from './gaps.ts';
import { checkNames } from './http-contract/http-contract.ts';

const names = checkNames();

test('the contract has at least 120 checks, each with a name of its own', () => {
  expect(names.length).toBeGreaterThanOrEqual(120);
  expect(new Set(names).size).toBe(names.length);
});

test.each(Object.entries(gaps))('%s has gaps in checks that there are, each once', (_, own) => {
  const listed = own.flatMap(({ checks }) => checks);
  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});
