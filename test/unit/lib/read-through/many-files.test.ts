import { expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { createFakeRemotePeer, download, refusal } from '../../../support/node/fake-remote-peer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { createTestRemoteFiles } from '../../../support/node/test-remote-files.ts';

it('many files that are looked for at once take no tokens from each other', async () => {
  const texts = Array.from({ length: 300 }, (_, index) => `content ${index}`);
  const names = texts.map((text) => `file_1700000000_${sha1Of(text)}` as StoredName);
  const contents = new Map(names.map((name, index) => [name, texts[index] as string]));
  const peer = createFakeRemotePeer('a', (request) => {
    const text = contents.get(request.name as StoredName);
    return text === undefined ? refusal(404) : download(request, new TextEncoder().encode(text));
  });
  const files = createTestRemoteFiles([peer], { missBurst: 40 });
  const opened = await Promise.all(names.map((name) => files.open(name, 'GET', files.store)));
  expect(opened.filter((file) => file === undefined)).toEqual([]);
  expect(files.stored.size).toBe(300);
});
