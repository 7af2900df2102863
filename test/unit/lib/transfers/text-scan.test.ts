import { isAscii, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portableTextCheck } from '../../../../lib/host/text-check.ts';
import { createTextScan } from '../../../../lib/transfers/text-scan.ts';

const checks = [
  ['any host', portableTextCheck],
  ['Node', { isAscii, isUtf8 }],
] as const;

describe.each(checks)('with the check of %s', (_host, check) => {
  /** The outcome for these chunks, whose buffers are used again afterwards. */
  function scan(chunks: readonly Uint8Array[]): boolean {
    const scanned = createTextScan(check);
    for (const chunk of chunks) {
      const sent = Buffer.from(chunk);
      scanned.add(sent);
      sent.fill(0xff);
    }
    return scanned.isUtf8();
  }

  /** The outcome for bytes that arrive at once, in two chunks, and one by one. */
  function outcomes(bytes: Uint8Array): Set<boolean> {
    const cuts = Array.from({ length: bytes.length + 1 }, (_, at) => [
      bytes.subarray(0, at),
      bytes.subarray(at),
    ]);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    return new Set([[bytes], ...cuts, single].map(scan));
  }

  test.each([
    'ü',
    'Grüße',
    'x€y',
    'a\u{1f600}',
    '\u{10ffff}',
    '\u{feff}',
    '\u0080',
    '\u07ff\u0800\ud7ff\ue000\uffff\u{10000}',
    'Привет, мир',
    '你好',
  ])('%j is UTF-8 beyond ASCII, wherever it is cut', (text) => {
    expect([...outcomes(new TextEncoder().encode(text))]).toEqual([true]);
  });

  test.each(['', 'a', 'ASCII\0\x7f\r\n', 'x'.repeat(100)])('%j is only ASCII', (text) => {
    expect([...outcomes(new TextEncoder().encode(text))]).toEqual([false]);
  });

  test.each([
    ['Latin-1', 'Gr\xfc\xdfe'],
    ['UTF-16', '\xff\xfea\0\xfc\0'],
    ['a sequence that is cut off', 'a\xc3'],
    ['a sequence of three that is cut off', 'a\xe2\x82'],
    ['a sequence of four that is cut off', 'ü\xf0\x9f\x98'.replace('ü', '\xc3\xbc')],
    ['a continuation alone', '\x80'],
    ['a continuation too many', '\xc3\xbc\xbc'],
    ['four continuations', '\x80\x80\x80\x80'],
    ['a sequence of two that is too long', '\xc0\xaf'],
    ['a sequence of three that is too long', '\xe0\x80\xaf'],
    ['a sequence of four that is too long', '\xf0\x80\x80\xaf'],
    ['a surrogate', '\xed\xa0\x80'],
    ['more than Unicode has', '\xf4\x90\x80\x80'],
    ['a byte that begins nothing', '\xff'],
    ['a sequence that another interrupts', '\xe2\x82a\xc3\xbc'],
    ['UTF-8 and later Latin-1', `\xc3\xbc${'a'.repeat(20)}\xfc`],
  ])('%s is no UTF-8, wherever it is cut', (_what, bytes) => {
    expect([...outcomes(Buffer.from(bytes, 'latin1'))]).toEqual([false]);
  });

  test('it agrees with a decoder about any bytes in any chunks', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.nat({ max: 7 })), (units, sizes) => {
        const bytes = Buffer.concat(units);
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        chunks.push(bytes.subarray(from));
        const isBeyond = bytes.some((byte) => byte > 0x7f);
        expect(scan(chunks)).toBe(isBeyond && isUtf8(bytes));
      }),
    );
  });
});
