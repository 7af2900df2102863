import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Upload, type UploadOptions } from 'tus-js-client';
import { expect, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import { peakMemoryBytes } from '../support/process/memory-use.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { storedIn } from '../support/process/stored-tree.ts';

const mebibyte = 1024 * 1024;
const content = randomBytes(5 * mebibyte);
const metadata = { filename: 'large.bin', filetype: 'application/octet-stream' };

/** Uploads as the first page of tus-js-client does, and resolves with where the file is. */
function upload(
  endpoint: string,
  options: Partial<UploadOptions>,
  onBegin: (upload: Upload) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let stored = 'none';
    const running = new Upload(content, {
      endpoint,
      // Long enough for a node to start on a busy machine.
      retryDelays: Array.from({ length: 60 }, () => 1000),
      metadata,
      onError: reject,
      onAfterResponse(_request, response) {
        stored = response.getHeader('Content-Location') ?? stored;
      },
      onSuccess: () => resolve(stored),
      ...options,
    });
    onBegin(running);
    running.start();
  });
}

async function expectStored(url: string, path: string): Promise<void> {
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(sha1(Buffer.from(await response.arrayBuffer()))).toBe(sha1(content));
}

test('tus-js-client uploads by its defaults', async () => {
  const node = await startTestNode();
  await expectStored(node.url, await upload(`${node.url}/_tus/`, {}));
});

test.each([
  { uploadDataDuringCreation: true },
  { chunkSize: mebibyte },
  { addRequestId: true, overridePatchMethod: true },
] as const)('and with %j', async (options) => {
  const node = await startTestNode();
  await expectStored(node.url, await upload(`${node.url}/_tus/`, options));
});

test('and resumes after a pause', async () => {
  const node = await startTestNode();
  let current: Upload | undefined;
  let isPaused = false;
  const pauseAt = (sent: number): void => {
    if (isPaused || sent < 2 * mebibyte) return;
    isPaused = true;
    void current?.abort().then(() => current?.start());
  };
  const options = {
    chunkSize: mebibyte,
    onChunkComplete: (_: number, sent: number) => pauseAt(sent),
  };
  const path = await upload(`${node.url}/_tus/`, options, (running) => {
    current = running;
  });
  expect(isPaused).toBe(true);
  await expectStored(node.url, path);
});

test('and goes on where the node was killed', async () => {
  const directory = await useTestDirectory();
  const first = await startTestNode([], directory);
  const port = new URL(first.url).port;
  let isKilled = false;
  const restart = async (): Promise<void> => {
    await first.stop('SIGKILL');
    await startTestNode(['--port', port], directory);
  };
  let restarted: Promise<void> | undefined;
  const path = await upload(`${first.url}/_tus/`, {
    chunkSize: mebibyte,
    onChunkComplete(_size, sent) {
      if (isKilled || sent < 2 * mebibyte) return;
      isKilled = true;
      restarted = restart();
    },
  });
  await restarted;
  await expectStored(first.url, path);
  expect(storedIn(join(directory, 'storage'))).toHaveLength(1);
}, 180_000);

test('an upload of 256 MiB takes little memory', async () => {
  const node = await startTestNode(['--no-fsync']);
  const size = 256 * mebibyte;
  const version = { 'Tus-Resumable': '1.0.0' };
  const begun = await fetch(`${node.url}/_tus/`, {
    method: 'POST',
    headers: { ...version, 'Upload-Length': String(size) },
  });
  const path = begun.headers.get('location') ?? '';
  function* pieces(): Generator<Buffer> {
    for (let index = 0; index < size / mebibyte; index += 1) yield Buffer.alloc(mebibyte, index);
  }
  const headers = {
    ...version,
    'Content-Type': 'application/offset+octet-stream',
    'Content-Length': String(size),
    'Upload-Offset': '0',
  };
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const part = request(node.url + path, { method: 'PATCH', headers });
    part.once('response', (response) => resolve(response.resume().statusCode));
    pipeline(Readable.from(pieces()), part).catch(reject);
  });
  expect(status).toBe(204);
  expect(peakMemoryBytes(node.child.pid)).toBeLessThan(160 * mebibyte);
}, 180_000);
