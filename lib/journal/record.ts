import { crc32 } from '../disk/crc32.ts';
import { parseStoredName } from '../names/stored-name.ts';
import type { Operation } from './journal.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const checksumLength = 8;
const uploadStart = encoder.encode('{"op":"PUT",');
const nameStart = checksumLength + 1 + encoder.encode('{"op":"PUT","name":"').length;
const [quote, backslash] = [34, 92] as const;

/** Encodes operations as lines: the CRC-32 of the JSON, a space, the JSON, a newline. */
export function encodeRecords(operations: readonly Operation[]): Uint8Array {
  return encoder.encode(operations.map(toLine).join(''));
}

function toLine({ op, name, seconds, from }: Operation): string {
  const json = JSON.stringify({ op, name, seconds, from });
  return `${checksumOf(encoder.encode(json))} ${json}\n`;
}

function checksumOf(json: Uint8Array): string {
  return crc32(json).toString(16).padStart(checksumLength, '0');
}

/**
 * Tells from its first bytes whether a line records an upload. A start may see millions of them, so
 * their checksums are verified only when a cursor reads them.
 */
export function looksLikeUpload(line: Uint8Array): boolean {
  return uploadStart.every((byte, index) => line[checksumLength + 1 + index] === byte);
}

/**
 * Returns the name in a line that records an upload, as UTF-8, without verifying the checksum;
 * `undefined` if there is no name in it.
 */
export function uploadedName(line: Uint8Array): Uint8Array | undefined {
  const end = line.indexOf(quote, nameStart);
  if (end !== -1 && line[end - 1] !== backslash) return line.subarray(nameStart, end);
  const name = decodeRecord(line)?.name;
  return name === undefined ? undefined : encoder.encode(name);
}

/** Decodes a line without its newline; `undefined` if it is torn, corrupt or no record. */
export function decodeRecord(line: Uint8Array): Operation | undefined {
  const json = line.subarray(checksumLength + 1);
  const checksum = String.fromCharCode(...line.subarray(0, checksumLength + 1));
  if (checksum !== `${checksumOf(json)} `) return undefined;
  return parseOperation(parseJson(json));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reads an operation from parsed JSON; `undefined` if it is none. Unknown fields are ignored. */
export function parseOperation(value: unknown): Operation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { op, name, seconds, from } = value as Record<string, unknown>;
  const parts = typeof name === 'string' ? parseStoredName(name) : undefined;
  if (parts === undefined || (op !== 'PUT' && op !== 'DELETE')) return undefined;
  if (typeof seconds !== 'number') return undefined;
  const operation = { op, name: parts.name, seconds } as const;
  return typeof from === 'string' ? { ...operation, from } : operation;
}
