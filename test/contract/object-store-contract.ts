import { beforeEach, describe, expect, it } from 'vitest';
import { listAll, type ObjectStore, stagingPrefix } from '../../lib/object-store/object-store.ts';
import { bytesOf, textOf } from '../support/disk/small-files.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { collect } from '../support/objects/object-bodies.ts';

/** Names that a store, a signature or a list could misread. */
const hostileKeys = [
  'a b/c+d.txt',
  "it's (50%) & more!*;:@=,$.txt",
  '%41%2F%2f%25.txt',
  'dir/%00/..%2f.txt',
  'ü/日本/\u{1f600}.txt',
  'e\u{301} and \u{e9}',
  '"quoted" <tag> &amp; #x?y=z',
  '~tilde/-dash/_under/.dot',
  `${'long/'.repeat(100)}name`,
  'plus+ +plus',
];

/** What every object store promises, whatever is behind it. */
export function objectStoreContract(openStore: () => ObjectStore | Promise<ObjectStore>): void {
  let store: ObjectStore;

  beforeEach(async () => {
    store = await openStore();
  });

  const put = (key: string, content: string): Promise<string | undefined> =>
    store.putIfAbsent(key, bytesOf(content), { sha1: sha1Of(content) });

  /** The version of another object, as the store writes them. */
  async function otherVersion(): Promise<string> {
    return (await put('other', 'other')) as string;
  }

  async function read(key: string): Promise<string | undefined> {
    const object = await store.get(key);
    return object && textOf(await collect(object.body));
  }

  describe('a key', () => {
    it('is absent at first', async () => {
      expect([await store.get('key'), await store.head('key')]).toEqual([undefined, undefined]);
    });

    it('is stored once, and keeps what was stored first', async () => {
      const version = await put('key', 'content');
      expect(version).toEqual(expect.any(String));
      expect(await put('key', 'another')).toBeUndefined();
      expect(await read('key')).toBe('content');
      expect(await store.head('key')).toEqual({
        sizeBytes: 7,
        version,
        isDeleted: false,
        isUtf8: undefined,
      });
    });

    it('is stored by one of many who try at once', async () => {
      const versions = await Promise.all(
        Array.from({ length: 16 }, (_, index) => put('key', `content ${index}`)),
      );
      expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
    });

    it('keeps what is known of a text', async () => {
      for (const isUtf8 of [true, false]) {
        await store.putIfAbsent(`${isUtf8}`, bytesOf('x'), { sha1: sha1Of('x'), isUtf8 });
        expect(await store.head(`${isUtf8}`)).toMatchObject({ isUtf8 });
      }
    });

    it('may have an empty object, which is no mark', async () => {
      await put('empty', '');
      expect(await store.head('empty')).toMatchObject({ sizeBytes: 0, isDeleted: false });
      expect(await read('empty')).toBe('');
    });

    it('that is deleted is never stored again', async () => {
      await put('key', 'content');
      await store.markDeleted('key');
      await store.markDeleted('absent');
      for (const key of ['key', 'absent']) {
        expect(await store.head(key)).toMatchObject({ sizeBytes: 0, isDeleted: true });
        expect(await put(key, 'content')).toBeUndefined();
        expect((await store.get(key))?.isDeleted).toBe(true);
      }
    });

    it('is replaced if it is still that version', async () => {
      const version = (await put('key', 'CONTENT')) as string;
      const facts = { sha1: sha1Of('content') };
      expect(
        await store.replace('key', await otherVersion(), bytesOf('content'), facts),
      ).toBeUndefined();
      expect(await store.replace('gone', version, bytesOf('content'), facts)).toBeUndefined();
      expect(await store.replace('key', version, bytesOf('content'), facts)).not.toBe(version);
      expect(await read('key')).toBe('content');
    });

    it.each(hostileKeys)('may be %j', async (key) => {
      await put(key, key);
      expect(await read(key)).toBe(key);
      const listed = [];
      for await (const object of listAll(store, '')) listed.push(object.key);
      expect(listed).toEqual([key]);
    });
  });

  describe('an object', () => {
    it('is stored from a body that is not in memory', async () => {
      const chunk = 'x'.repeat(100_000);
      const content = {
        sizeBytes: 3_000_000,
        async *read() {
          for (let count = 0; count < 30; count += 1) yield bytesOf(chunk);
        },
      };
      const facts = { sha1: sha1Of(chunk.repeat(30)) };
      expect(await store.putIfAbsent('large', content, facts)).toEqual(expect.any(String));
      expect(await store.putIfAbsent('large', content, facts)).toBeUndefined();
      expect(sha1Of((await read('large')) as string)).toBe(facts.sha1);
    });

    it('is not stored where its body can not be read to the end, which is no fault of the store', async () => {
      const failure = new Error('The file is gone.');
      const content = {
        sizeBytes: 3_000_000,
        async *read() {
          for (let count = 0; count < 29; count += 1) yield bytesOf('x'.repeat(100_000));
          throw failure;
        },
      };
      const facts = { sha1: sha1Of('x'.repeat(3_000_000)) };
      await expect(store.putIfAbsent('broken', content, facts)).rejects.toBe(failure);
      expect(await store.head('broken')).toBeUndefined();
    });

    it('is read in parts, of one version', async () => {
      const version = (await put('key', '0123456789')) as string;
      const part = await store.get('key', { first: 2, last: 4, version });
      expect(part).toMatchObject({ sizeBytes: 10, version });
      expect(part && textOf(await collect(part.body))).toBe('234');
      expect(
        await store.get('key', { first: 2, last: 4, version: await otherVersion() }),
      ).toBeUndefined();
      expect(await store.get('gone', { first: 2, last: 4, version })).toBeUndefined();
    });
  });

  describe('the list', () => {
    it('has all objects below a prefix, in the order of their keys, in pages', async () => {
      const keys = Array.from(
        { length: 120 },
        (_, index) => `dir/${String(index).padStart(3, '0')}`,
      );
      for (const key of ['dir', 'dis', ...keys]) await put(key, 'x');
      const listed = [];
      for await (const { key, sizeBytes, modifiedMs } of listAll(store, 'dir/')) {
        listed.push(key);
        expect([sizeBytes, Number.isFinite(modifiedMs)]).toEqual([1, true]);
      }
      expect(listed).toEqual(keys);
    });
  });

  describe('the staging area', () => {
    const key = `${stagingPrefix}body`;

    it('takes a body in parts, which is removed at the end', async () => {
      const uploadId = await store.staging.begin(key);
      const upload = { key, uploadId };
      const first = new Uint8Array(5 * 1024 * 1024).fill(97);
      const tags = [
        await store.staging.addPart(upload, 1, first),
        await store.staging.addPart(upload, 2, bytesOf('end')),
      ];
      expect(await store.head(key)).toBeUndefined();
      await store.staging.complete(upload, tags);
      expect(await store.head(key)).toMatchObject({ sizeBytes: first.length + 3 });
      await store.staging.remove(key);
      await store.staging.remove(key);
      expect(await store.head(key)).toBeUndefined();
    });

    it('forgets an upload that is aborted', async () => {
      const upload = { key, uploadId: await store.staging.begin(key) };
      await store.staging.addPart(upload, 1, bytesOf('x'));
      await store.staging.abort(upload);
      await store.staging.abort(upload);
      expect(await store.staging.listUploads(stagingPrefix)).toEqual([]);
      expect(await store.head(key)).toBeUndefined();
    });
  });
}
