import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sha1 } from '../disk/disk-view.ts';
import { expectWholeFiles } from '../disk/expect-whole-files.ts';
import type { SeededRandom } from '../node/seeded-random.ts';
import { type NodeProcess, startProcess } from './start-process.ts';
import { storedIn } from './stored-tree.ts';

const pieceBytes = 64 * 1024;
const pieces = 40;
/** A client sends so many in one request. */
const piecesInPart = 4;
const version = { 'Tus-Resumable': '1.0.0' };

/** What happened to the uploads of one lane. */
export interface UploadLaneReport {
  /** Kills while an upload had bytes here, and was not finished. */
  readonly inTheMiddle: number;
  /** Uploads that became a file. */
  readonly finished: number;
}

/** An upload as its client knows it. */
interface ClientUpload {
  readonly content: Buffer;
  path?: string;
  /** The most that a response has shown. */
  offset: number;
}

/**
 * Kills one node over and over while a client uploads by tus, and goes on after each start. What a
 * response has shown of an upload may never be lost, and a file is whole or not there.
 */
export async function runUploadLane(
  directory: string,
  random: SeededRandom,
  kills: number,
): Promise<UploadLaneReport> {
  const files = new Map<string, string>();
  let upload = newUpload(random);
  let inTheMiddle = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const node = await startProcess(directory);
    try {
      for (const [file, hash] of files) await expectFile(node, file, hash);
      const file = await goOn(node, upload, drawKill(random)).catch(unlessLost);
      if (file !== undefined) {
        files.set(file, sha1(upload.content));
        upload = newUpload(random);
      } else if (upload.offset > 0) inTheMiddle += 1;
    } finally {
      await node.stop('SIGKILL');
    }
    await expectWholeFiles(join(directory, 'storage'));
  }
  const node = await startProcess(directory);
  try {
    const file = await goOn(node, upload, Number.POSITIVE_INFINITY);
    if (file === undefined) throw new Error('The last upload has no file.');
    files.set(file, sha1(upload.content));
    for (const [path, hash] of files) await expectFile(node, path, hash);
  } finally {
    await node.stop();
  }
  // One that was begun, and whose client did not hear of it, is begun again; none is stored twice.
  expect(storedIn(join(directory, 'storage'))).toHaveLength(files.size);
  return { inTheMiddle, finished: files.size };
}

/**
 * After how many pieces the node is killed. Some kills hit the last steps of an upload, when all has
 * been sent, and some come after its response: an upload whose end is always hit never ends.
 */
function drawKill(random: SeededRandom): number {
  if (random.chance(0.25)) return Number.POSITIVE_INFINITY;
  return random.chance(0.3) ? pieces + random.below(300) : random.below(pieces);
}

function newUpload(random: SeededRandom): ClientUpload {
  const content = Buffer.alloc(pieces * pieceBytes, random.below(1 << 30).toString(36));
  return { content, offset: 0 };
}

async function expectFile({ url }: NodeProcess, file: string, hash: string): Promise<void> {
  const response = await fetch(url + file);
  expect([file, sha1(Buffer.from(await response.arrayBuffer()))]).toEqual([file, hash]);
}

/** Goes on with an upload; `undefined` if the node ended first. It is killed after some pieces. */
async function goOn(
  node: NodeProcess,
  upload: ClientUpload,
  killAfter: number,
): Promise<string | undefined> {
  const file = await findOffset(node, upload);
  if (file !== undefined) return file;
  return await sendRest(node, upload, killAfter);
}

async function findOffset(node: NodeProcess, upload: ClientUpload): Promise<string | undefined> {
  if (upload.path === undefined) {
    const length = { 'Upload-Length': String(upload.content.length) };
    const init = { method: 'POST', headers: { ...version, ...length } };
    const { status, headers } = await fetch(`${node.url}/_tus/`, init);
    if (status !== 201) throw new LostUploadError(`an upload began with ${status}`);
    upload.path = headers.get('location') ?? '';
    return undefined;
  }
  const { status, headers } = await fetch(node.url + upload.path, {
    method: 'HEAD',
    headers: version,
  });
  const offset = Number(headers.get('upload-offset') ?? -1);
  if (status !== 200 || offset < upload.offset) {
    throw new LostUploadError(`${status}, ${offset} of ${upload.offset} bytes`);
  }
  upload.offset = offset;
  return headers.get('content-location') ?? undefined;
}

/** An upload of which a response has shown more than there is now. */
class LostUploadError extends Error {}

/** Any other failure is that of a node that was killed. */
function unlessLost(error: unknown): undefined {
  if (error instanceof LostUploadError) throw error;
}

async function sendRest(
  node: NodeProcess,
  upload: ClientUpload,
  killAfter: number,
): Promise<string | undefined> {
  const { length } = upload.content;
  for (let left = killAfter; ; left -= piecesInPart) {
    const file = await sendPart(node, upload, left);
    upload.offset = Math.min(upload.offset + piecesInPart * pieceBytes, length);
    if (upload.offset === length) return file;
  }
}

function sendPart(
  node: NodeProcess,
  upload: ClientUpload,
  killAfter: number,
): Promise<string | undefined> {
  const { content, offset, path = '' } = upload;
  const rest = content.subarray(offset, offset + piecesInPart * pieceBytes);
  const headers = {
    ...version,
    'Content-Type': 'application/offset+octet-stream',
    'Content-Length': String(rest.length),
    'Upload-Offset': String(offset),
  };
  return new Promise((resolve, reject) => {
    const part = request(node.url + path, { method: 'PATCH', headers });
    part.once('error', reject).once('response', (response) => {
      response.resume();
      if (response.statusCode !== 204) reject(new Error(`${response.statusCode}`));
      else resolve(response.headers['content-location'] as string);
    });
    let sent = 0;
    function sendPiece(): void {
      if (sent === killAfter) node.child.kill('SIGKILL');
      if (sent * pieceBytes >= rest.length) {
        part.end();
        // After the last piece: while the node makes it durable, or stores it.
        const isLast = offset + rest.length === content.length;
        if (isLast && Number.isFinite(killAfter)) killLater(node, killAfter - sent);
        return;
      }
      part.write(rest.subarray(sent * pieceBytes, (sent + 1) * pieceBytes), sendPiece);
      sent += 1;
    }
    sendPiece();
  });
}

/** Kills the node after so many turns of the event loop. */
function killLater(node: NodeProcess, turns: number): void {
  if (turns <= 0) node.child.kill('SIGKILL');
  else setImmediate(killLater, node, turns - 1);
}
