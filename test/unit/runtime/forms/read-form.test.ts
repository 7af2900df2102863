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
