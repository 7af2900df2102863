import { describe, expect, it, test } from 'vitest';
import { readWhole } from '../../../../lib/requests/read-whole.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createRequest } from '../../../support/node/send.ts';

async function read(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  length?: string,
): Promise<string> {
  const { ctx } = await createTestContext();
  const headers = { 'Content-Length': length };
  const request = createRequest('POST', '/', { headers, body });
  const turn = ctx.admission.begin({ url: request.url, isPeer: () => false });
  return textOf(await readWhole(request, { turn }, maxBytes));
}

describe('a body is read whole', () => {
  test.each([undefined, '0', '1', '6', '9', 'x'])('with a length of %s', async (length) => {
    expect(await read(bodyStream('one', 't', 'wo'), 9, length)).toBe('onetwo');
  });

  it('that has all that it may have', async () => {
    expect(await read(bodyStream('one', 'two'), 6)).toBe('onetwo');
  });

  it('that is none', async () => {
    expect(await read(null, 6)).toBe('');
  });
});

test.each([undefined, '5', '6', '100'])(
  'one of more bytes is refused, with a length of %s',
  async (length) => {
    await expect(read(bodyStream('one', 'two'), 5, length)).rejects.toMatchObject({
      status: 400,
      message: 'The body must be at most 5 bytes.',
    });
  },
);
