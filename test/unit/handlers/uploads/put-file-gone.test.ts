import { expect, test } from 'vitest';
import { handle } from '../../../../handlers/router.ts';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

test('an upload whose client disconnects before its directories are made leaves nothing', async () => {
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

test('a complete body of a peer is stored although the peer disconnects while the disk syncs', async () => {
  const node = await createTestContext();
  const peer = new AbortController();
  const name = `new/a_13_${sha1Of('hello')}`;
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'sync' && path.startsWith('.cockatiel/')) peer.abort();
  };
  const range = { 'Content-Range': 'bytes 0-4/5', 'Content-Length': '5' };
  const headers = { ...peerHeaders, ...range };
  const init = { method: 'PUT', body: 'hello', signal: peer.signal, headers };
  const response = await handle(new Request(`http://node/${name}`, init), node.ctx);
  expect(peer.signal.aborted).toBe(true);
  expect(response.status).toBe(201);
  expect(node.storageDisk.paths()).toEqual([name]);
});
