import type { RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PeerDownload, PeerRead } from '../../../../../lib/delivery/peer-link.ts';
import {
  createHttpPeerLink,
  type HttpPeerLink,
} from '../../../../../runtime/node/peers/http-peer-link.ts';
import { startRawPeer, startStubPeer } from '../../../../support/cluster/stub-peer.ts';

const name = 'dir/file_1_0123456789012345678901234567890123456789.txt' as never;

function linkTo(url: string, idleTimeoutMs = 5000): HttpPeerLink {
  const link = createHttpPeerLink({
    url,
    proxy: undefined,
    version: '0.0.0',
    nodeId: '00000000000000aa',
    instance: '00000000000000ab',
    concurrency: 4,
    secret: () => 'secret of the cluster',
    idleTimeoutMs,
  });
  onTestFinished(() => link.close());
  return link;
}

function read(
  link: HttpPeerLink,
  { method = 'GET', range, signal = new AbortController().signal }: Partial<PeerRead> = {},
): Promise<PeerDownload> {
  return link.read({ method, name, range, signal });
}

async function textOf({ body }: PeerDownload): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

describe('reading a file of a peer', () => {
  it('shows who is reading, and what', async () => {
    const seen: unknown[] = [];
    const peer = await startStubPeer(({ headers }, response) => {
      seen.push([headers.range, headers['x-cockatiel-node'], headers.authorization]);
      response.end();
    });
    await read(linkTo(peer.url), { range: { first: 2, last: 4 } });
    expect(seen).toEqual([['bytes=2-4', '00000000000000aa', 'Bearer secret of the cluster']]);
    expect(peer.requests).toEqual([`GET /${name}`]);
  });

  it('returns what the head says, and the body', async () => {
    const peer = await startStubPeer((_, response) => {
      response.writeHead(206, {
        'Content-Length': 4,
        'Content-Range': 'bytes 0-3/9',
        'Content-Type': 'text/plain; charset=UTF-8',
        'X-Content-SHA1': 'AB',
        'X-Cockatiel-Node': '00000000000000ba',
        'X-Cockatiel-Instance': '00000000000000bb',
      });
      response.end('text');
    });
    const download = await read(linkTo(peer.url));
    expect(download).toMatchObject({
      status: 206,
      sizeBytes: 4,
      contentRange: 'bytes 0-3/9',
      isUtf8: true,
      sha1: 'ab',
      nodeId: '00000000000000ba',
      instance: '00000000000000bb',
    });
    expect(await textOf(download)).toBe('text');
  });

  it('leaves the connection open for the next request', async () => {
    const peer = await startStubPeer((request, response) => {
      response.writeHead(200, { 'Content-Length': 4 });
      response.end(request.method === 'HEAD' ? undefined : 'text');
    });
    const link = linkTo(peer.url);
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET'] as const) {
      const download = await read(link, { method });
      expect([download.sizeBytes, download.isUtf8]).toEqual([4, false]);
      if (method === 'GET') await textOf(download);
      download.cancel();
      // The agent gets the connection back in a later tick.
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
    expect(peer.connections()).toBe(1);
  });

  it('tries once more when the idle connection was just closed', async () => {
    let requests = 0;
    const peer = await startStubPeer((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end('text');
    });
    const link = linkTo(peer.url);
    for (let count = 0; count < 2; count += 1) {
      expect(await textOf(await read(link))).toBe('text');
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
    expect(requests).toBe(3);
  });
});

describe('reading a file fails', () => {
  it.each<[string, RequestListener, string]>([
    ['breaks off', (request) => request.socket.destroy(), 'socket hang up'],
    ['sends nothing', () => undefined, 'no data for 0.2 seconds'],
  ])('when the peer %s', async (_, respond, message) => {
    const peer = await startStubPeer(respond);
    await expect(read(linkTo(peer.url, 200))).rejects.toThrow(message);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['breaks off', (_, response) => response.write('te', () => response.destroy()), /aborted/u],
    ['stops', (_, response) => void response.write('te'), /no data|aborted/u],
  ])('when the peer %s in the middle', async (_, respond, message) => {
    const peer = await startStubPeer((request, response) => {
      response.writeHead(200, { 'Content-Length': 4 });
      respond(request, response);
    });
    await expect(read(linkTo(peer.url, 200)).then(textOf)).rejects.toThrow(message);
  });

  it('when it is aborted, and when it was before', async () => {
    const peer = await startStubPeer(() => undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const reading = expect(read(linkTo(peer.url), { signal })).rejects.toThrow('too late');
    await expect.poll(() => peer.requests).toHaveLength(1);
    controller.abort(new Error('too late'));
    await reading;
    await expect.poll(() => peer.connections()).toBe(1);
  });

  it('when there are too many interim responses', async () => {
    const peer = await startRawPeer((socket) => {
      socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(20));
    });
    await expect(read(linkTo(peer.url))).rejects.toThrow('too many interim responses');
  });

  it('when the link was closed, and while it is', async () => {
    const peer = await startStubPeer(() => undefined);
    const link = linkTo(peer.url);
    const reading = expect(read(link)).rejects.toThrow('this node is stopping');
    await expect.poll(() => peer.requests).toHaveLength(1);
    link.close();
    await reading;
    await expect(read(link)).rejects.toThrow('this node is stopping');
  });
});
