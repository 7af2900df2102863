import { expect } from 'vitest';
import { sha1 } from '../../support/disk/disk-view.ts';
import { chunkedPut, http } from '../../support/http/hostile-row.ts';
import { type ContractNode, check, type Subject } from './contract.ts';
import { ask, closing, countFiles, exchange, send, stamped, statusOf, store } from './requests.ts';

const kib = 1024;
/** Around every limit on the way: a chunk of 64 KiB, and the MiB that is hashed before it is sent. */
const sizes = [
  ...[0, 1, 2, 4095, 4096, 64 * kib - 1, 64 * kib, 64 * kib + 1],
  ...[kib * kib - 1, kib * kib, kib * kib + 1, 5_000_000, 16 * kib * kib],
];

function bytesOf(sizeBytes: number): Buffer<ArrayBuffer> {
  return Buffer.alloc(sizeBytes, `content of ${sizeBytes} bytes, `);
}

async function expectStored(node: ContractNode, path: string, body: Buffer): Promise<void> {
  const response = await send(node, 'GET', path);
  expect(response.headers.get('content-length')).toBe(String(body.length));
  expect(sha1(Buffer.from(await response.arrayBuffer()))).toBe(sha1(body));
}

/** An upload in chunks, as `fetch` sends a stream. */
async function storeInChunks(node: ContractNode, path: string, body: Buffer): Promise<string> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += 50_000) {
        controller.enqueue(body.subarray(at, at + 50_000));
      }
      controller.close();
    },
  });
  const init = { method: 'PUT', headers: closing, body: stream, redirect: 'manual' };
  const response = await fetch(node.url + path, { ...init, duplex: 'half' } as RequestInit);
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

/** Uploads of all sizes, and what they are refused for. */
export const uploads: Subject = {
  title: 'uploads',
  options: { maxSizeBytes: 16 * kib * kib },
  checks: [
    ...sizes.map((size) =>
      check(`${size} bytes with their length come back as they were`, async (node) => {
        const path = await store(node, `/length-${size}`, bytesOf(size));
        expect(path).toMatch(stamped(`length-${size}`, bytesOf(size)));
        await expectStored(node, path, bytesOf(size));
      }),
    ),
    ...sizes.map((size) =>
      check(`${size} bytes in chunks come back as they were`, async (node) => {
        const path = await storeInChunks(node, `/chunks-${size}`, bytesOf(size));
        await expectStored(node, path, bytesOf(size));
      }),
    ),
    check('one byte more than the limit is a 413, and leaves nothing', async (node) => {
      const before = await countFiles(node);
      const lines = ['PUT /large', `Content-Length: ${16 * kib * kib + 1}`] as const;
      expect((await ask(node, http(lines[0], [lines[1]]))).status).toBe(413);
      expect(await countFiles(node)).toBe(before);
    }),
    check('chunks beyond the limit are a 413, and leave nothing', async (node) => {
      const before = await countFiles(node);
      const chunk = `${(kib * kib).toString(16)}\r\n${'x'.repeat(kib * kib)}\r\n`;
      const sent = [chunkedPut('/large', chunk), ...Array.from({ length: 16 }, () => chunk)];
      const [response] = await exchange(node, sent, ['any']);
      expect(response?.status).toBe(413);
      expect(await countFiles(node)).toBe(before);
    }),
    check('neither a length nor chunks is a 411', async (node) => {
      expect((await ask(node, http('PUT /a'))).status).toBe(411);
    }),
    check('the right SHA-1 in capital letters is accepted', async (node) => {
      const headers = { 'X-Content-SHA1': sha1(Buffer.from('x')).toUpperCase() };
      await store(node, '/right-sha1', 'x', headers);
    }),
    check('a wrong SHA-1 is a 400, and leaves nothing', async (node) => {
      const before = await countFiles(node);
      const headers = { 'X-Content-SHA1': '0'.repeat(40) };
      expect(await statusOf(node, 'PUT', '/wrong-sha1', headers, 'x')).toBe(400);
      expect(await countFiles(node)).toBe(before);
    }),
    check('chunks with extensions and trailers are put together', async (node) => {
      const wire = '2;a=b\r\nhi\r\n3\r\n yo\r\n0\r\nX-Trailer: a\r\n\r\n';
      const response = await ask(node, chunkedPut('/wire', wire));
      expect(response.headers.get('location')).toMatch(stamped('wire', 'hi yo'));
    }),
    check('the same content under the URL of its file is a 200', async (node) => {
      const path = await store(node, '/again.txt', 'again');
      expect(await statusOf(node, 'PUT', path, {}, 'again')).toBe(200);
    }),
    check('two uploads at once are two files, or one', async (node) => {
      const both = await Promise.all([1, 2].map(() => send(node, 'PUT', '/twice', {}, 'twice')));
      for (const response of both) expect([201, 302]).toContain(response.status);
      expect(both[0]?.headers.get('location')).toMatch(stamped('twice', 'twice'));
    }),
    check('forty uploads at once all come back', async (node) => {
      const numbers = Array.from({ length: 40 }, (_, index) => index);
      const paths = await Promise.all(numbers.map((n) => store(node, `/many-${n}`, `${n}`)));
      const reads = paths.map(async (path) => await (await send(node, 'GET', path)).text());
      expect(await Promise.all(reads)).toEqual(numbers.map(String));
    }),
  ],
};
