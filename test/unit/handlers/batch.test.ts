import { describe, expect, it, test } from 'vitest';
import { batchedOperation } from '../../../lib/batches/batch-format.ts';
import { injectFault } from '../../support/disk/faults.ts';
import { systemError } from '../../support/disk/memory-tree.ts';
import { textOf } from '../../support/disk/small-files.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { expectClosedAfter } from '../../support/node/expect-closed-after.ts';
import { createGate } from '../../support/node/gate.ts';
import { send } from '../../support/node/send.ts';
import { beginBatch, putOf, sendBatch, storedAs } from '../../support/node/send-batch.ts';

const names = ['one', 'two'].map((content) => storedAs(`dir/${content}`, content));
const [one = '', two = ''] = names;
const uploads = ['one', 'two'].map((content) => putOf(`dir/${content}`, content));
const offers = names.map((name) => batchedOperation('OFFER', name));
const deletions = names.map((name) => batchedOperation('DELETE', name));

function storedText({ storageDisk }: TestContext, name: string): string | undefined {
  const bytes = storageDisk.read(name);
  return bytes && textOf(bytes);
}

describe('POST /_batch', () => {
  it('stores files, and responds to each', async () => {
    const node = await createTestContext();
    const response = await beginBatch(node, uploads);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/x-ndjson',
    ]);
    expect((await response.text()).split('\n').sort()).toEqual([
      '',
      '{"at":0,"status":201}',
      '{"at":1,"status":201}',
    ]);
    expect(names.map((name) => storedText(node, name))).toEqual(['one', 'two']);
    expect(await sendBatch(node, uploads)).toEqual([
      { at: 0, status: 302 },
      { at: 1, status: 302 },
    ]);
  });

  it('records who has sent them', async () => {
    const node = await createTestContext();
    await sendBatch(node, [...uploads, batchedOperation('DELETE', storedAs('x', 'x'))]);
    const journal = textOf(node.queueDisk.read('journal/0000000000000001.log') as Uint8Array);
    const from = journal.match(/(?<="from":")\w+/gu);
    expect(from).toEqual(Array.from({ length: 3 }, () => '00000000000000a1'));
  });

  it('says of offers what is here', async () => {
    const node = await createTestContext();
    await sendBatch(node, uploads.slice(0, 1));
    expect(await sendBatch(node, offers)).toEqual([
      { at: 0, status: 302 },
      { at: 1, status: 404, offset: 0, text: 'There is no such file.' },
    ]);
    await sendBatch(node, deletions.slice(0, 1));
    expect(await sendBatch(node, offers.slice(0, 1))).toMatchObject([
      { status: 409, reason: 'deleted' },
    ]);
  });

  it('deletes, and records deletions of what is not here', async () => {
    const node = await createTestContext();
    await sendBatch(node, uploads.slice(0, 1));
    expect(await sendBatch(node, deletions)).toEqual([
      { at: 0, status: 200 },
      { at: 1, status: 404, text: 'There is no such file.' },
    ]);
    expect(node.storageDisk.read(one)).toBeUndefined();
    expect(await sendBatch(node, uploads)).toMatchObject([
      { status: 409, reason: 'deleted' },
      { status: 409, reason: 'deleted' },
    ]);
  });

  it('stores an empty file, and one without an operation does nothing', async () => {
    const node = await createTestContext();
    expect(await sendBatch(node, [putOf('empty', '')])).toEqual([{ at: 0, status: 201 }]);
    expect(await sendBatch(node, [])).toEqual([]);
  });

  test.each([
    ['a body of another hash', batchedOperation('PUT', one, new Uint8Array(3)), 400, /SHA-1/u],
    ['a name that is not stamped', batchedOperation('PUT', 'a'), 400, /full stored name/u],
    ['an offer of such a name', batchedOperation('OFFER', 'a'), 400, /full stored name/u],
    ['a deletion of such a name', batchedOperation('DELETE', 'a'), 404, /no such file/u],
    ['a reserved name', batchedOperation('PUT', '_status'), 400, /reserved/u],
    ['a deletion of a reserved name', batchedOperation('DELETE', '_a'), 400, /reserved/u],
    ['no name', batchedOperation('PUT', ''), 400, /empty/u],
    ['a path that is no name', { ...batchedOperation('PUT', 'a'), path: '/a//b' }, 400, /empty/u],
    ['a path above', { ...batchedOperation('DELETE', 'a'), path: '/%2E./a' }, 400, /"\.\."/u],
    ['a path of no UTF-8', { ...batchedOperation('OFFER', 'a'), path: '/%ff' }, 400, /UTF-8/u],
    ['a file that is too large', putOf('large', 'x'.repeat(11)), 413, /limit of 10 bytes/u],
  ])('refuses %s, and nothing else', async (_, operation, status, text) => {
    const node = await createTestContext({ config: { maxSizeBytes: 10 } });
    expect(await sendBatch(node, [operation, ...uploads])).toEqual([
      { at: 0, status, text: expect.stringMatching(text) },
      { at: 1, status: 201 },
      { at: 2, status: 201 },
    ]);
  });

  it('of a node that takes no writes has a 503 for each', async () => {
    const node = await createTestContext({ wasStorageRemoved: false });
    node.storageDisk.wipe('');
    await node.cluster.save();
    const responses = await sendBatch(node, [...uploads, ...deletions]);
    expect(responses.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    await node.close();
  });

  it('of a full disk has a 507 for uploads, once in the log', async () => {
    const node = await createTestContext({ minFreeBytes: 1024 });
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: 0, totalBytes: 1024 ** 3 };
    node.clock.ms += 1000;
    const responses = await sendBatch(node, [...uploads, ...deletions.slice(0, 1)]);
    expect(responses.map(({ status }) => status)).toEqual([507, 507, 404]);
    const full = node.logLines.filter(({ message }) => message.startsWith('writes are refused'));
    expect(full).toHaveLength(1);
  });

  it('a fault of the disk is that of one operation', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ path }) => {
      if (path.endsWith(one)) throw systemError('EACCES', path);
    };
    expect(await sendBatch(node, uploads)).toEqual([
      { at: 0, status: 500, text: 'Internal server error.' },
      { at: 1, status: 201 },
    ]);
    expect(node.logLines.map(({ message }) => message)).toContain('a request failed');
  });

  it('of both an upload and the deletion of one name leaves it deleted', async () => {
    const node = await createTestContext();
    await sendBatch(node, [...uploads, ...deletions]);
    expect((await sendBatch(node, offers)).map(({ status }) => status)).toEqual([409, 409]);
    expect(names.map((name) => storedText(node, name))).toEqual([undefined, undefined]);
  });
});

