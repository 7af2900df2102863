import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { describeStart } from '../../../../../runtime/cli/text/describe-start.ts';

test.each([
  ['http://0.0.0.0:8080', 'http://localhost:8080/_ui/'],
  ['http://[::]:8080', 'http://localhost:8080/_ui/'],
  ['http://[::1]:8080', 'http://[::1]:8080/_ui/'],
  ['http://10.1.1.1:8080', 'http://10.1.1.1:8080/_ui/'],
  ['http://node.lan:80', 'http://node.lan/_ui/'],
])('a node at %s has a page at %s', async (url, page) => {
  const place = { url, storage: tmpdir(), queue: tmpdir(), peerUrls: [] };
  const facts = await describeStart(place, { read: [], write: [], cluster: [] });
  expect(facts).toMatchObject({ page });
});
