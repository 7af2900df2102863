import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../../lib/object-store/object-store.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { collect } from '../../../support/objects/object-bodies.ts';
import { openS3Store } from '../../../support/objects/open-s3-store.ts';
import { type S3Double, startS3Double } from '../../../support/objects/start-s3-double.ts';

let double: S3Double;
let store: ObjectStore;

beforeEach(async () => {
  double = await startS3Double();
  store = openS3Store(double.endpoint);
  await store.putIfAbsent('key', bytesOf('content'), facts);
});
afterEach(() => double.close());

const facts = { sha1: sha1Of('content') };

const spooled = {
  sizeBytes: 3_000_000,
  async *read() {
    for (let count = 0; count < 30; count += 1) yield bytesOf('x'.repeat(100_000));
  },
};

describe('a response that breaks off', () => {
  it('is an error of the store, whatever it was for', async () => {
    double.onRequest = () => 'cut-body';
    for (const call of [() => store.list(''), () => store.staging.listUploads('')]) {
      await expect(call()).rejects.toMatchObject({ name: 'ObjectStoreError', isTransient: true });
    }
    const cutting = openS3Store(double.endpoint, '', {
      fetch: async () =>
        new Response(new ReadableStream({ pull: (it) => it.error(new TypeError('terminated')) })),
    });
    const { staging } = cutting;
    const upload = { key: 'a', uploadId: '1' };
    for (const call of [
      () => cutting.putIfAbsent('key', bytesOf('content'), facts),
      () => cutting.markDeleted('key'),
      () => cutting.list(''),
      () => staging.begin('a'),
      () => staging.addPart(upload, 1, bytesOf('x')),
      () => staging.complete(upload, []),
      () => staging.abort(upload),
      () => staging.remove('a'),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'ObjectStoreError', isTransient: true });
    }
  });
});

it('a content that could not be read here is no error of the store', async () => {
  const failure = systemError('EIO', 'spool/1');
  const unreadable = {
    sizeBytes: 3_000_000,
    async *read() {
      yield bytesOf('x'.repeat(100_000));
      throw failure;
    },
  };
  await expect(store.putIfAbsent('large', unreadable, facts)).rejects.toBe(failure);
});

it('a list must be whole, and make sense', async () => {
  const listing = (xml: string): ObjectStore =>
    openS3Store(double.endpoint, '', { fetch: async () => new Response(xml) });
  const entry = '<Contents><Key>a</Key><Size>1</Size></Contents>';
  for (const xml of [
    `<ListBucketResult>${entry}`,
    `<ListBucketResult>${entry.replace('<Size>1</Size>', '')}</ListBucketResult>`,
    `<ListBucketResult>${entry.replace('<Size>1<', '<Size><')}</ListBucketResult>`,
    `<ListBucketResult>${entry.replace('<Key>a<', '<Key>%zz<')}</ListBucketResult>`,
  ]) {
    await expect(listing(xml).list('')).rejects.toMatchObject({ code: 'IncompleteResponse' });
  }
  const page = await listing(`<ListBucketResult>${entry}</ListBucketResult>`).list('');
  expect(page.objects).toMatchObject([{ key: 'a', sizeBytes: 1 }]);
});

describe('a node that stops', () => {
  it.each(['hang', 'hang-body'] as const)('waits for no store that does %s', async (fault) => {
    const stopping = new AbortController();
    const stopped = openS3Store(double.endpoint, '', { signal: stopping.signal });
    double.onRequest = () => fault;
    const calls = [
      stopped.list(''),
      stopped.get('key').then((object) => collect(object?.body as ReadableStream<Uint8Array>)),
      ...(fault === 'hang'
        ? [stopped.head('key'), stopped.putIfAbsent('large', spooled, facts)]
        : []),
    ];
    const outcomes = Promise.allSettled(calls);
    await expect.poll(() => double.requests.length).toBe(calls.length + 1);
    stopping.abort(new Error('stopped'));
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'Stopping', isTransient: false } });
    }
    await expect(stopped.head('key')).rejects.toMatchObject({ code: 'Stopping' });
  });
});
