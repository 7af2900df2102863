import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
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
const version = { 'Tus-Resumable': '1.0.0' };
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

/** The MiBs of an upload from one to another, of different bytes each. */
function* pieces(from: number, to: number): Generator<Buffer> {
  for (let index = from; index < to; index += 1) yield Buffer.alloc(mebibyte, index % 251);
}

/** Sends the bytes of an upload from one MiB to another, none of which is held in memory. */
function sendPart(url: string, from: number, to: number): Promise<number | undefined> {
  const headers = {
    ...version,
    'Content-Type': 'application/offset+octet-stream',
    'Content-Length': String((to - from) * mebibyte),
    'Upload-Offset': String(from * mebibyte),
  };
  return new Promise((resolve, reject) => {
    const part = request(url, { method: 'PATCH', headers });
    part.once('response', (response) => resolve(response.resume().statusCode));
    pipeline(Readable.from(pieces(from, to)), part).catch(reject);
  });
}

test('an upload of 1 GiB takes little memory', async () => {
  const node = await startTestNode(['--no-fsync']);
  const begun = await fetch(`${node.url}/_tus/`, {
    method: 'POST',
    headers: { ...version, 'Upload-Length': String(1024 * mebibyte) },
  });
  const url = node.url + begun.headers.get('location');
  const statuses = [await sendPart(url, 0, 300), await sendPart(url, 300, 1024)];
  expect(statuses).toEqual([204, 204]);
  const hash = createHash('sha1');
  for (const piece of pieces(0, 1024)) hash.update(piece);
  const [name = ''] = storedIn(node.storage);
  expect(name).toContain(hash.digest('hex'));
  expect(statSync(join(node.storage, name)).size).toBe(1024 * mebibyte);
  expect(peakMemoryBytes(node.child.pid)).toBeLessThan(160 * mebibyte);
}, 180_000);
