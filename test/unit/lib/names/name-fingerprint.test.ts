import { expect, it } from 'vitest';
import { createFingerprintName, hashTextWith } from '../../../../lib/names/name-fingerprint.ts';
import { createSha1, hashText } from '../../../../runtime/node/hash.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

it.each([
  ['text by text', hashText],
  ['piece by piece', hashTextWith(createSha1)],
])('the fingerprint of a name is the beginning of its SHA-1, hashed %s', (_, hash) => {
  const name = nameOf('grüße/a.txt', 'content');
  const { high, low } = createFingerprintName(hash)(name);
  const hex = [high, low].map((word) => word.toString(16).padStart(8, '0')).join('');
  expect(hex).toBe(sha1Of(name).slice(0, 16));
});
