import type { Operation } from './context.ts';
import { crc32 } from './crc32.ts';
import { parseStoredName } from './stored-name.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const checksumLength = 8;

/**
 * Lines of a journal segment: the CRC-32 of the rest, a space, the operation as JSON, a newline.
 */
export function encodeRecords(operations: readonly Operation[]): Uint8Array {
  return encoder.encode(operations.map(toLine).join(''));
}

function toLine({ op, name }: Operation): string {
  const json = JSON.stringify({ op, name });
  return `${crc32(encoder.encode(json))} ${json}\n`;
}

/** Reads a line without its newline; `undefined` for one that is torn, flipped or not ours. */
export function decodeRecord(line: Uint8Array): Operation | undefined {
  const json = line.subarray(checksumLength + 1);
  const checksum = String.fromCharCode(...line.subarray(0, checksumLength + 1));
  if (checksum !== `${crc32(json)} `) return undefined;
  return toOperation(parseJson(json));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

function toOperation(value: unknown): Operation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('op' in value && 'name' in value) || typeof value.name !== 'string') return undefined;
  const parts = parseStoredName(value.name);
  if (parts === undefined || (value.op !== 'PUT' && value.op !== 'DELETE')) return undefined;
  return { op: value.op, name: parts.name };
}
