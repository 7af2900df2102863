import { type BatchedResponse, decodeBatch } from '../../lib/batches/batch-format.ts';
import { reasonHeader } from '../../lib/http/node-headers.ts';
import { flipBit } from './flip-bit.ts';
import type { BatchedMessage, Message, Reply } from './message.ts';
import type { World } from './world.ts';

/** Takes a batch apart: its operations, each as the message that it would be alone. */
export function unpackBatch(
  { sender, to, host, prefix, unidentified }: Message,
  batch: Uint8Array<ArrayBuffer>,
): readonly BatchedMessage[] {
  const operations = decodeBatch(batch);
  if (operations === undefined) throw new Error('a node sends a batch that is malformed');
  return operations.map(({ kind, path, bytes }) => ({
    ...(sender !== undefined && { sender }),
    ...(host !== undefined && { host }),
    ...(prefix !== undefined && { prefix }),
    to,
    unidentified,
    method: kind === 'DELETE' ? 'DELETE' : 'PUT',
    name: decodeURIComponent(path.slice(1)),
    headers: {},
    ...(kind === 'PUT' && { body: { sizeBytes: bytes.length, read: async () => bytes } }),
    isFragile: true,
    isBatched: true,
    firstByte: bytes.byteOffset - batch.byteOffset,
  }));
}

/** What a node responds to an operation of a batch, as if that had come alone. */
export function toReply({ name }: Message, { status, reason, text }: BatchedResponse): Reply {
  const headers = new Headers();
  if (reason !== undefined) headers.set(reasonHeader, reason);
  if (status < 400) headers.set('Location', `/${encodeURIComponent(name)}`);
  return { status, headers, body: new TextEncoder().encode(text ?? '') };
}

/** A copy of a batch in which a bit of a file is flipped: a hash shows nothing else. */
export function flipInFile(
  batch: Uint8Array<ArrayBuffer>,
  operations: readonly BatchedMessage[],
  where: number,
): Uint8Array<ArrayBuffer> {
  const files = operations.filter(({ body }) => (body?.sizeBytes ?? 0) > 0);
  const at = where * files.length;
  const { firstByte = 0, body } = files[Math.floor(at)] ?? {};
  const flipped = batch.slice();
  const file = flipped.subarray(firstByte, firstByte + (body?.sizeBytes ?? 0));
  file.set(flipBit(file, at % 1));
  return flipped;
}

/** Notes that the bytes of a body from `first` up to `end` were sent, of each operation its own. */
export function noteMoved({ traffic }: World, message: Message, first: number, end: number): void {
  for (const operation of message.operations ?? [message]) {
    const { firstByte = 0, body } = operation;
    const begin = Math.max(first, firstByte);
    const until = Math.min(end, firstByte + (body?.sizeBytes ?? 0));
    traffic.moved(operation, Math.max(0, until - begin));
  }
}
