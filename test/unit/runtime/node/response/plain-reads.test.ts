import { describe, expect, it } from 'vitest';
import { handle } from '../../../../../handlers/router.ts';
import type { CacheableRequest } from '../../../../../runtime/node/response/cacheable-request.ts';
import { createPlainReads } from '../../../../../runtime/node/response/plain-reads.ts';
import {
  type ResponseParts,
  toResponseParts,
} from '../../../../../runtime/node/response/response-parts.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from '../../../../support/node/create-test-context.ts';
import { send } from '../../../../support/node/send.ts';

const host = 'node:8080';

interface PlainNode {
  readonly node: TestContext;
  /** Stores a file, and returns its path. */
  store(name: string, body: string | Uint8Array<ArrayBuffer>): Promise<string>;
  plainly(target: string, request?: Partial<CacheableRequest>): Promise<ResponseParts | undefined>;
  /** The response of the application. */
  wholly(target: string): Promise<ResponseParts>;
}

async function open(options: TestContextOptions = {}): Promise<PlainNode> {
  const node = await createTestContext(options);
  const read = createPlainReads(node.ctx);
  return {
    node,
    async store(name, body) {
      const { headers } = await send(node, 'PUT', `/${name}`, { body });
      return headers.get('location') as string;
    },
    async plainly(target, request) {
      const plain = { method: 'GET', target, ifNoneMatch: undefined, host, ...request } as const;
      const response = await read(plain, undefined);
      return response && (await withWholeBody(response));
    },
    async wholly(target) {
      const request = new Request(`http://${host}${target}`, { headers: { host } });
      return await withWholeBody(toResponseParts(await handle(request, node.ctx), 'GET'));
    },
  };
}

async function withWholeBody({ body, ...rest }: ResponseParts): Promise<ResponseParts> {
  return { ...rest, body: new Uint8Array(await new Response(body as BodyInit).arrayBuffer()) };
}

describe('a plain read', () => {
  it.each([
    ['image.png', 'content'],
    ['empty', ''],
    ['notes.txt', 'ASCII'],
    ['notes.txt', 'Grüße'],
    ['page.html', '<p>active</p>'],
    ['a/b/ü x.jpg', 'content'],
    ['at-once.bin', new Uint8Array(128 * 1024)],
    ['in-chunks.bin', new Uint8Array(128 * 1024 + 1)],
    ['large.bin', new Uint8Array(1024 * 1024 + 1)],
    ['large.txt', new Uint8Array(1024 * 1024 + 1)],
  ])('of %s responds like the application', async (name, body) => {
    const { node, store, plainly, wholly } = await open();
    const path = await store(name, body);
    const response = await plainly(path);
    expect(response).toBeDefined();
    expect(response).toEqual(await wholly(path));
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  it('responds like it where pages of other sites may read', async () => {
    const { store, plainly, wholly } = await open({ config: { corsOrigins: ['http://site'] } });
    const path = await store('image.png', 'content');
    expect(await plainly(path)).toEqual(await wholly(path));
  });

  it('responds like it to a read of a file from the future', async () => {
    const { node, store, plainly, wholly } = await open();
    const path = await store('image.png', 'content');
    node.clock.ms -= 10_000;
    const response = await plainly(path);
    expect(response).toEqual(await wholly(path));
    expect(response?.head).not.toContain('last-modified');
  });
});

describe('the application is asked', () => {
  it.each<[string, Partial<CacheableRequest>]>([
    ['HEAD', { method: 'HEAD' }],
    ['a condition', { ifNoneMatch: '"a"' }],
  ])('where the request is one with %s', async (_what, request) => {
    const { store, plainly } = await open();
    expect(await plainly(await store('image.png', 'content'), request)).toBeUndefined();
  });

  it.each(['/', '/_status', '/image.png', '/%', '/a/../b', '/.cockatiel/id'])(
    'for %s',
    async (target) => {
      const { plainly } = await open();
      expect(await plainly(target)).toBeUndefined();
    },
  );

  it.each(['/', '//other/', '//user:1@b:2/', 'http://node//a/', '/a//'])(
    'for a stored name behind %s, as for any odd path',
    async (before) => {
      const { store, plainly } = await open();
      const path = await store('image.png', 'content');
      expect(await plainly(`${before}${path}`)).toBeUndefined();
    },
  );

  it('where there is a query', async () => {
    const { store, plainly } = await open();
    expect(await plainly(`${await store('image.png', 'content')}?download`)).toBeUndefined();
  });

  it('where the file is gone, or deleted', async () => {
    const { node, store, plainly } = await open();
    const [gone, deleted] = [await store('gone', '1'), await store('deleted', '2')];
    node.storageDisk.wipe(gone.slice(1));
    await send(node, 'DELETE', deleted);
    expect([await plainly(gone), await plainly(deleted)]).toEqual([undefined, undefined]);
  });

  it('where the copy is corrupt, which is found then', async () => {
    const { node, store, plainly } = await open();
    const path = await store('image.png', 'content');
    node.storageDisk.write(path.slice(1), 'CONTENT');
    expect(await plainly(path)).toBeUndefined();
    expect(node.storageDisk.openFileCount).toBe(0);
    expect((await send(node, 'GET', path)).status).not.toBe(200);
  });

  it('where too many requests are served already', async () => {
    const { store, plainly, node } = await open({ requestLimits: { maxRequests: 1 } });
    const path = await store('image.png', 'content');
    const turn = node.ctx.admission.begin({ url: path, isPeer: () => false });
    turn.enter();
    expect(await plainly(path)).toBeUndefined();
    turn.end();
    expect(await plainly(path)).toBeDefined();
  });
});
