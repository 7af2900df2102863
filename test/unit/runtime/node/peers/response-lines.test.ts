import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../../../../lib/delivery/peer-link.ts';
import { batchName, statusName } from '../../../../../lib/delivery/status-report.ts';
import { startStubPeer } from '../../../../support/cluster/stub-peer.ts';
import { linkTo } from '../../../../support/node/link-to.ts';

const ids = {
  'X-Cockatiel-Node': '00000000000000ba',
  'X-Cockatiel-Instance': '00000000000000bb',
};
const shown = { status: 200, nodeId: '00000000000000ba', instance: '00000000000000bb' };

afterEach(() => {
  vi.useRealTimers();
});

/** A request whose response is read in lines, and the lines so far. */
function inLines(sizeBytes = 1, onLine?: (line: string) => void) {
  const lines: string[] = [];
  const heads: PeerResponse[] = [];
  const bytes = new Uint8Array(sizeBytes).fill(7);
  const request: PeerRequest = {
    method: 'POST',
    name: batchName,
    body: { sizeBytes, read: async () => bytes },
    onLine(line, head) {
      lines.push(line);
      heads.push(head);
      onLine?.(line);
    },
  };
  return { request, lines, heads };
}

/** A peer that begins a response in lines to each request, and leaves the rest to the test. */
async function startPeer(idleTimeoutMs = 60_000) {
  const responses: ServerResponse[] = [];
  const peer = await startStubPeer((_, response) => {
    response.writeHead(200, ids).flushHeaders();
    responses.push(response);
  });
  const responseAt = async (at: number): Promise<ServerResponse> => {
    await expect.poll(() => responses.length).toBe(at + 1);
    return responses[at] as ServerResponse;
  };
  return { peer, link: linkTo(peer.url, idleTimeoutMs), responseAt };
}

describe('a response in lines', () => {
  it('is passed on line by line as it comes, with its head', async () => {
    const { link, responseAt } = await startPeer();
    const { request, lines, heads } = inLines();
    const sending = link.send(request);
    const response = await responseAt(0);
    response.write('one\nt');
    await expect.poll(() => lines).toEqual(['one']);
    response.write('wo ü\n');
    await expect.poll(() => lines).toEqual(['one', 'two ü']);
    response.end('rest');
    expect(await sending).toMatchObject(shown);
    expect(lines).toHaveLength(2);
    expect(heads).toMatchObject([shown, shown]);
  });

  it('may take longer than any other body', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { link, responseAt } = await startPeer();
    const { request, lines } = inLines();
    const sending = link.send(request);
    const response = await responseAt(0);
    response.write('one\n');
    await vi.waitUntil(() => lines.length > 0);
    vi.advanceTimersByTime(60_000);
    response.end('two\n');
    expect(await sending).toMatchObject(shown);
    expect(lines).toEqual(['one', 'two']);
  });

  it('does not go on for ever', async () => {
    const { link, responseAt } = await startPeer();
    const { request, lines } = inLines();
    const sending = link.send({ ...request, responseTimeoutMs: 200 });
    const failed = expect(sending).rejects.toThrow('no response within 0.2 seconds');
    (await responseAt(0)).write('one\n');
    await failed;
    expect(lines).toEqual(['one']);
  });

  it('fails when the connection breaks in the middle of it', async () => {
    const { link, responseAt, peer } = await startPeer();
    const { request, lines } = inLines();
    const sending = link.send(request);
    const response = await responseAt(0);
    response.write('one\ntw');
    await expect.poll(() => lines).toEqual(['one']);
    response.destroy();
    await expect(sending).rejects.toThrow('aborted');
    expect([lines, peer.requests]).toEqual([['one'], ['POST /_batch']]);
  });

  it('fails with what the reader of a line throws', async () => {
    const { link, responseAt } = await startPeer();
    const error = new Error('it is malformed');
    const { request, lines } = inLines(1, () => {
      throw error;
    });
    const sending = link.send(request);
    const failed = expect(sending).rejects.toBe(error);
    (await responseAt(0)).write('one\ntwo\n');
    await failed;
    expect(lines).toEqual(['one']);
  });

  it('fails where a line has no end', async () => {
    const { link, responseAt } = await startPeer();
    const sending = link.send(inLines().request);
    const failed = expect(sending).rejects.toThrow('a line of the response is too long');
    (await responseAt(0)).write('x'.repeat(5000));
    await failed;
  });

  it('is only that of a 200', async () => {
    const peer = await startStubPeer((_, response) => {
      response.writeHead(503, { 'Content-Type': 'text/plain', ...ids }).end('Too many.\n');
    });
    const { request, lines } = inLines();
    const response = await linkTo(peer.url, 60_000).send(request);
    expect(response).toMatchObject({ ...shown, status: 503, text: 'Too many.' });
    expect(lines).toEqual([]);
  });
});

test.each([1, 64 * 1024, 2 * 1024 * 1024])(
  'its request of %i bytes is sent at once',
  async (sizeBytes) => {
    const received: unknown[] = [];
    const peer = await startStubPeer(({ headers }, response) => {
      received.push(headers.expect, headers['content-length']);
      let bytes = 0;
      response.req
        .on('data', (chunk: Uint8Array) => {
          bytes += chunk.filter((byte) => byte === 7).length;
        })
        .once('end', () => response.writeHead(200, ids).end(`${bytes}\n`));
    });
    const { request, lines } = inLines(sizeBytes);
    await linkTo(peer.url, 60_000).send(request);
    expect(received).toEqual([undefined, String(sizeBytes)]);
    expect(lines).toEqual([String(sizeBytes)]);
  },
);

describe('on a connection that was kept open', () => {
  /** The second request on a connection is met with a reset, before the response or after a line. */
  async function startResettingPeer(line: string) {
    let isFirst = true;
    const peer = await startStubPeer((request, response) => {
      const isReset = request.method === 'POST' && isFirst;
      if (isReset) isFirst = false;
      response.writeHead(200, ids);
      if (!isReset) response.end('again\n');
      else if (line === '') request.socket.resetAndDestroy();
      else response.write(line, () => request.socket.resetAndDestroy());
    });
    const link = linkTo(peer.url, 60_000);
    await link.send({ method: 'GET', name: statusName });
    return { peer, link };
  }

  it('a request is repeated where no response has come', async () => {
    const { peer, link } = await startResettingPeer('');
    const { request, lines } = inLines();
    expect(await link.send(request)).toMatchObject(shown);
    expect(lines).toEqual(['again']);
    expect(peer.requests.slice(1)).toEqual(['POST /_batch', 'POST /_batch']);
  });

  it('it is not where a part of the response has', async () => {
    const { peer, link } = await startResettingPeer('one\n');
    const { request, lines } = inLines();
    const sending = link.send(request);
    await expect(sending).rejects.toThrow();
    expect(peer.requests.slice(1)).toEqual(['POST /_batch']);
    expect(['', 'one']).toContain(lines.join());
  });
});
