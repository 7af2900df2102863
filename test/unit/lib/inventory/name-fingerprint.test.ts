import { expect, it } from 'vitest';
import { createFingerprintName } from '../../../../lib/inventory/name-fingerprint.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

it('the fingerprint of a name is the beginning of its SHA-1', () => {
  const name = nameOf('grüße/a.txt', 'content');
  const { high, low } = createFingerprintName(createSha1)(name);
  const hex = [high, low].map((word) => word.toString(16).padStart(8, '0')).join('');
  expect(hex).toBe(sha1Of(name).slice(0, 16));
});
