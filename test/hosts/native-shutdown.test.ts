import { describe, expect, test } from 'vitest';
import { listStaged } from '../support/disk/disk-view.ts';
import { openConnection } from '../support/http/open-connection.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import { nativeServers } from './engines.ts';

const head = 'PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n';

/** Whether a node still serves new requests: not if nobody listens, or if it says that it stops. */
async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_status`, { headers: { Connection: 'close' } })).ok;
  } catch {
    return false;
  }
}

describe.each(nativeServers)('%s', (_name, options) => {
  test('SIGTERM finishes an upload in flight, serves nothing new, and exits with 0', async () => {
    const node = await startTestNode([], undefined, options);
    const upload = await openConnection(node.port, `${head}abc`);
    await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
    const ended = node.stop();
    await expect.poll(() => isServing(node.url)).toBe(false);
    upload.socket.write('def');
    await upload.waitFor(/^HTTP\/1\.1 201 /u);
    expect(await ended).toBe(0);

    const [, location = ''] = /^Location: (\S+)/imu.exec(upload.received()) ?? [];
    const next = await startTestNode([], node.directory, options);
    expect(await (await fetch(next.url + location)).text()).toBe('abcdef');
  });

  test('connections without a request in flight do not delay the exit', async () => {
    const node = await startTestNode([], undefined, options);
    const unused = await openConnection(node.port);
    const idle = await openConnection(node.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.waitFor(/There is no such file/u);
    expect(await node.stop()).toBe(0);
    unused.socket.destroy();
  });

  test('a second SIGTERM ends the process in the middle of an upload', async () => {
    const node = await startTestNode([], undefined, options);
    await openConnection(node.port, `${head}abc`);
    await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
    node.child.kill('SIGTERM');
    await expect.poll(() => isServing(node.url)).toBe(false);
    expect(await node.stop('SIGTERM')).toBe(1);
  });
});
