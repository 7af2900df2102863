import { expect, test } from 'vitest';
import { clientChecks } from '../../contract/client-checks.ts';
import { openMemoryPlace } from '../../support/client/memory-place.ts';

test.each(Object.entries(clientChecks))('the client %s', async (_, check) => {
  await expect(check(await openMemoryPlace())).resolves.toBeUndefined();
});
