import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../../lib/object-store/object-store.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { collect } from '../../../support/objects/object-bodies.ts';
import { openS3Store } from '../../../support/objects/open-s3-store.ts';
import {
  type S3Double,
  type S3Fault,
  startS3Double,
} from '../../../support/objects/start-s3-double.ts';
import { accessKeyId } from '../../../support/objects/test-credentials.ts';

let double: S3Double;
let store: ObjectStore;

beforeEach(async () => {
  double = await startS3Double();
  store = openS3Store(double.endpoint);
});
afterEach(() => double.close());

const facts = { sha1: sha1Of('content') };
const put = (): Promise<string | undefined> => store.putIfAbsent('key', bytesOf('content'), facts);
const spooled = {
  sizeBytes: 3_000_000,
  async *read() {
    for (let count = 0; count < 30; count += 1) yield bytesOf('x'.repeat(100_000));
  },
};
const putSpooled = (): Promise<string | undefined> =>
  store.putIfAbsent('large', spooled, { sha1: sha1Of('x'.repeat(3_000_000)) });

function failWith(fault: S3Fault): void {
  double.onRequest = () => fault;
}

describe('an error of S3', () => {
  it.each([
    [409, 'ConditionalRequestConflict', true],
    [429, 'TooManyRequests', true],
    [500, 'InternalError', true],
    [503, 'SlowDown', true],
    [400, 'RequestTimeout', true],
    [400, 'InvalidArgument', false],
    [403, 'AccessDenied', false],
    [404, 'NoSuchBucket', false],
  ])('%d %s has its code, and is transient: %s', async (status, code, isTransient) => {
    failWith({ status, code });
    for (const call of [put, putSpooled, () => store.markDeleted('key'), () => store.list('')]) {
      await expect(call()).rejects.toMatchObject({ code, isTransient, detail: 'injected & so' });
    }
  });

  it('is one of the upload where that is too large', async () => {
    failWith({ status: 400, code: 'EntityTooLarge' });
    await expect(put()).rejects.toMatchObject({ name: 'TooLargeError' });
  });

  it.each(['CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'of a certificate, %s, is none that passes',
    async (code) => {
      const cause = Object.assign(new Error('the certificate'), { code });
      const distrusted = openS3Store(double.endpoint, '', {
        fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
      });
      await expect(distrusted.head('key')).rejects.toMatchObject({ code, isTransient: false });
    },
  );

  it.each(['<Message></Message>', '<Message>\n </Message>', '<Message/>', ''])(
    'whose message is empty (%j) has the status as its detail',
    async (message) => {
      const body = `<Error><Code>NoSuchBucket</Code>${message}</Error>`;
      const empty = openS3Store(double.endpoint, '', {
        fetch: async () => new Response(body, { status: 404 }),
      });
      const detail = 'the store responded 404';
      await expect(empty.list('')).rejects.toMatchObject({ code: 'NoSuchBucket', detail });
    },
  );

  it('without a body has its status', async () => {
    failWith({ status: 403, code: 'AccessDenied' });
    await expect(store.head('key')).rejects.toMatchObject({ code: 'Status403' });
  });

  it('that a wrong key gets is none of the request', async () => {
    const wrong = openS3Store(double.endpoint, '', {
      credentials: () => ({ accessKeyId: 'other', secretAccessKey: 'very-secret' }),
    });
    const forged = openS3Store(double.endpoint, '', {
      credentials: () => ({ accessKeyId, secretAccessKey: 'very-secret' }),
    });
    await expect(forged.list('')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
    const error = await wrong.list('').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'InvalidAccessKeyId', isTransient: false });
    expect(JSON.stringify(error)).not.toContain('very-secret');
  });

  it.each(['cut-before', 'cut-after'] as const)(
    'is transient where the connection is %s',
    async (cut) => {
      failWith(cut);
      const calls = [put, putSpooled, () => store.head('key'), () => store.staging.begin('a')];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({ name: 'ObjectStoreError', isTransient: true });
      }
    },
  );

  it('may come when nobody listens, or the response does not begin in time', async () => {
    const gone = await startS3Double();
    await gone.close();
    const nobody = openS3Store(gone.endpoint);
    await expect(nobody.head('key')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const hasty = openS3Store(double.endpoint, '', {
      responseTimeoutMs: 1,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    });
    await expect(hasty.head('key')).rejects.toMatchObject({ code: 'ETIMEDOUT', isTransient: true });
  });

  it('says which attempts to connect have failed where nothing else is said', async () => {
    const attempts = ['::1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}`));
    const cause = Object.assign(new AggregateError(attempts), { code: 'ECONNREFUSED' });
    const silent = openS3Store(double.endpoint, '', {
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    });
    const detail = 'connect ECONNREFUSED ::1; connect ECONNREFUSED 127.0.0.1';
    await expect(silent.head('key')).rejects.toMatchObject({ code: 'ECONNREFUSED', detail });
  });

  it('ends a body that is not received whole', async () => {
    await put();
    failWith('cut-body');
    const object = await store.get('key');
    const reading = collect(object?.body as ReadableStream<Uint8Array>);
    await expect(reading).rejects.toMatchObject({ name: 'ObjectStoreError', isTransient: true });
    const other = await store.get('key');
    await expect(other?.body.cancel()).resolves.toBeUndefined();
  });

  it('tells a bucket that is missing from an object that is', async () => {
    failWith({ status: 404, code: 'NoSuchBucket' });
    await expect(store.get('key')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    const replacing = store.replace('key', '"1"', bytesOf('content'), facts);
    await expect(replacing).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});

describe('a response of S3', () => {
  it.each(['etag', 'content-length'])('without a valid %s is none', async (header) => {
    await put();
    const lacking = openS3Store(double.endpoint, '', {
      async fetch(...request) {
        const response = await fetch(...request);
        const headers = new Headers(response.headers);
        headers.delete(header);
        return new Response(response.body, { status: response.status, headers });
      },
    });
    await expect(lacking.head('key')).rejects.toMatchObject({ code: 'IncompleteResponse' });
  });

  it('that ignores a range, or its condition, is not taken for the part', async () => {
    const version = (await put()) as string;
    const range = { first: 1, last: 2, version };
    const answering = (status: number, tag: string): ObjectStore =>
      openS3Store(double.endpoint, '', {
        fetch: async () =>
          new Response('content', {
            status,
            headers: { etag: tag, 'content-range': 'bytes 1-2/7' },
          }),
      });
    await expect(answering(200, version).get('key', range)).rejects.toMatchObject({
      code: 'RangeIgnored',
    });
    expect(await answering(206, '"other"').get('key', range)).toBeUndefined();
  });

  it('to the end of an upload in parts may be a failure after all', async () => {
    const failing = openS3Store(double.endpoint, '', {
      fetch: async () => new Response('<Error><Code>InternalError</Code></Error>'),
    });
    const ending = failing.staging.complete({ key: 'a', uploadId: '1' }, ['"tag"']);
    await expect(ending).rejects.toMatchObject({ code: 'InternalError', isTransient: true });
  });
});
