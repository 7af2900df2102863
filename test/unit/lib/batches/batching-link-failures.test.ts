import { describe, expect, it, test } from 'vitest';
import type { ShownIdentity } from '../../../../lib/delivery/peer-identity.ts';
import { shown } from '../../../support/node/manual-link.ts';
import { setUp, statusesOf } from '../../../support/node/set-up-batches.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

/** A batch of two operations, in flight, and the requests before it ended. */
async function sendBatch() {
  const made = await setUp();
  const { sent, fill, put, remove } = made;
  await fill();
  const results = [put('a'), remove('b')];
  await sent[1]?.end();
  const batch = sent[2];
  if (batch === undefined) throw new Error('no batch was sent');
  return { ...made, results, batch };
}

/** What a response of a proxy shows. */
const proxy: ShownIdentity = {};

describe('a response to the whole batch', () => {
  test.each([
    [401, shown],
    [403, shown],
    [421, shown],
    [429, proxy],
    [500, shown],
    [502, proxy],
    [503, shown],
    [504, proxy],
  ])('of %i counts for each operation', async (status, who) => {
    const { batch, results, sent } = await sendBatch();
    await batch.end({ status, text: 'why' }, who);
    expect(await Promise.all(results)).toMatchObject([
      { status, text: 'why' },
      { status, text: 'why' },
    ]);
    expect(sent).toHaveLength(3);
  });

  test.each([
    [404, shown],
    [405, shown],
    [501, shown],
    [400, shown],
    [201, shown],
    [200, proxy],
    [301, proxy],
    [403, proxy],
    [405, proxy],
    [500, proxy],
  ])(
    'of %i from a process that takes none sends each alone, now and later',
    async (status, who) => {
      const { batch, results, operations, sent, put, link } = await sendBatch();
      await batch.end({ status }, who);
      expect(operations().slice(3)).toEqual([['PUT a'], ['DELETE b']]);
      for (const request of sent.slice(3)) await request.end({ status: 404 });
      expect(await statusesOf(results)).toEqual([404, 404]);
      expect(link.isBatching).toBe(false);
      for (const name of ['c', 'd', 'e']) void put(name);
      await settleMicrotasks();
      expect(operations().slice(5)).toEqual([['PUT c'], ['PUT d'], ['PUT e']]);
    },
  );

  it('is none of who shows no instance, whatever lines it has', async () => {
    const { batch, results, sent } = await sendBatch();
    batch.request.onLine?.('{"at":0,"status":201}', { status: 200 });
    await batch.end({ status: 200 }, proxy);
    for (const request of sent.slice(3)) await request.end({ status: 404 });
    expect(await statusesOf(results)).toEqual([404, 404]);
  });

  it('of a process that takes none does not hold for the next one', async () => {
    const { batch, sent, link } = await sendBatch();
    await batch.end({ status: 404 });
    await sent[3]?.end();
    expect(link.isBatching).toBe(false);
    await sent[4]?.end({ instance: '00000000000000a2' });
    expect(link.isBatching).toBe(true);
  });

  it('of an older version that shows no instance ends batches, too', async () => {
    const { batch, sent, link } = await sendBatch();
    await batch.end({ status: 404 }, proxy);
    await sent[3]?.end({ status: 201 }, proxy);
    expect(link.isBatching).toBe(false);
  });

  it('that says that there are too many sends those alone, and the next ones together', async () => {
    const { batch, results, sent, operations, put, link } = await sendBatch();
    await batch.end({ status: 503, reason: 'crowded' });
    expect(link.isBatching).toBe(true);
    const later = ['c', 'd'].map((name) => put(name));
    await settleMicrotasks();
    expect(operations().slice(3)).toEqual([['PUT a'], ['DELETE b']]);
    await sent[3]?.end({ status: 201 });
    await sent[4]?.end({ status: 404 });
    expect(operations().slice(5)).toEqual([['PUT /c 1', 'PUT /d 1']]);
    await sent[5]?.accept(201);
    expect(await statusesOf([...results, ...later])).toEqual([201, 404, 201, 201]);
  });

  test.each([413, 408])('of %i sends those alone, and makes the next smaller', async (status) => {
    const { batch, sent, put, remove, countsFrom } = await sendBatch();
    await batch.end({ status }, proxy);
    expect(countsFrom(3)).toEqual([1, 1]);
    for (const request of sent.slice(3)) await request.end();
    void remove('c');
    for (let at = 0; at < 10; at += 1) void put(`${at}`, 128 * 1024);
    await settleMicrotasks();
    expect(countsFrom(5)).toEqual([1, 7]);
    for (const request of sent.slice(5)) await request.end();
    expect(countsFrom(7)).toEqual([3]);
  });

  it('that says so of the smallest ends batches', async () => {
    const { batch, sent, put, link, remove } = await sendBatch();
    await batch.end({ status: 413 });
    let at = 3;
    for (let round = 0; round < 6 && link.isBatching; round += 1) {
      for (const request of sent.slice(at)) await request.end();
      at = sent.length;
      void remove('first');
      void put('c');
      void put('d');
      await settleMicrotasks();
      await sent[at]?.end();
      await sent[at + 1]?.end({ status: 413 });
      at += 2;
    }
    expect(link.isBatching).toBe(false);
  });
});

describe('an operation without a response', () => {
  it('has failed once the batch has ended', async () => {
    const { batch, results } = await sendBatch();
    batch.line({ at: 1, status: 404 });
    await batch.end();
    expect(await statusesOf(results.slice(1))).toEqual([404]);
    await expect(results[0]).rejects.toThrow('the response to a batch is incomplete');
  });

  it('has failed when the connection breaks, and the next batch is smaller', async () => {
    const { batch, results, sent, put, remove, countsFrom } = await sendBatch();
    batch.line({ at: 0, status: 201 });
    const error = new Error('the connection was closed');
    await batch.fail(error);
    expect(await statusesOf(results.slice(0, 1))).toEqual([201]);
    await expect(results[1]).rejects.toBe(error);
    void remove('c');
    for (let at = 0; at < 10; at += 1) void put(`${at}`, 128 * 1024);
    await settleMicrotasks();
    expect(countsFrom(3)).toEqual([1, 7]);
    for (const request of sent.slice(3)) await request.end();
    expect(countsFrom(5)).toEqual([3]);
  });

  test.each([
    ['is no response', ['{"at":0}']],
    ['is for an operation that is not in it', ['{"at":2,"status":201}']],
    ['comes twice', ['{"at":1,"status":404}', '{"at":1,"status":404}']],
  ])('has failed when a line %s', async (_, lines) => {
    const { batch, results } = await sendBatch();
    const failed = expect(results[0]).rejects.toThrow('the response to a batch is malformed');
    for (const line of lines) batch.text(line);
    await failed;
  });
});

it('while the peer shows no instance each operation is sent at once, but not too many', async () => {
  const { operations, put, sent } = await setUp({ concurrency: 2 });
  for (let at = 0; at < 8; at += 1) void put(`${at}`);
  await settleMicrotasks();
  expect(operations()).toHaveLength(6);
  await sent[0]?.end({}, proxy);
  expect(operations()).toHaveLength(7);
});
