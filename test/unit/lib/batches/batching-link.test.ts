import { describe, expect, it } from 'vitest';
import { maxBatchedFileBytes, maxBatchOperations } from '../../../../lib/batches/batch-format.ts';
import { setUp, statusesOf } from '../../../support/node/set-up-batches.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

describe('to a peer that has shown an instance', () => {
  it('nothing waits for company, and what has gathered goes together', async () => {
    const { sent, operations, put, remove, offer, meet } = await setUp();
    await meet();
    const results = [put('a'), put('b'), remove('c'), offer('d')];
    await settleMicrotasks();
    expect(operations().slice(1)).toEqual([['PUT a']]);
    await sent[1]?.end({ status: 201 });
    expect(operations()[2]).toEqual(['PUT /b 1', 'DELETE /c 0', 'OFFER /d 0']);
    await sent[2]?.accept(404);
    expect(await statusesOf(results)).toEqual([201, 404, 404, 404]);
    expect(sent).toHaveLength(3);
  });

  it('each operation has its response as soon as it comes, and who gave it', async () => {
    const { sent, fill, put } = await setUp();
    await fill();
    const results = ['a', 'b', 'c'].map((name) => put(name));
    await sent[1]?.end();
    sent[2]?.line({ at: 2, status: 503, reason: 'arriving', text: 'Later.' });
    expect(await results[2]).toEqual({
      status: 503,
      reason: 'arriving',
      text: 'Later.',
      nodeId: '00000000000000aa',
      instance: '00000000000000a1',
      dateSeconds: 13,
    });
    sent[2]?.line({ at: 0, status: 404, offset: 7 });
    expect(await results[0]).toMatchObject({ status: 404, offset: 7 });
    sent[2]?.line({ at: 1, status: 201 });
    await sent[2]?.end();
    expect(await statusesOf(results)).toEqual([404, 201, 503]);
  });

  it('a batch has at most so many operations, and begins beside another once it has them', async () => {
    const { sent, fill, remove, countsFrom } = await setUp();
    await fill();
    const names = Array.from({ length: 2 * maxBatchOperations + 1 }, (_, at) => `${at}`);
    for (const name of names.slice(0, maxBatchOperations - 1)) void remove(name);
    await settleMicrotasks();
    expect(countsFrom(2)).toEqual([]);
    for (const name of names.slice(maxBatchOperations - 1)) void remove(name);
    await settleMicrotasks();
    expect(countsFrom(2)).toEqual([maxBatchOperations]);
    await sent[1]?.end();
    expect(countsFrom(3)).toEqual([maxBatchOperations]);
    await sent[2]?.end();
    expect(countsFrom(4)).toEqual([]);
    await sent[3]?.end();
    expect(countsFrom(4)).toEqual([1]);
  });

  it('a batch has at most so many bytes', async () => {
    const { sent, fill, put, countsFrom } = await setUp();
    await fill();
    for (let at = 0; at < 20; at += 1) void put(`${at}`, maxBatchedFileBytes);
    await settleMicrotasks();
    // With their lines so many are just below 2 MiB.
    expect(countsFrom(2)).toEqual([15]);
    expect(sent[2]?.request.body?.sizeBytes).toBeLessThan(2 * 1024 * 1024);
    await sent[1]?.end();
    await sent[2]?.end();
    expect(countsFrom(3)).toEqual([5]);
  });

  it('a larger file, and a part of one, goes alone, and delays nothing', async () => {
    const { sent, fill, put, operations } = await setUp();
    await fill();
    void put('small');
    void put('large', maxBatchedFileBytes + 1);
    void put('part', 5, { range: { first: 5, totalBytes: 10 } });
    await settleMicrotasks();
    expect(operations().slice(2)).toEqual([['PUT large'], ['PUT part']]);
    await sent[1]?.end();
    expect(operations().slice(4)).toEqual([['PUT small']]);
  });

  it('so many large files are sent at once', async () => {
    const { sent, meet, put, operations } = await setUp({ concurrency: 2 });
    await meet();
    for (const name of ['a', 'b', 'c']) void put(name, maxBatchedFileBytes + 1);
    await settleMicrotasks();
    expect(operations().slice(1)).toEqual([['PUT a'], ['PUT b']]);
    await sent[1]?.end();
    expect(operations()[3]).toEqual(['PUT c']);
  });

  it('a question is asked at once', async () => {
    const { fill, link, operations } = await setUp();
    await fill();
    for (const method of ['GET', 'HEAD', 'POST'] as const) {
      void link.send({ method, name: '_status' });
    }
    void link.send({ method: 'DELETE', name: 'probe', responseTimeoutMs: 1 });
    await settleMicrotasks();
    expect(operations()).toHaveLength(6);
  });

  it('an operation that takes long does not hold up those behind it', async () => {
    const { fill, put, operations, timers } = await setUp();
    await fill();
    for (const name of ['a', 'b']) void put(name);
    await timers.pass(249);
    expect(operations()).toHaveLength(2);
    await timers.pass(1);
    expect(operations()[2]).toEqual(['PUT /a 1', 'PUT /b 1']);
  });

  it('a file that can not be read fails alone', async () => {
    const { sent, fill, put, operations } = await setUp();
    await fill();
    const error = new Error('EIO');
    const results = [put('a'), put('b', 1, { read: () => Promise.reject(error) }), put('c')];
    await sent[1]?.end();
    expect(operations()[2]).toEqual(['PUT /a 1', 'PUT /c 1']);
    await expect(results[1]).rejects.toBe(error);
    await sent[2]?.accept(201);
    expect(await statusesOf([results[0], results[2]])).toEqual([201, 201]);
  });

  it('where no file of a batch can be read, none is sent', async () => {
    const { sent, fill, put, operations } = await setUp();
    await fill();
    const read = () => Promise.reject(new Error('EIO'));
    const results = ['a', 'b'].map((name) => put(name, 1, { read }));
    await sent[1]?.end();
    for (const result of results) await expect(result).rejects.toThrow('EIO');
    expect(operations()).toHaveLength(2);
  });

  it('a file that is read as a stream goes in a batch, too', async () => {
    const { sent, fill, put, operations } = await setUp();
    await fill();
    const read = async () =>
      new Blob(['stream']).stream() as ReadableStream<Uint8Array<ArrayBuffer>>;
    for (const name of ['a', 'b']) void put(name, 6, { read });
    await sent[1]?.end();
    expect(operations()[2]).toEqual(['PUT /a 6', 'PUT /b 6']);
  });
});

it('files are read over the link itself, where it can', async () => {
  const read = async () => Promise.reject(new Error('nothing there'));
  const { link } = await setUp({ read });
  expect(link.read).toBe(read);
  expect((await setUp()).link.read).toBeUndefined();
});
