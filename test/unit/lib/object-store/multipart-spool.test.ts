import { beforeEach, describe, expect, it } from 'vitest';
import { createSlots } from '../../../../lib/concurrency/slots.ts';
import { createMultipartSpool } from '../../../../lib/object-store/multipart-spool.ts';
import type { Spool } from '../../../../lib/object-store/spool.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { createManualTimers, type ManualTimers } from '../../../support/node/manual-timers.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { collect, failingStream, transientError } from '../../../support/objects/object-bodies.ts';

const partBytes = 8 * 1024 * 1024;

let store: MemoryObjectStore;
let timers: ManualTimers;
let spool: Spool;

beforeEach(async () => {
  store = createMemoryObjectStore();
  timers = createManualTimers({ ms: 0 });
  let count = 0;
  spool = createMultipartSpool({
    store,
    slots: createSlots(1, timers, 1000),
    createId: () => {
      count += 1;
      return `body-${count}`;
    },
  });
  await spool.recover();
  await spool.checkSpace(Number.MAX_SAFE_INTEGER);
});

describe('a spool in the bucket', () => {
  it.each([
    ['in memory', 0],
    ['in memory', 5],
    ['in memory', partBytes],
    ['in the bucket', partBytes + 1],
    ['in the bucket', 2 * partBytes],
    ['in the bucket', 17 * 1024 * 1024 + 3],
  ])('keeps a body %s where it has %d bytes', async (place, size) => {
    const content = new Uint8Array(size).map((_, index) => index % 251);
    const body = await spool.begin();
    for (let at = 0; at < size; at += 3_000_000) {
      await body.write(content.subarray(at, at + 3_000_000));
    }
    const spooled = await body.finish();
    expect(spooled.sizeBytes).toBe(size);
    expect(store.objects.size).toBe(place === 'in memory' ? 0 : 1);
    for (const _ of [1, 2]) expect(sha1Of(await collect(spooled.read()))).toBe(sha1Of(content));
    await body.remove();
    await body.remove();
    expect([store.objects.size, store.uploads.size]).toEqual([0, 0]);
  });

  it('fails to read a body that has vanished', async () => {
    const body = await spool.begin();
    await body.write(new Uint8Array(partBytes + 1));
    const spooled = await body.finish();
    await body.remove();
    await expect(collect(spooled.read())).rejects.toMatchObject({ code: 'StagedBodyVanished' });
  });

  it('leaves nothing of a body that is not finished', async () => {
    const body = await spool.begin();
    await body.write(new Uint8Array(9 * 1024 * 1024));
    expect(store.uploads.size).toBe(1);
    await body.remove();
    expect([store.objects.size, store.uploads.size]).toEqual([0, 0]);
  });

  it('has so many bodies at once, and others wait for a while', async () => {
    const first = await spool.begin();
    const waiting = spool.begin();
    const late = spool.begin().catch((error: unknown) => error);
    await first.remove();
    const second = await waiting;
    await timers.pass(1000);
    expect(await late).toMatchObject({ code: 'TooManyUploads' });
    await second.remove();
  });

  it.each([
    [new TypeError('terminated'), 'BodyBrokenOff'],
    [transientError(), 'SlowDown'],
  ])('whose reading fails with %s is an error of the store', async (error, code) => {
    const body = await spool.begin();
    await body.write(new Uint8Array(partBytes + 1));
    const content = await body.finish();
    const { get } = store;
    store.get = async (key) => {
      const object = await get(key);
      return object && { ...object, body: failingStream(error) };
    };
    await expect(collect(content.read())).rejects.toMatchObject({ code, isTransient: true });
  });

  it('keeps no place for a body that could not be begun', async () => {
    store.onCall = () => 'before';
    const failing = await spool.begin();
    const large = new Uint8Array(partBytes + 1);
    await expect(failing.write(large)).rejects.toMatchObject({ code: 'SlowDown' });
    store.onCall = () => undefined;
    await failing.remove();
    const body = await spool.begin();
    await body.write(bytesOf('x'));
    await body.remove();
  });
});
