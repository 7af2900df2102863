import { randomBytes } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { expect, test } from 'vitest';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { sha1 } from '../support/disk/disk-view.ts';

const mebibyte = 1024 * 1024;

test('an upload that begins at one node goes on at another, and its file is on both', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  // They get to know each other.
  await fetch(`${a.url}/first`, { method: 'PUT', body: 'first' });
  await expectConverged(cluster.nodes);
  const content = randomBytes(5 * mebibyte);
  const begun = await fetch(`${a.url}/_tus/`, {
    method: 'POST',
    headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(content.length) },
  });
  let stored: string | undefined;
  await new Promise<void>((resolve, reject) => {
    new Upload(content, {
      // As a balancer does that sends each request elsewhere.
      uploadUrl: b.url + begun.headers.get('location'),
      chunkSize: mebibyte,
      retryDelays: [100, 300, 1000, 3000],
      onAfterResponse(_request, response) {
        stored = response.getHeader('Content-Location') ?? stored;
      },
      onError: reject,
      onSuccess: () => resolve(),
    }).start();
  });
  await expectConverged(cluster.nodes);
  for (const { url } of [a, b]) {
    const response = await fetch(`${url}${stored}`);
    expect(sha1(Buffer.from(await response.arrayBuffer()))).toBe(sha1(content));
  }
});
