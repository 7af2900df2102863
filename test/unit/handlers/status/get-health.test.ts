import { describe, expect, test } from 'vitest';
import { encodeFingerprints, encodeSums } from '../../../../lib/inventory/comparison.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { inventoryOf } from '../../../support/node/set-up-repairer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const mebibyte = 1024 ** 2;
const secrets = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
const withPeer = { config: { peerUrls: ['http://b'] } };

async function readyOf(node: TestContext): Promise<[status: number, text: string]> {
  const response = await send(node, 'GET', '/_ready');
  return [response.status, await response.text()];
}

async function createFullNode(options: TestContextOptions = {}): Promise<TestContext> {
  const node = await createTestContext({ minFreeBytes: mebibyte, ...options });
  const bytes = { freeBytes: 16 * mebibyte, totalBytes: 1024 * mebibyte };
  node.storageDisk.space = { ...node.storageDisk.space, ...bytes };
  return node;
}

describe.each([
  ['/_live', 'live\n'],
  ['/_ready', 'ready\n'],
])('%s', (path, text) => {
  test('is one word of plain text that no cache keeps', async () => {
    const node = await createTestContext();
    const response = await send(node, 'GET', path);
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const head = await send(node, 'HEAD', path);
    expect([head.status, head.body]).toEqual([200, null]);
  });

  test('needs no secret, and takes any', async () => {
    const node = await createTestContext({ secrets });
    const shown: Record<string, string>[] = [
      {},
      { Authorization: 'Bearer guess' },
      { 'X-Cockatiel-Node': '00000000000000cc', ...peerHeaders },
    ];
    for (const headers of shown) {
      expect((await send(node, 'GET', path, { headers })).status).toBe(200);
    }
    expect(node.logLines).toEqual([]);
  });

  test('may only be read', async () => {
    const node = await createTestContext();
    expect((await send(node, 'PUT', path, { body: 'a' })).status).toBe(400);
    expect((await send(node, 'DELETE', path)).status).toBe(400);
    const { status, headers } = await send(node, 'POST', path);
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('/_ready is a 503 that says why', () => {
  test('a node that is to stop, which is live, and serves', async () => {
    const node = await createTestContext();
    node.ctx.draining.begin();
    expect(await readyOf(node)).toEqual([503, 'draining\n']);
    expect((await send(node, 'HEAD', '/_ready')).status).toBe(503);
    expect((await send(node, 'GET', '/_live')).status).toBe(200);
    expect((await send(node, 'PUT', '/a', { body: 'a' })).status).toBe(201);
  });

  test('a node that is read-only', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'create') throw Object.assign(new Error('no'), { code: 'EROFS' });
    };
    await send(node, 'PUT', '/a', { body: 'x' });
    expect(await readyOf(node)).toEqual([503, 'read-only\n']);
    expect((await send(node, 'GET', '/_live')).status).toBe(200);
  });

  test('a node that was not compared yet', async () => {
    const node = await createTestContext(withPeer);
    expect(await readyOf(node)).toEqual([503, 'starting\n']);
    const body = encodeSums(inventoryOf([]));
    await send(node, 'POST', '/_compare', { body });
    expect(await readyOf(node)).toEqual([503, 'starting\n']);
    await send(node, 'POST', '/_compare', { body, headers: peerHeaders });
    expect(await readyOf(node)).toEqual([200, 'ready\n']);
  });

  test('a node that is being filled by a peer, until it has the files', async () => {
    const node = await createTestContext(withPeer);
    const names = namesOf(20);
    const asked = { stored: names.map(node.ctx.inventory.fingerprintName), tombstones: [] };
    const body = encodeFingerprints(asked);
    await send(node, 'POST', '/_wanted', { body });
    expect(await readyOf(node)).toEqual([503, 'starting\n']);
    await send(node, 'POST', '/_wanted', { body, headers: peerHeaders });
    expect(await readyOf(node)).toEqual([503, 'filling\n']);
    const status = await (await send(node, 'GET', '/_status')).json();
    expect(status.node.notReady).toBe('filling');
    for (const name of names) {
      await send(node, 'PUT', `/${name}`, { body: 'content', headers: peerHeaders });
    }
    expect(await readyOf(node)).toEqual([200, 'ready\n']);
  });

  test('a node on whose disk no upload of 16 MiB fits, and that still takes smaller ones', async () => {
    const node = await createFullNode();
    expect(await readyOf(node)).toEqual([503, 'full\n']);
    expect((await send(node, 'PUT', '/a', { body: 'a' })).status).toBe(201);
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: 17 * mebibyte };
    node.clock.ms += 1000;
    expect(await readyOf(node)).toEqual([200, 'ready\n']);
  });

  test('a node whose queue directory has too little free space', async () => {
    const node = await createTestContext({ minFreeBytes: mebibyte });
    node.queueDisk.space = { ...node.queueDisk.space, freeBytes: mebibyte };
    expect(await readyOf(node)).toEqual([503, 'full\n']);
  });
});

