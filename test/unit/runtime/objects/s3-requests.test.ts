import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../../lib/object-store/object-store.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { collect } from '../../../support/objects/object-bodies.ts';
import { openS3Store } from '../../../support/objects/open-s3-store.ts';
import { type S3Double, startS3Double } from '../../../support/objects/start-s3-double.ts';

let double: S3Double;
let store: ObjectStore;

beforeEach(async () => {
  double = await startS3Double();
  store = openS3Store(double.endpoint);
});
afterEach(() => double.close());

const facts = { sha1: sha1Of('content') };
const spooled = {
  sizeBytes: 3_000_000,
  async *read() {
    for (let count = 0; count < 30; count += 1) yield bytesOf('x'.repeat(100_000));
  },
};
const putSpooled = (): Promise<string | undefined> =>
  store.putIfAbsent('large', spooled, { sha1: sha1Of('x'.repeat(3_000_000)) });

describe('a request to S3', () => {
  it('has the bucket in its host where the style asks for that', async () => {
    const urls: string[] = [];
    const hosted = openS3Store(double.endpoint, 'p/', {
      address: {
        bucket: 'bucket',
        prefix: 'p/',
        endpoint: new URL('https://store.example'),
        region: 'eu',
        style: 'host',
        checksum: 'sha1',
      },
      async fetch(url) {
        urls.push(String(url));
        return new Response(null, { status: 404 });
      },
    });
    await hosted.head('a b');
    await hosted.list('').catch(() => undefined);
    expect(urls[0]).toBe('https://bucket.store.example/p/a%20b');
    expect(urls[1]).toMatch(/^https:\/\/bucket\.store\.example\/\?list-type=2&/u);
  });

  it('carries the token of a key that expires', async () => {
    let token: string | null = null;
    const temporary = openS3Store(double.endpoint, '', {
      credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'token' }),
      async fetch(_url, init) {
        token = new Headers(init?.headers).get('x-amz-security-token');
        return new Response(null, { status: 404 });
      },
    });
    await temporary.head('key');
    expect(token).toBe('token');
  });

  it('with a large body ends as soon as the store refuses', async () => {
    await putSpooled();
    expect(await putSpooled()).toBeUndefined();
    const object = await store.get('large', { first: 0, last: 3, version: '"none"' });
    expect(object).toBeUndefined();
    const whole = await store.get('large');
    const bytes = await collect(whole?.body as ReadableStream<Uint8Array>);
    expect(textOf(bytes.subarray(0, 3))).toBe('xxx');
  });

  it('has no checksum for a store that does not know it', async () => {
    let checksum: string | null = '';
    const other = openS3Store(`${double.endpoint}&checksum=none`, '', {
      fetch: (url, init) => {
        checksum = new Headers(init?.headers).get('x-amz-checksum-sha1');
        return fetch(url, init);
      },
    });
    expect(await other.putIfAbsent('key', bytesOf('content'), facts)).toEqual(expect.any(String));
    expect(checksum).toBeNull();
  });

  it('is refused where the body does not have its checksum', async () => {
    const wrong = store.putIfAbsent('key', bytesOf('other'), facts);
    await expect(wrong).rejects.toMatchObject({ code: 'BadDigest', isTransient: false });
  });
});
