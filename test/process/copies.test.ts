import { describe, expect, test } from 'vitest';
import { listStored } from '../support/disk/disk-view.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** A node whose only peer is never there. A wait of half a minute takes it five. */
function startLonelyNode(): Promise<NodeProcess> {
  const slow = withShiftedTime({ factor: 0.1 });
  return startTestNode(['--node', 'http://127.0.0.1:9'], undefined, slow);
}

function put(name: string, copies: number, waitSeconds: number): string {
  const headers = `Cockatiel-Copies: ${copies}\r\nPrefer: wait=${waitSeconds}`;
  return `PUT /${name} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n${headers}\r\n\r\nx`;
}

describe('an upload that waits for copies', () => {
  test('gets its response at once when its client has nothing more to send', async () => {
    const node = await startLonelyNode();
    const connection = await openRawConnection(node.port);
    await connection.send(put('file', 2, 30));
    await expect.poll(() => listStored(node.storage)).toHaveLength(1);
    connection.halfClose();
    const response = await connection.nextResponse();
    expect([response.status, response.headers.get('cockatiel-copies')]).toEqual([202, '1']);
    await connection.rest();
  });

  test('gets it too when the client was done before it waits', async () => {
    const node = await startLonelyNode();
    const connection = await openRawConnection(node.port);
    await connection.send(put('file', 2, 30));
    connection.halfClose();
    expect((await connection.nextResponse()).status).toBe(202);
  });

  test('leaves its connection to the next requests', async () => {
    const node = await startLonelyNode();
    const connection = await openRawConnection(node.port);
    for (let count = 0; count < 20; count += 1) {
      await connection.send(put(`${count}`, 1, 30));
      expect((await connection.nextResponse()).status).toBe(201);
    }
    connection.close();
    await node.stop();
    expect(node.output()).not.toContain('MaxListeners');
  });
});

test('how many copies there are is never said by the cache', async () => {
  const node = await startTestNode();
  const { headers } = await fetch(`${node.url}/file`, { method: 'PUT', body: 'x' });
  const url = node.url + headers.get('location');
  const ask = { 'Cockatiel-Copies': '?' };
  for (const sent of [{}, {}, ask, {}, ask]) {
    const response = await fetch(url, { method: 'HEAD', headers: sent });
    expect(response.headers.get('cockatiel-copies')).toBe(sent === ask ? '1' : null);
    expect(response.headers.get('cache-control')).toBe(
      sent === ask ? 'no-store' : 'max-age=31536000',
    );
  }
});
