import { describe, expect, test } from 'vitest';
import { readNodeView } from '../../../../lib/monitor/read-node-view.ts';

const unknown = {
  id: null,
  version: null,
  files: null,
  bytes: null,
  tombstones: null,
  digest: null,
  notReady: null,
  readOnlyReason: null,
  storeFailure: null,
  corrupt: null,
  volumes: [],
};

test('what a node says of itself is read', () => {
  const volume = { name: 'storage', freeBytes: 5, totalBytes: 9, reservedBytes: 1 };
  const node = { ...unknown, id: 'ab', files: 3, notReady: 'filling', volumes: [volume] };
  const sent = { ...node, damaged: { found: 7, kept: 2 }, other: 1 };
  const text = JSON.stringify({ queues: {}, node: sent });
  expect(readNodeView(text)).toEqual({ ...node, corrupt: 2 });
});

describe('of what is no status of a node nothing is read', () => {
  test.each(['', 'null', '5', '{}', '{"queues":{}}', '{"node":null}', '{"node":"x"}'])(
    '%s',
    (text) => {
      expect(readNodeView(text)).toBeUndefined();
    },
  );
});

test('a field that has another type is unknown, and nothing is longer than it may be', () => {
  const volumes = [null, 'x', { name: 5, freeBytes: '7' }, {}, {}];
  const node = { id: 5, files: '3', digest: 'x'.repeat(1000), bytes: {}, volumes };
  const view = readNodeView(JSON.stringify({ node }));
  const empty = { name: '', freeBytes: 0, totalBytes: 0, reservedBytes: 0 };
  expect(view).toEqual({
    ...unknown,
    digest: 'x'.repeat(200),
    volumes: [empty, empty, empty, empty],
  });
});

test.each(['1e999', '-1e999', '-5'])('%s is no number of files', (files) => {
  const text = `{"node":{"files":${files},"volumes":[{"freeBytes":${files}}]}}`;
  const view = readNodeView(text);
  expect([view?.files, view?.volumes[0]?.freeBytes]).toEqual([null, 0]);
});
