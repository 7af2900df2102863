import { responseText } from '../delivery/response-body.ts';
import { parseOffset } from '../http/upload-offset.ts';
import { maxNameBytes } from '../names/stored-name.ts';
import { formatLocation } from '../names/url-path.ts';

/*
 * A batch is one request that carries many operations from one node to another (docs/protocol.md):
 *
 *   PUT /<name> <bytes>\n<bytes of the file>
 *   OFFER /<name>\n
 *   DELETE /<name>\n
 *
 * The responses come as lines of JSON, in the order in which they are known; `at` is the position
 * of the operation in the batch.
 */

/** How many operations one batch may have. */
export const maxBatchOperations = 64;
/** How large a batch may be, in bytes. */
export const maxBatchBytes = 2 * 1024 * 1024;
/** A file up to this size, in bytes, goes in a batch. */
export const maxBatchedFileBytes = 128 * 1024;

/** The longest line, in bytes: a name, all of it percent-encoded, and what stands around it. */
export const maxLineBytes = 3 * maxNameBytes + 64;

/** An operation on its way in a batch. */
export interface BatchedOperation {
  readonly kind: 'PUT' | 'OFFER' | 'DELETE';
  /** The path of the name, percent-encoded, with a slash before it. */
  readonly path: string;
  /** The bytes of the file; empty but for a PUT. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a node responds to one operation of a batch. */
export interface BatchedResponse {
  readonly at: number;
  readonly status: number;
  readonly reason?: string;
  readonly offset?: number;
  readonly text?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const newline = 10;
const linePattern = /^(?:(PUT) (\/\S*) (\d{1,9})|(OFFER|DELETE) (\/\S*))$/u;

/** The operation of a name, as it goes in a batch. */
export function batchedOperation(
  kind: BatchedOperation['kind'],
  name: string,
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(),
): BatchedOperation {
  return { kind, path: formatLocation('', name), bytes };
}

/** Puts operations together. */
export function encodeBatch(operations: readonly BatchedOperation[]): Uint8Array<ArrayBuffer> {
  const parts = operations.flatMap(({ kind, path, bytes }) => [
    encoder.encode(kind === 'PUT' ? `PUT ${path} ${bytes.length}\n` : `${kind} ${path}\n`),
    bytes,
  ]);
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

/** Takes a batch apart; `undefined` if it is malformed, or has too many operations. */
export function decodeBatch(
  batch: Uint8Array<ArrayBuffer>,
): readonly BatchedOperation[] | undefined {
  const operations: BatchedOperation[] = [];
  for (let position = 0; position < batch.length; ) {
    const end = batch.indexOf(newline, position);
    if (end === -1 || end - position > maxLineBytes) return undefined;
    const match = linePattern.exec(decoder.decode(batch.subarray(position, end)));
    if (match === null || operations.length === maxBatchOperations) return undefined;
    const [, put, putPath, size = '0', kind, path] = match;
    position = end + 1 + Number(size);
    if (position > batch.length) return undefined;
    operations.push({
      kind: (put ?? kind) as BatchedOperation['kind'],
      path: (putPath ?? path) as string,
      bytes: batch.subarray(end + 1, position),
    });
  }
  return operations;
}

/** A response as a line, with its end. */
export function encodeResponse(response: BatchedResponse): string {
  return `${JSON.stringify(response)}\n`;
}

/** Parses a line without its end; `undefined` if it is no response to one of `count` operations. */
export function parseResponse(line: string, count: number): BatchedResponse | undefined {
  const value = parseObject(line);
  if (value === undefined) return undefined;
  const { at, status, reason, offset, text: said } = value;
  if (!isBelow(at, count) || !isBelow(status, 1000)) return undefined;
  const text = typeof said === 'string' ? responseText('text/plain', said) : undefined;
  return {
    at,
    status,
    ...(typeof reason === 'string' && { reason }),
    ...parseOffset(String(offset)),
    ...(text !== undefined && { text }),
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(value: unknown, end: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < end;
}
