import { expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import {
  createFakeRemotePeer,
  download,
  inChunks,
} from '../../../support/node/fake-remote-peer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { createTestRemoteFiles } from '../../../support/node/test-remote-files.ts';

const text = 'abcdefghijklmnopqrstuvwxyz';
const content = new TextEncoder().encode(text);
const name = `file_1700000000_${sha1Of(text)}.bin` as StoredName;

it.each([
  ['another range', { contentRange: 'bytes 0-2/26' }],
  ['no range', { contentRange: undefined }],
  ['the whole', { status: 200, contentRange: undefined }],
  ['too little', { body: inChunks(content.slice(1, 3), 5) }],
  ['too much', { body: inChunks(content.slice(1, 5), 5) }],
])('a range for which the peer sends %s breaks off', async (_, change) => {
  const peer = createFakeRemotePeer('peer', (request) => ({
    ...download(request, content),
    ...(request.range !== undefined && (change as object)),
  }));
  const files = createTestRemoteFiles([peer], { wholeBytes: 10 });
  const file = await files.open(name, 'GET', files.store);
  await expect(new Response(file?.readRange(1, 3)).text()).rejects.toThrow(
    'A peer did not send the file',
  );
});
