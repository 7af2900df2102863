import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put, sha1, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../support/http/raw-request.ts';
import { patience } from '../support/patience.ts';
import { countDescriptors } from '../support/process/footprint.ts';

const getN = http(`GET /${storedName}`);
let connections: RawConnection[] = [];

afterEach(() => {
  for (const connection of connections) connection.close();
  connections = [];
});

/** Below the system's listen backlog, beyond which a client only believes it is connected. */
const batch = 250;

async function openMany(node: HostileNode, count: number, probe = getN): Promise<RawConnection[]> {
  const { port } = node.process;
  const opened: RawConnection[] = [];
  while (opened.length < count) {
    const length = Math.min(batch, count - opened.length);
    opened.push(...(await Promise.all(Array.from({ length }, () => openRawConnection(port)))));
    // Connections are accepted in order: once this one is served, those before it are accepted.
    if (opened.length < count) expect((await ask(port, probe)).status).toBe(200);
  }
  connections.push(...opened);
  return opened;
}

describe('40: a crowd of idle connections', () => {
  test.each([
    { cap: 50, crowd: 200 },
    { cap: 1000, crowd: 2000 },
  ])('$crowd of them are capped at $cap, and others are served', async ({ cap, crowd }) => {
    const node = await startHostileNode(['--max-connections', String(cap)]);
    const descriptors = await countDescriptors(node.process);
    await openMany(node, crowd);
    for (let index = 0; index < 10; index += 1) {
      expect((await ask(node.process.port, getN)).status).toBe(200);
    }
    // The server stops counting a connection before its descriptor is closed.
    const open = (): Promise<number> => countDescriptors(node.process);
    await expect.poll(open).toBeLessThanOrEqual(descriptors + cap);
    const isCapped = (): boolean => connections.filter(({ isOver }) => !isOver).length <= cap;
    await expect.poll(isCapped).toBe(true);
    for (const connection of connections) connection.close();
    await node.expectAtRest();
    await node.stop();
  });

  test('does not close connections with a request in progress', async () => {
    const node = await startHostileNode(['--max-connections', '10']);
    const [upload, awaited, kept] = await openMany(node, 3);
    await upload?.send(http('PUT /upload', ['Content-Length: 2'], 'h'));
    await awaited?.send(http('PUT /awaited', ['Content-Length: 2', 'Expect: 100-continue']));
    expect((await awaited?.nextResponse())?.status).toBe(100);
    await kept?.send(getN);
    expect((await kept?.nextResponse())?.status).toBe(200);
    await openMany(node, 100);
    await upload?.send('i');
    await awaited?.send('hi');
    expect((await upload?.nextResponse())?.status).toBe(201);
    expect((await awaited?.nextResponse())?.status).toBe(201);
    for (const connection of connections) connection.close();
    await node.expectAtRest({ stores: 2 });
    await node.stop();
  });

  test('that are all busy: clients get a 503 until one ends, and peers are served', async () => {
    const node = await startHostileNode(['--max-connections', '5']);
    const busy = await openMany(node, 5);
    for (const [index, connection] of busy.entries()) {
      await connection.send(put(`/busy-${index}`, 'hi', ['Expect: 100-continue']).slice(0, -2));
      expect((await connection.nextResponse()).status).toBe(100);
    }
    // More idle connections do not keep peers and the operator out either.
    await openMany(node, 50, http('GET /_status'));
    const { status, headers } = await ask(node.process.port, getN);
    expect([status, headers.get('connection')]).toEqual([503, 'close']);
    expect((await ask(node.process.port, http('GET /_status'))).status).toBe(200);
    const copy = put(`/copy_1700000000_${sha1('copy')}`, 'copy', ['User-Agent: cockatiel/1.0']);
    expect((await ask(node.process.port, copy)).status).toBe(201);
    await busy[0]?.send('hi');
    expect((await busy[0]?.nextResponse())?.status).toBe(201);
    await vi.waitFor(async () => {
      expect((await ask(node.process.port, getN)).status).toBe(200);
    }, patience);
    for (const connection of connections) connection.close();
    await node.expectAtRest({ stores: 2 });
    await node.stop();
  });
});