describe('a response to an operation', () => {
  it('comes once it is durable, whatever the others do', async () => {
    const node = await createTestContext();
    const gate = createGate();
    node.storageDisk.intercept = ({ path }) => (path.endsWith(two) ? gate.opened : undefined);
    const { body } = await beginBatch(node, uploads);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(textOf(value as Uint8Array)).toBe('{"at":0,"status":201}\n');
    const next = await node.restartAfterCrash();
    expect(names.map((name) => storedText(next, name))).toEqual(['one', undefined]);
    gate.open();
  });

  it('does not come before: at every disk call at which the power fails', async () => {
    for (let nth = 1; ; nth += 1) {
      const node = await createTestContext();
      const outcome = injectFault(node, 'crash', nth);
      const responses = await sendBatch(node, [...uploads, ...deletions.slice(0, 1)]);
      if (outcome.met === undefined) break;
      const next = await node.restartAfterCrash();
      const found = await sendBatch(next, offers);
      const isDeleted = responses.some(({ at, status }) => at === 2 && status < 500);
      if (isDeleted) expect(found[0]).toMatchObject({ status: 409 });
      const isStored = responses.some(({ at, status }) => at === 1 && status === 201);
      if (isStored) expect(found[1]).toMatchObject({ status: 302 });
    }
  });
});

it('an operation goes on when the peer leaves, and the node closes after it', async () => {
  const node = await createTestContext();
  const gate = createGate();
  node.storageDisk.intercept = ({ path }) => (path.endsWith(two) ? gate.opened : undefined);
  const response = await beginBatch(node, uploads);
  await response.body?.cancel();
  await expectClosedAfter(gate, node);
  expect(names.map((name) => storedText(node, name))).toEqual(['one', 'two']);
});

it('the method of a batch is POST', async () => {
  const node = await createTestContext();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    expect([400, 404, 405]).toContain((await send(node, method, '/_batch')).status);
  }
});
