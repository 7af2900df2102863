import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { fillDisk, freeBytes } from '../support/disk/small-disk.ts';
import { smallDiskKinds } from '../support/disk/small-disk-kinds.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';
import { openConnection } from '../support/http/open-connection.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;

async function statusOfUpload({ url }: NodeProcess, name: string, body: Buffer<ArrayBuffer>) {
  const response = await fetch(`${url}/${name}`, { method: 'PUT', body });
  await response.text();
  return { status: response.status, path: response.headers.get('location') ?? '' };
}

describe.each(smallDiskKinds)('on a full $kind', ({ mount, reason }) => {
  test('concurrent bodies that do not fit together are stored completely or rejected', async (ctx) => {
    // Three of the bodies fit even if all eight grow at the same pace, and never all of them.
    const disk = await mount(30);
    if (disk === undefined) return ctx.skip(reason);
    const node = await startTestNode([], join(disk, 'node'));
    const bodies = Array.from({ length: 8 }, (_, size) => Buffer.alloc((size + 1) * mebibyte, 'x'));
    const results = await Promise.all(
      bodies.map((body, index) => statusOfUpload(node, `a/${index}.bin`, body)),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([201, 507]));
    const kept = results.filter(({ status }) => status === 201).map(({ path }) => path);
    expect(kept.length).toBeGreaterThan(2);
    expect(listStaged(node.storage)).toEqual([]);

    const filler = fillDisk(disk);
    const [first = '', second = '', ...others] = kept;
    expect(await remove(node, first)).toBe(200);
    fillDisk(disk);
    await node.stop('SIGKILL');
    const next = await startTestNode([], node.directory);
    expect((await statusOfUpload(next, 'no.bin', Buffer.alloc(mebibyte))).status).toBe(507);
    expect(await remove(next, second)).toBe(200);
    expect([await read(next, first), await read(next, second)]).toEqual([404, 404]);
    expect(
      listStored(next.storage)
        .map((name) => `/${name}`)
        .sort(),
    ).toEqual(others.sort());
    for (const path of others) expect(await read(next, path)).toMatch(/^x+$/u);

    rmSync(filler);
    await upload(next, 'space-again.bin', Buffer.alloc(mebibyte, 'y'));
    expect(listStaged(next.storage)).toEqual([]);
  });

  test('a node killed there in the middle of bodies frees their space at its start', async (ctx) => {
    const disk = await mount(16);
    if (disk === undefined) return ctx.skip(reason);
    const node = await startTestNode([], join(disk, 'node'));
    const kept = await upload(node, 'kept.txt', 'kept');
    const free = freeBytes(disk);
    await inParallel([0, 1, 2], 3, async (file) => {
      const head = `PUT /half-${file} HTTP/1.1\r\nHost: a\r\nContent-Length: ${8 * mebibyte}\r\n\r\n`;
      const { socket } = await openConnection(node.port, head);
      socket.write(Buffer.alloc(2 * mebibyte, 'x'));
    });
    await expect.poll(() => free - freeBytes(disk), { interval: 5 }).toBeGreaterThan(5 * mebibyte);
    expect(listStaged(node.storage)).toHaveLength(3);
    const filler = fillDisk(disk);
    await node.stop('SIGKILL');

    const next = await startTestNode([], node.directory);
    expect(listStaged(next.storage)).toEqual([]);
    expect(await read(next, kept)).toBe('kept');
    await upload(next, 'space.bin', Buffer.alloc(4 * mebibyte, 'x'));
    rmSync(filler);
    expect(freeBytes(disk)).toBeGreaterThan(free - 5 * mebibyte);
  });
});
