import { expect, test } from 'vitest';
import { handle } from '../../handlers/router.ts';
import { createTestContext } from '../support/create-test-context.ts';
import { diskImage } from '../support/disk-image.ts';

test('an upload whose client goes before its directories are made leaves nothing', async () => {
  const node = await createTestContext();
  const before = diskImage(node);
  const client = new AbortController();
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'makeDirectory' && path === 'a') client.abort();
  };
  const init = { method: 'PUT', body: 'hello', signal: client.signal };
  const response = await handle(new Request('http://node/a/b/c', init), node.ctx);
  expect(response.status).toBe(408);
  expect(diskImage(node)).toEqual(before);
  expect(node.logLines).toEqual([]);
});
