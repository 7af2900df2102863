import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../lib/disk/crc32.ts';
import { decodeRecord, encodeRecords } from '../../../../lib/journal/record.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';

const name = nameOf('dir/ein Föto.jpg', 'content');
const withChecksum = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array([...bytesOf(`${crc32(bytes).toString(16).padStart(8, '0')} `), ...bytes]);

describe('a record', () => {
  it('is one line, and reads back as it was written', () => {
    const operations = [
      { op: 'PUT', name, seconds: 7 },
      { op: 'DELETE', name, seconds: 7 },
    ] as const;
    const lines = textOf(encodeRecords(operations)).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => decodeRecord(bytesOf(line)))).toEqual(operations);
  });

  it('with one bit flipped, wherever it is, is unreadable', () => {
    const line = encodeRecords([{ op: 'DELETE', name, seconds: 7 }]).slice(0, -1);
    for (let bit = 0; bit < line.length * 8; bit += 1) {
      const flipped = line.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(decodeRecord(flipped)).toBeUndefined();
    }
  });

  it('cut short, wherever it is, is unreadable', () => {
    const line = encodeRecords([{ op: 'DELETE', name, seconds: 7 }]).slice(0, -1);
    for (let length = 0; length < line.length; length += 1) {
      expect(decodeRecord(line.slice(0, length))).toBeUndefined();
    }
  });

  it.each([
    ['no JSON', '{'],
    ['a number', '7'],
    ['null', 'null'],
    ['no operation', JSON.stringify({ name, seconds: 7 })],
    ['no name', JSON.stringify({ op: 'PUT', seconds: 7 })],
    ['an unknown operation', JSON.stringify({ op: 'POST', name, seconds: 7 })],
    ['a name that is no text', JSON.stringify({ op: 'PUT', name: 7, seconds: 7 })],
    ['a name without a stamp', JSON.stringify({ op: 'PUT', name: 'file.txt', seconds: 7 })],
    ['no time', JSON.stringify({ op: 'PUT', name })],
    ['a time that is no number', JSON.stringify({ op: 'PUT', name, seconds: '7' })],
    ['a name that leads out', JSON.stringify({ op: 'DELETE', name: `../../${name}`, seconds: 7 })],
  ])('with %s under a right checksum is unreadable', (_what, json) => {
    expect(decodeRecord(withChecksum(bytesOf(json)))).toBeUndefined();
  });

  it('that is no UTF-8 is unreadable', () => {
    expect(decodeRecord(withChecksum(new Uint8Array([0x22, 0xff, 0x22])))).toBeUndefined();
  });

  it('with a field that is not known yet is read without it', () => {
    const json = JSON.stringify({ op: 'PUT', name, seconds: 7, to: 'http://peer' });
    expect(decodeRecord(withChecksum(bytesOf(json)))).toEqual({ op: 'PUT', name, seconds: 7 });
  });
});
