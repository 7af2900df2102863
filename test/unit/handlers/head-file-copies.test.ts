import { describe, expect, it } from 'vitest';
import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../../../lib/access/signed-url.ts';
import type { Context } from '../../../lib/context.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { b, c, name, openCountingNode, upload } from '../../support/node/counting-node.ts';
import { peerHeaders, type Sent, send } from '../../support/node/send.ts';

const ask = { 'Cockatiel-Copies': '?' };
const path = `/${name}`;
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });

/** A node that has the file. */
async function openNode(
  options: Parameters<typeof openCountingNode>[0] = {},
  sender: Sent['headers'] = {},
) {
  const node = await openCountingNode(options);
  expect((await upload(node, sender).outcome)[0]).toBe(201);
  return node;
}

async function askFor(node: { readonly ctx: Context }, headers: Sent['headers'] = {}, to = path) {
  const response = await send(node, 'HEAD', to, { headers: { ...ask, ...headers } });
  return [response.status, response.headers.get('Cockatiel-Copies')];
}

describe('a HEAD that asks for the copies', () => {
  it('gets the number of nodes that have the file, this one among them', async () => {
    const node = await openNode();
    expect(await askFor(node)).toEqual([200, '1']);
    node.holders = [b, c, c];
    expect(await askFor(node)).toEqual([200, '3']);
    node.holders = [c];
    expect(await askFor(node)).toEqual([200, '2']);
  });

  it('does not count this node twice', async () => {
    const node = await openNode();
    node.holders = [node.ctx.config.nodeId];
    expect(await askFor(node)).toEqual([200, '1']);
  });

  it('gets the headers of the file, which no cache may keep', async () => {
    const node = await openNode();
    const plain = await send(node, 'HEAD', path);
    const asked = await send(node, 'HEAD', path, { headers: ask });
    const changed = new Map([
      ...plain.headers,
      ['cockatiel-copies', '1'],
      ['cache-control', 'no-store'],
    ]);
    expect(new Map(asked.headers)).toEqual(changed);
    const headers = { ...ask, 'If-None-Match': '*' };
    const unchanged = await send(node, 'HEAD', path, { headers });
    expect([unchanged.status, unchanged.headers.get('Cockatiel-Copies')]).toEqual([304, '1']);
  });

  it('does not count a copy here that is gone', async () => {
    const node = await openNode();
    const storage = { ...node.ctx.storage, version: async () => undefined };
    node.holders = [b];
    expect(await askFor({ ctx: { ...node.ctx, storage } })).toEqual([200, '1']);
  });

  it('counts the copy here once its commit is over and durable', async () => {
    const node = await openNode();
    const synced: string[] = [];
    const ensureDurable = async (one: string) => void synced.push(one);
    const ctx = { ...node.ctx, storage: { ...node.ctx.storage, ensureDurable } };
    let free = (): void => undefined;
    const held = ctx.nameLocks.withLock(name, () => {
      return new Promise<void>((resolve) => {
        free = resolve;
      });
    });
    const asking = askFor({ ctx });
    await node.timers.pass(0);
    expect(synced).toEqual([]);
    free();
    await held;
    expect(await asking).toEqual([200, '1']);
    expect(synced).toEqual([name]);
  });

  it('is a 404 for a file that nobody has, and for no name of a file', async () => {
    const node = await openCountingNode();
    expect(await askFor(node)).toEqual([404, null]);
    expect(await askFor(node, {}, '/file.txt')).toEqual([404, null]);
    expect(node.asked).toEqual([]);
  });

  it('is a 404 for a file that is deleted meanwhile', async () => {
    const node = await openNode();
    const remoteFiles: Context['remoteFiles'] = {
      ...node.ctx.remoteFiles,
      async findHolders(_, onHolder) {
        onHolder(b);
        return (await send(node, 'DELETE', path)).status === 200;
      },
    };
    expect(await askFor({ ctx: { ...node.ctx, remoteFiles } })).toEqual([404, null]);
  });

  it('is a 503 where too many ask', async () => {
    const node = await openNode();
    const remoteFiles = { ...node.ctx.remoteFiles, findHolders: async () => false };
    const busy = { ctx: { ...node.ctx, remoteFiles } };
    expect(await askFor(busy)).toEqual([503, null]);
    const response = await send(busy, 'HEAD', path, { headers: ask });
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it.each(['1', '', '??'])('with %j is a 400', async (text) => {
    const node = await openNode();
    expect(await askFor(node, { 'Cockatiel-Copies': text })).toEqual([400, null]);
  });
});

describe('nobody is asked', () => {
  it.each([
    ['HEAD', {}],
    ['HEAD', { Prefer: 'wait=5' }],
    ['GET', ask],
    ['HEAD', { ...ask, ...peerHeaders }],
  ])('for a %s with %j', async (method, headers) => {
    const node = await openNode();
    const response = await send(node, method, path, { headers });
    expect([response.status, response.headers.has('Cockatiel-Copies')]).toEqual([200, false]);
    expect(node.asked).toEqual([]);
  });
});

const writer = bearer('writing');

describe('where writing takes a secret', () => {
  it.each([
    ['that of writers', [], writer, 200],
    ['that of writers, where reading takes another', ['reading'], writer, 403],
    ['that of readers', ['reading'], bearer('reading'), 200],
    ['none', [], {}, 401],
    ['an unknown one', [], bearer('guess'), 401],
  ])('a HEAD that shows %s and asks for the copies, readers %j', async (_, read, shown, status) => {
    const node = await openNode({ secrets: { read, write: ['writing'], cluster: [] } }, writer);
    expect((await askFor(node, { ...shown }))[0]).toBe(status);
    expect(node.asked).toEqual(status === 200 ? [name] : []);
  });

  it('a signed URL to read does not let its holder ask', async () => {
    const secrets = { read: ['reading'], write: ['writing'], cluster: [] };
    const node = await openNode({ secrets }, writer);
    const expires = 1_800_000_000;
    const permission: Permission = { method: 'GET', name, isPrefix: false, expires };
    const signature = sign(hmacSha256, 'reading', signedText(permission));
    const signed = `${path}?${formatSignedQuery({ permission, signature })}`;
    expect((await send(node, 'HEAD', signed)).status).toBe(200);
    expect(await askFor(node, {}, signed)).toEqual([401, null]);
    expect(node.asked).toEqual([]);
  });
});