test.each([0, undefined])(
  '/_ready says full where a deletion took the reserve, and no space is left for it (%s)',
  async (minFreeBytes) => {
    const node = await createTestContext({
      reserveBytes: mebibyte,
      ...(minFreeBytes !== undefined && { minFreeBytes }),
    });
    const { queueDisk } = node;
    const plenty = queueDisk.space;
    const sizes = queueDisk.paths().map((path) => queueDisk.read(path)?.length ?? 0);
    queueDisk.capacityBytes = sizes.reduce((sum, size) => sum + size, 0);
    await send(node, 'DELETE', `/a_1_${sha1Of('x')}`);
    queueDisk.space = { ...plenty, freeBytes: mebibyte - 1 };
    expect(await readyOf(node)).toEqual([503, 'full\n']);
    queueDisk.capacityBytes = Infinity;
    queueDisk.space = plenty;
    expect(await readyOf(node)).toEqual([200, 'ready\n']);
    expect((await send(node, 'PUT', '/a', { body: 'a' })).status).toBe(201);
  },
);

test.each(['/_ready', '/_status'])('%s writes nothing to a full disk', async (path) => {
  const node = await createTestContext();
  const { queueDisk } = node;
  const sizes = queueDisk.paths().map((path) => queueDisk.read(path)?.length ?? 0);
  queueDisk.capacityBytes = sizes.reduce((sum, size) => sum + size, 0);
  // It takes the ballast to record this.
  expect((await send(node, 'DELETE', `/a_1_${sha1Of('x')}`)).status).toBe(404);
  const calls: string[] = [];
  queueDisk.intercept = ({ operation }) => void calls.push(operation);
  expect((await send(node, 'GET', path)).status).toBe(200);
  expect(calls.filter((call) => call !== 'statfs')).toEqual([]);
  expect((await send(node, 'PUT', '/a', { body: 'a' })).status).toBe(507);
});

describe('/_ready is a 200', () => {
  test('where what still fits is as large as any upload may be', async () => {
    const node = await createFullNode({ config: { maxSizeBytes: 15 * mebibyte } });
    expect(await readyOf(node)).toEqual([200, 'ready\n']);
  });

  test('where the free space can not be found out', async () => {
    const node = await createTestContext();
    const askSpace = async (): Promise<void> => {
      throw new Error('a fault');
    };
    const journal = { ...node.ctx.journal, askSpace };
    const response = await send({ ctx: { ...node.ctx, journal } }, 'GET', '/_ready');
    expect(response.status).toBe(200);
  });
});

test('a file of such a name is none of these', async () => {
  const node = await createTestContext();
  const path = `/a/_ready_1_${sha1Of('x')}`;
  await send(node, 'PUT', path, { body: 'x', headers: peerHeaders });
  expect(await (await send(node, 'GET', path)).text()).toBe('x');
});
