import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { peakMemoryBytes } from '../support/process/memory-use.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;
const bodyBytes = 300 * mebibyte;
const memoryLimitBytes = 160 * mebibyte;

function* pieces(): Generator<Buffer> {
  const piece = Buffer.alloc(mebibyte);
  for (let index = 0; index < bodyBytes / mebibyte; index += 1) {
    piece.writeUInt32BE(index);
    yield Buffer.from(piece);
  }
}

test('a body of 300 MB passes in both directions in little memory', async () => {
  const node = await startTestNode(['--no-fsync']);
  const location = await new Promise<string>((resolve, reject) => {
    const upload = request(`${node.url}/a.bin`, { method: 'PUT' });
    upload.once('response', (response) => {
      response.resume();
      if (response.statusCode === 201) resolve(response.headers.location ?? '');
      else reject(new Error(`It got ${response.statusCode}.`));
    });
    pipeline(Readable.from(pieces()), upload).catch(reject);
  });
  const received = await new Promise<number>((resolve, reject) => {
    request(node.url + location, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.once('end', () => resolve(bytes)).once('error', reject);
    }).end();
  });
  expect(received).toBe(bodyBytes);
  expect(peakMemoryBytes(node.child.pid)).toBeLessThan(memoryLimitBytes);
});
