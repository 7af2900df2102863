import { describe, expect, test } from 'vitest';
import { InvalidFormError } from '../../../../lib/errors/domain-errors.ts';
import { HttpError } from '../../../../lib/http/http-error.ts';
import { formLimits } from '../../../../lib/limits/form-limits.ts';
import { readForm } from '../../../../runtime/forms/read-form.ts';
import { formText, formType } from '../../../support/node/form.ts';

const large = 'x'.repeat(1_000_000);

/** The chunks of a text, of this size; `onChunk` is told of each that is taken. */
async function* chunks(
  text: string,
  size: number,
  onChunk: (end: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    onChunk(at);
    yield bytes.subarray(at, at + size);
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  return text;
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of readForm(body, formType, formLimits)) {
    parts.push(part.kind === 'file' ? [part.fileName, await textOf(part.body)] : part.value);
  }
  return parts;
}

describe('a form is read part by part', () => {
  test.each([[1], [7], [100], [65_536]])('in chunks of %i bytes', async (size) => {
    const files = [['a', 'one'] as const, ['ü', ''] as const, ['', '猫'.repeat(100)] as const];
    const text = formText(files, { key: 'value' });
    const all = ['value', ['a', 'one'], ['ü', ''], ['', '猫'.repeat(100)]];
    expect(await readAll(chunks(text, size))).toEqual(all);
  });

  test('and no further than its reader is', async () => {
    let taken = 0;
    const text = formText([['a', large] as const, ['b', large] as const]);
    const body = chunks(text, 1000, (at) => {
      taken = at;
    });
    for await (const part of readForm(body, formType, formLimits)) {
      if (part.kind === 'file') {
        for await (const _ of part.body) break;
      }
      break;
    }
    expect(taken).toBeLessThan(200_000);
  });
});

/** A form with a file, and one more part with these headers. */
function withPart(headers: string): string {
  const [file] = formText([['a', 'one']]).split('------formboundary--');
  return `${file}------formboundary\r\n${headers}\r\n------formboundary--\r\n`;
}

const named = 'Content-Disposition: form-data; name="file"; filename="b"';

describe('a form with a part that nobody could read is refused', () => {
  test.each([
    ['without a Content-Disposition', 'Content-Type: text/plain\r\n\r\ntwo'],
    ['without any header', '\r\ntwo'],
    ['with another disposition', 'Content-Disposition: attachment; filename="b"\r\n\r\ntwo'],
    ['with a line break in a header', `X-A: b\nc\r\n${named}\r\n\r\ntwo`],
    [
      'with an encoded line break in its name',
      `${named.replace('="b', "*=utf-8''%0A")}\r\n\r\ntwo`,
    ],
    ['with a header without a name', `: a\r\n${named}\r\n\r\ntwo`],
    ['with too many headers', `${'X-A: a\r\n'.repeat(100)}${named}\r\n\r\ntwo`],
    ['with headers that are too long', `X-A: ${'a'.repeat(16_384)}\r\n${named}\r\n\r\ntwo`],
    ['whose headers do not end', named],
    ['that is empty', ''],
  ])('%s', async (_, headers) => {
    for (const size of [1, 1000, 65_536]) {
      const read = readAll(chunks(withPart(headers), size));
      await expect(read).rejects.toThrow(/headers of a part/u);
    }
  });

  test('as is one with files inside of a field', async () => {
    const headers = 'Content-Disposition: form-data; name="file"\r\n';
    const mixed = `${headers}Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--`;
    await expect(readAll(chunks(withPart(mixed), 1000))).rejects.toThrow(/several parts/u);
  });

  test('and one whose headers can be read is not', async () => {
    const headers = `${'X-A: a\r\n'.repeat(99)}${named.replace('name="file"; ', '')}\r\n\r\ntwo`;
    const read = await readAll(chunks(withPart(headers), 1000));
    expect(read).toEqual([
      ['a', 'one'],
      ['b', 'two'],
    ]);
  });
});

describe('the boundary of a form', () => {
  const form = '--b b\r\nContent-Disposition: form-data; name=a\r\n\r\none\r\n--b b--';
  const read = async (type: string, text: string) => {
    const parts: unknown[] = [];
    for await (const part of readForm(chunks(text, 10), type, formLimits)) parts.push(part);
    return parts;
  };
  const found = [{ kind: 'field', name: 'a', value: 'one' }];

  test.each([
    ['multipart/form-data; boundary="b b"', form],
    ['Multipart/Form-Data;charset=utf-8;  BOUNDARY="b b"; x=y', form],
    ["multipart/form-data; boundary=a'(b)+_,-./:=?c", form.replaceAll('b b', "a'(b)+_,-./:=?c")],
    ['multipart/form-data; boundary=b ; charset=utf-8', form.replaceAll('b b', 'b')],
  ])('is found in %s', async (type, text) => {
    expect(await read(type, text)).toEqual(found);
  });

  test.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="b\\"b"',
    'multipart/form-data; boundary="b',
    'multipart/form-data; boundary=ü',
    `multipart/form-data; boundary=${'b'.repeat(201)}`,
  ])('is missing in %s', async (type) => {
    await expect(read(type, form)).rejects.toThrow(/no valid boundary/u);
  });
});

describe('a reader of a file gets to know', () => {
  test('that the form breaks off', async () => {
    const text = formText([['a', large]]).slice(0, 500_000);
    await expect(readAll(chunks(text, 1000))).rejects.toThrow(InvalidFormError);
  });

  test('what reading the body throws', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* chunks(formText([['a', large]]).slice(0, 500_000), 1000);
      throw new HttpError(408, 'Too slow.');
    }
    await expect(readAll(failing())).rejects.toThrow(/Too slow/u);
  });

  test('and who reads none of it ends no process', async () => {
    const text = formText([['a', large]]).slice(0, 500_000);
    const parts = readForm(chunks(text, 1000), formType, formLimits)[Symbol.asyncIterator]();
    expect((await parts.next()).done).toBe(false);
    await parts.return?.();
  });
});
