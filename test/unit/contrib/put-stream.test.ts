import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Client, createClient, type StoredFile } from '../../../client/client.ts';

type PutStream = (client: Client, name: string, stream: Readable) => Promise<StoredFile>;

const path = new URL('../../../contrib/javascript/put-stream.mjs', import.meta.url).href;
const { putStream } = (await import(path)) as { putStream: PutStream };

/** A client of a node that takes all of a body, and fails then. */
const client = createClient({
  nodes: 'http://node.test',
  fetch: async (_url, init) => {
    await new Response(init?.body as ReadableStream).arrayBuffer();
    throw new TypeError('fetch failed');
  },
});

test('what the stream of a form fails with is what storing it rejects with', async () => {
  const failure = Object.assign(new Error('Unexpected end of form'), { statusCode: 400 });
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('the beginning');
    throw failure;
  }
  await expect(putStream(client, 'a.txt', Readable.from(broken()))).rejects.toBe(failure);
});

test('what a node fails at is an error of the client', async () => {
  const stored = putStream(client, 'a.txt', Readable.from([Buffer.from('all')]));
  await expect(stored).rejects.toMatchObject({ code: 'unreachable', node: 'http://node.test' });
});
