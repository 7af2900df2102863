import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { listStaged, sha1 } from '../support/disk/disk-view.ts';
import { isListening, openConnection } from '../support/http/open-connection.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import type { ProcessOptions } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const largeBytes = 16 * 1024 * 1024;

/** How a node ends by a signal, on any engine. */
export function shutdownContract(options: ProcessOptions = {}): void {
  const startNode = (directory?: string) => startTestNode([], directory, options);

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s finishes an upload in flight, accepts nothing new, and exits with 0',
    async (signal) => {
      const node = await startNode();
      const head = 'PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n';
      const upload = await openConnection(node.port, `${head}abc`);
      await expect.poll(() => listStaged(node.storage)).toHaveLength(1);

      const ended = node.stop(signal);
      await expect.poll(() => isListening(node.port)).toBe(false);
      upload.socket.write('def');
      await upload.closed;
      expect(upload.received()).toMatch(/^HTTP\/1\.1 201 /u);
      expect(upload.received()).toMatch(/^Connection: close\r$/mu);
      expect(await ended).toBe(0);

      const [, location = ''] = /^Location: (\S+)/imu.exec(upload.received()) ?? [];
      const next = await startNode(node.directory);
      expect(await (await fetch(next.url + location)).text()).toBe('abcdef');
    },
  );

  test('SIGTERM finishes a download in flight', async () => {
    const node = await startNode();
    const body = Buffer.alloc(largeBytes, 'a file larger than all buffers on the way');
    const upload = await fetch(`${node.url}/a.bin`, { method: 'PUT', body });
    const chunks: Buffer[] = [];
    const download = request(node.url + upload.headers.get('location'));
    const ended = await new Promise<Promise<unknown>[]>((resolve) => {
      download.once('response', (response) => {
        response.once('readable', () => {
          chunks.push(response.read());
          // The node may end before the client has taken the last of it from the system.
          resolve([node.stop(), once(response, 'end')]);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
        });
      });
      download.end();
    });
    const [code] = await Promise.all(ended);
    expect(code).toBe(0);
    expect(sha1(Buffer.concat(chunks))).toBe(sha1(body));
  });

  test('SIGTERM finishes a response that a client reads slowly, also a cached one', async () => {
    const node = await startNode();
    const body = Buffer.alloc(120_000, 'small enough to be sent in one piece');
    const upload = await fetch(`${node.url}/a.bin`, { method: 'PUT', body });
    const location = upload.headers.get('location') ?? '';
    const request = `GET ${location} HTTP/1.1\r\nHost: ${new URL(node.url).host}\r\n\r\n`;
    const connection = await openRawConnection(node.port);
    await connection.send(request);
    await connection.nextResponse();
    connection.stopReading();
    const many = 60;
    for (let asked = 0; asked < many; asked += 1) {
      await connection.send(request);
      await (await fetch(`${node.url}/_status`)).text();
    }
    const ended = node.stop();
    await expect.poll(() => isListening(node.port)).toBe(false);
    connection.readOn();
    const received = (await connection.rest()).toString('latin1');
    const [, ...bodies] = received.split(/HTTP\/1\.1 200 OK\r\n[\s\S]*?\r\n\r\n/u);
    expect(bodies.length).toBeGreaterThan(1);
    expect(new Set(bodies.map(({ length }) => length))).toEqual(new Set([body.length]));
    connection.close();
    expect(await ended).toBe(0);
  });

  test('connections without a request in flight do not delay the exit', async () => {
    const node = await startNode();
    const unused = await openConnection(node.port);
    const idle = await openConnection(node.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.waitFor(/There is no such file/u);
    expect(await node.stop()).toBe(0);
    await idle.closed;
    // On Bun the kernel has not shown this one to the process, and forgets it without a word.
    unused.socket.destroy();
  });

  test.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
  ] as const)(
    '%s and then %s ends the process in the middle of an upload',
    async (first, second) => {
      const node = await startNode();
      const head = 'PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n';
      const upload = await openConnection(node.port, `${head}abc`);
      await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
      node.child.kill(first);
      await expect.poll(() => isListening(node.port)).toBe(false);
      expect(await node.stop(second)).toBe(1);
      await upload.closed;
      expect(upload.received()).toBe('');
    },
  );
}
