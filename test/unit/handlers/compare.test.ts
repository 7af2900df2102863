import { describe, expect, it } from 'vitest';
import {
  comparisonBytes,
  encodeFingerprints,
  encodeSums,
  maxWantedBytes,
} from '../../../lib/inventory/comparison.ts';
import { bucketOf } from '../../../lib/names/bucket-sums.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { inventoryOf } from '../../support/node/set-up-repairer.ts';
import { namesOf } from '../../support/node/start-test-filling.ts';

const names = namesOf(3);
const { fingerprintName } = inventoryOf([]);

async function post(
  node: TestContext,
  path: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return await send(node, 'POST', path, { body, headers: peerHeaders });
}

async function nodeWithFile(): Promise<TestContext> {
  const node = await createTestContext();
  await send(node, 'PUT', `/${names[0]}`, { body: 'content', headers: peerHeaders });
  return node;
}

describe('POST /_compare', () => {
  it('responds with the buckets that differ', async () => {
    const response = await post(await nodeWithFile(), '/_compare', encodeSums(inventoryOf([])));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json',
    ]);
    const stored = names.slice(0, 1).map((name) => bucketOf(fingerprintName(name)));
    expect(await response.json()).toEqual({ stored, tombstones: [] });
  });

  it('of the same set responds with none', async () => {
    const sums = encodeSums(inventoryOf(names.slice(0, 1)));
    const response = await post(await nodeWithFile(), '/_compare', sums);
    expect(await response.json()).toEqual({ stored: [], tombstones: [] });
  });

  it('by a peer is a comparison for this node, too', async () => {
    const node = await nodeWithFile();
    const noted: unknown[] = [];
    const noteComparison = (...comparison: unknown[]): void => void noted.push(comparison);
    const noting = { ...node, ctx: { ...node.ctx, peers: { ...node.ctx.peers, noteComparison } } };
    const instance = '00000000000000b1';
    const shown = { 'X-Cockatiel-Instance': instance };
    const equal = encodeSums(inventoryOf(names.slice(0, 1)));
    const ask = async (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
      await send(noting, 'POST', '/_compare', { body, headers });
    await ask(equal, shown);
    await ask(equal, peerHeaders);
    expect(noted).toEqual([]);
    await ask(equal, { ...peerHeaders, ...shown });
    await ask(encodeSums(inventoryOf([])), { ...peerHeaders, ...shown });
    const stored = names.slice(0, 1).map((name) => bucketOf(fingerprintName(name)));
    expect(noted).toEqual([
      [instance, { stored: [], tombstones: [] }],
      [instance, { stored, tombstones: [] }],
    ]);
  });

  it('responds 503 if this node lists its files again meanwhile', async () => {
    const node = await createTestContext({ wasStorageRemoved: false });
    const body = bodyStream(async () => {
      node.storageDisk.wipe('');
      await node.cluster.save();
    }, '\0'.repeat(comparisonBytes));
    const response = await send(node, 'POST', '/_compare', { body, headers: peerHeaders });
    expect(response.status).toBe(503);
    await node.close();
  });

  it.each([0, 1, comparisonBytes - 1, comparisonBytes + 1])(
    'refuses a body of %i bytes',
    async (sizeBytes) => {
      const response = await post(
        await createTestContext(),
        '/_compare',
        new Uint8Array(sizeBytes),
      );
      expect(response.status).toBe(400);
    },
  );
});

it('a peer that has the secret for writing alone may compare', async () => {
  const secrets = { read: ['reading'], write: ['writing'], cluster: [] };
  const node = await createTestContext({ secrets });
  const body = encodeSums(inventoryOf([]));
  const statuses = ['reading', 'writing'].map(async (secret) => {
    const headers = { ...peerHeaders, Authorization: `Bearer ${secret}` };
    return (await send(node, 'POST', '/_compare', { body, headers })).status;
  });
  expect(await Promise.all(statuses)).toEqual([403, 200]);
});

describe('POST /_wanted', () => {
  it('responds with the positions of what this node does not have', async () => {
    const stored = names.map(fingerprintName);
    const body = encodeFingerprints({ stored, tombstones: stored.slice(2) });
    const response = await post(await nodeWithFile(), '/_wanted', body);
    expect(await response.json()).toEqual({ stored: [1, 2], tombstones: [0] });
  });

  it.each([0, 3, 5, maxWantedBytes + 8])('refuses a body of %i bytes', async (sizeBytes) => {
    const response = await post(await createTestContext(), '/_wanted', new Uint8Array(sizeBytes));
    expect(response.status).toBe(400);
  });
});

describe.each(['/_compare', '/_wanted'])('%s', (path) => {
  it('responds 503 while this node lists its files', async () => {
    const node = await createTestContext({ wasStorageRemoved: false });
    node.storageDisk.wipe('');
    await node.cluster.save();
    const response = await post(node, path, encodeSums(inventoryOf([])));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await response.text()).toContain('still listing its files');
    await node.close();
  });

  it('knows no other method', async () => {
    const node = await createTestContext();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect([400, 403, 404, 405]).toContain((await send(node, method, path)).status);
    }
  });
});
