import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const small = new TextEncoder().encode('hello world');
const large = Uint8Array.from({ length: 1_200_000 }, (_, index) => index % 251);

/** A node whose copy of a file differs from the name in its first byte. */
async function nodeWithDamaged(content: Uint8Array): Promise<TestContext & { path: string }> {
  const node = await createTestContext();
  const name = `a_1_${sha1Of(content)}`;
  node.storageDisk.write(name, content.with(0, 255));
  return { ...node, path: `/${name}` };
}

/** The sizes of the chunks that came, and whether the body ended as if it were whole. */
async function readOut(response: Response): Promise<{ bytes: number; ended: boolean }> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes, ended: true };
      bytes += value.length;
    }
  } catch {
    return { bytes, ended: false };
  }
}

function failReads(node: TestContext, isDue: (count: number) => boolean): void {
  let count = 0;
  node.storageDisk.intercept = ({ operation }) => {
    if (operation !== 'read') return;
    count += 1;
    if (isDue(count)) throw Object.assign(new Error('EIO: /secret/path'), { code: 'EIO' });
  };
}

describe('a corrupt copy', () => {
  test.each([[{}], [{ Range: 'bytes=0-' }], [{ Range: 'bytes=-11' }]])(
    'of a small file is a 500 for %j, and is logged',
    async (headers) => {
      const node = await nodeWithDamaged(small);
      const response = await send(node, 'GET', node.path, { headers });
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('Internal server error.\n');
      expect(node.logLines.some(({ level }) => level === 'error')).toBe(true);
      await node.scrub.stop();
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );

  test.each([[{}], [{ Range: 'bytes=0-' }]])(
    'of a large file is never sent to its end for %j',
    async (headers) => {
      const node = await nodeWithDamaged(large);
      const response = await send(node, 'GET', node.path, { headers });
      const { bytes, ended } = await readOut(response);
      expect(ended).toBe(false);
      expect(bytes).toBeLessThan(large.length);
      await node.scrub.stop();
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );

  test('is not found intact by a later read', async () => {
    const node = await nodeWithDamaged(small);
    for (let count = 0; count < 3; count += 1) {
      expect((await send(node, 'GET', node.path)).status).toBe(500);
    }
  });
});

describe('a disk that fails', () => {
  test('at the opening of a file is a 500, not a 404', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = () => {
      throw Object.assign(new Error('EIO: /secret/path'), { code: 'EIO' });
    };
    const response = await send(node, 'GET', `/a_1_${sha1Of(small)}`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal server error.\n');
  });

  test('at the reading of a small file is a 500', async () => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1Of(small)}`, small);
    failReads(node, () => true);
    expect((await send(node, 'GET', `/a_1_${sha1Of(small)}`)).status).toBe(500);
    await node.scrub.stop();
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test.each([[{}], [{ Range: 'bytes=1-' }]])(
    'in the middle of a large file breaks the body off for %j',
    async (headers) => {
      const node = await createTestContext();
      node.storageDisk.write(`a_1_${sha1Of(large)}`, large);
      failReads(node, (count) => count === 3);
      const response = await send(node, 'GET', `/a_1_${sha1Of(large)}`, { headers });
      const { bytes, ended } = await readOut(response);
      expect(ended).toBe(false);
      expect(bytes).toBeGreaterThan(0);
      await node.scrub.stop();
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );
});

describe('a client that disconnects', () => {
  test.each([[{}], [{ Range: 'bytes=1-' }]])('closes the file for %j', async (headers) => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1Of(large)}`, large);
    const response = await send(node, 'GET', `/a_1_${sha1Of(large)}`, { headers });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    expect(node.storageDisk.openFileCount).toBe(1);
    await reader.cancel();
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test('before the first byte closes it too', async () => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1Of(large)}`, large);
    const response = await send(node, 'GET', `/a_1_${sha1Of(large)}`);
    await response.body?.cancel();
    await node.scrub.stop();
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test('does not delay a deletion, nor does the deletion interrupt a download', async () => {
    const node = await createTestContext();
    const path = `/a_1_${sha1Of(large)}`;
    node.storageDisk.write(path.slice(1), large);
    const response = await send(node, 'GET', path);
    expect((await send(node, 'DELETE', path)).status).toBe(200);
    expect(sha1Of(await response.bytes())).toBe(sha1Of(large));
    expect((await send(node, 'GET', path)).status).toBe(404);
  });
});
