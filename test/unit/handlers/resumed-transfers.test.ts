import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { createManualTimers } from '../../support/node/manual-timers.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { cut, offer, peerName, sendRest } from '../../support/node/send-rest.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = 'hello, large world';
const name = peerName(content);
const partial = `.cockatiel/partial/${sha1Of(content)}`;

/** A node with the first seven bytes of the content. */
async function nodeWithPartial(
  options: Parameters<typeof createTestContext>[0] = {},
): Promise<TestContext> {
  const node = await createTestContext(options);
  expect((await sendRest(node, content, 0, ['hello, ', cut])).status).toBe(400);
  return node;
}

async function expectStored(node: TestContext): Promise<void> {
  expect(await (await send(node, 'GET', `/${name}`)).text()).toBe(content);
  expect(node.storageDisk.paths()).toEqual([name]);
  expect(node.storageDisk.openFileCount).toBe(0);
}

describe('a transfer between nodes that breaks off', () => {
  test('is kept, and resumes where it was', async () => {
    const node = await nodeWithPartial();
    expect(await offer(node, content)).toEqual([404, '7']);
    expect((await sendRest(node, content, 7, ['large', cut])).status).toBe(400);
    expect(await offer(node, content)).toEqual([404, '12']);
    expect((await sendRest(node, content, 12)).status).toBe(201);
    await expectStored(node);
    expect(await offer(node, content)).toEqual([302, null]);
    // The partial's name is gone: nobody can write to the stored file by it.
    await expectStored(await node.restartAfterCrash());
  });

  test.each(['restart', 'restartAfterKill', 'restartAfterCrash'] as const)(
    'is kept after a %s, and its bytes are hashed again',
    async (how) => {
      const node = await (await nodeWithPartial())[how]();
      expect(await offer(node, content)).toEqual([404, '7']);
      expect((await sendRest(node, content, 7)).status).toBe(201);
      await expectStored(node);
    },
  );

  test('resumes under another name of the same content', async () => {
    const node = await nodeWithPartial();
    const other = peerName(content, 'b');
    expect(await offer(node, content, other)).toEqual([404, '7']);
    const rest = [content.slice(7)];
    expect((await sendRest(node, content, 7, rest, other)).status).toBe(201);
    expect(node.storageDisk.paths()).toEqual([other]);
  });

  test('is reported to a peer that sends a HEAD, and to no client', async () => {
    const node = await nodeWithPartial();
    const asPeer = await send(node, 'HEAD', `/${name}`, { headers: peerHeaders });
    expect([asPeer.status, asPeer.headers.get('upload-offset')]).toEqual([404, '7']);
    const asClient = await send(node, 'HEAD', `/${name}`);
    expect([asClient.status, asClient.headers.get('upload-offset')]).toEqual([404, null]);
  });

  test('that is complete is finished by a sender that has nothing left to send', async () => {
    const node = await createTestContext();
    expect((await sendRest(node, content, 0, [content, cut])).status).toBe(400);
    const next = await node.restartAfterKill();
    expect(await offer(next, content)).toEqual([404, String(content.length)]);
    expect((await sendRest(next, content, content.length, [])).status).toBe(201);
    await expectStored(next);
  });

  test('before its first byte leaves nothing', async () => {
    const node = await createTestContext();
    expect((await sendRest(node, content, 0, [cut])).status).toBe(400);
    expect(await offer(node, content)).toEqual([404, '0']);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('leaves nothing where it can not be resumed: by a client, or sent as a whole', async () => {
    const node = await createTestContext();
    for (const [path, headers] of [
      ['/a', {}],
      [`/${name}`, peerHeaders],
    ] as const) {
      const response = await send(node, 'PUT', path, { headers, body: bodyStream('hello', cut) });
      expect(response.status).toBe(400);
      expect(node.storageDisk.paths()).toEqual([]);
    }
  });
});

describe('a request that resumes a transfer is rejected', () => {
  test.each([0, 3, 8])('where it begins at byte %i instead of 7', async (first) => {
    const node = await nodeWithPartial();
    const response = await sendRest(node, content, first);
    expect([response.status, response.headers.get('upload-offset')]).toEqual([416, '7']);
    expect((await sendRest(node, content, 7)).status).toBe(201);
  });

  test.each([
    ['is none of the end', 'bytes 7-8/18', '2'],
    ['begins behind the end', 'bytes 18-17/18', '0'],
    ['has no size', 'bytes 7-17/*', '11'],
    ['has another length than the body', 'bytes 7-17/18', '10'],
    ['has a size that is no number', 'bytes 7-17/99999999999999999999', '11'],
    ['has no length at all', 'bytes 7-17/18', undefined],
  ])('where its range %s', async (_what, range, length) => {
    const node = await nodeWithPartial();
    const headers = { ...peerHeaders, 'Content-Range': range, 'Content-Length': length };
    const sent = { headers, body: bodyStream(content.slice(7)) };
    expect((await send(node, 'PUT', `/${name}`, sent)).status).toBe(400);
    expect(await offer(node, content)).toEqual([404, '7']);
  });

  test('where a client sends it', async () => {
    const node = await nodeWithPartial();
    const headers = { 'Content-Range': 'bytes 7-17/18', 'Content-Length': '11' };
    const sent = { headers, body: bodyStream(content.slice(7)) };
    expect((await send(node, 'PUT', `/${name}`, sent)).status).toBe(400);
    expect((await send(node, 'PUT', '/a', sent)).status).toBe(400);
  });

  test('where the whole has another hash, and then it starts from the first byte', async () => {
    const node = await nodeWithPartial();
    node.storageDisk.flip(partial, 3);
    const next = await node.restart();
    expect((await sendRest(next, content, 7)).status).toBe(400);
    expect(next.storageDisk.paths()).toEqual([]);
    expect(await offer(next, content)).toEqual([404, '0']);
    expect((await sendRest(next, content, 0)).status).toBe(201);
    await expectStored(next);
  });

  test.each([
    ['cut', (node: TestContext) => node.storageDisk.truncate(partial, 3)],
    ['taken away', (node: TestContext) => node.storageDisk.wipe(partial)],
  ])(
    'where its file was %s by somebody else, and then it starts from the first byte',
    async (_what, change) => {
      const node = await nodeWithPartial();
      change(node);
      const response = await sendRest(node, content, 7);
      expect([response.status, response.headers.get('upload-offset')]).toEqual([416, '0']);
      expect(await offer(node, content)).toEqual([404, '0']);
      expect((await sendRest(node, content, 0)).status).toBe(201);
      await expectStored(node);
    },
  );
});

describe('two senders of one content', () => {
  async function nodeWithSlowTransfer() {
    const clock = { ms: 1_700_000_000_000 };
    const timers = createManualTimers(clock);
    const node = await createTestContext({ clock, timers });
    const gate = createGate();
    const first = sendRest(node, content, 0, ['hello, ', () => gate.opened, content.slice(7)]);
    await timers.pass(0);
    return { node, timers, gate, first };
  }

  test('never write at once: under another name the second gets a 503', async () => {
    const { node, gate, first } = await nodeWithSlowTransfer();
    const other = peerName(content, 'b');
    const second = await sendRest(node, content, 7, undefined, other);
    expect([second.status, second.headers.get('x-cockatiel-reason')]).toEqual([503, 'arriving']);
    gate.open();
    expect((await first).status).toBe(201);
    expect((await sendRest(node, content, 0, undefined, other)).status).toBe(201);
  });

  test('get a 503 soon, with an offer too, while the first one makes progress', async () => {
    const { node, timers, gate, first } = await nodeWithSlowTransfer();
    const second = offer(node, content);
    await timers.pass(2000);
    expect(await second).toEqual([503, null]);
    gate.open();
    expect((await first).status).toBe(201);
    expect(await offer(node, content)).toEqual([302, null]);
  });

  test('alternate where the first one is stalled: the second replaces it and continues', async () => {
    const { node, timers, first } = await nodeWithSlowTransfer();
    await timers.pass(30_000);
    const second = await sendRest(node, content, 7);
    expect([second.status, second.headers.get('x-cockatiel-reason')]).toEqual([503, 'arriving']);
    expect((await first).status).toBe(503);
    expect(await offer(node, content)).toEqual([404, '7']);
    expect((await sendRest(node, content, 7)).status).toBe(201);
    await expectStored(node);
  });
});
