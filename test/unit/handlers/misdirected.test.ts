import { describe, expect, it } from 'vitest';
import { noSecrets } from '../../../lib/access/secrets.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const body = 'hello world';
const name = `dir/é_13_${sha1Of(body)}.txt`;
const encoded = encodeURI(name);
const named = (meant: string) => ({ ...peerHeaders, 'X-Cockatiel-Name': meant });
const offer = { 'Content-Length': '0', 'X-Cockatiel-Offer': '1' };

describe("a node's request that names the file in a header", () => {
  it.each([
    ['PUT', { body }],
    ['PUT', { headers: offer }],
    ['DELETE', {}],
    ['HEAD', {}],
    ['GET', {}],
  ])(
    'is rejected where the path is another one: %s',
    async (method, {
      headers = {},
      ...rest
    }: {
      headers?: object;
      body?: string;
    }) => {
      const node = await createTestContext();
      const sent = { ...rest, headers: { ...named(encoded), ...headers } };
      const response = await send(node, method, `/files/${encoded}`, sent);
      expect(response.status).toBe(421);
      if (method !== 'HEAD') {
        expect(await response.text()).toBe(
          `This node reads the path as "files/${name}", the sender means "${name}": ` +
            "the path in the sender's --node is wrong.\n",
        );
      }
      expect(node.storageDisk.paths()).toEqual([]);
      expect(node.queueDisk.paths().filter((path) => path.startsWith('journal/'))).toEqual([]);
    },
  );

  it.each([encoded, encoded.replace('/', '%2F'), encoded.replace('dir', '%64%69%72')])(
    'is served where the path is that name, as %j',
    async (meant) => {
      const node = await createTestContext();
      const response = await send(node, 'PUT', `/${encoded}`, { body, headers: named(meant) });
      expect([response.status, response.headers.get('location')]).toEqual([201, `/${encoded}`]);
    },
  );

  it("is rejected where that header can't be decoded", async () => {
    const node = await createTestContext();
    const response = await send(node, 'GET', '/_status', { headers: named('%zz') });
    expect([response.status, await response.text()]).toEqual([
      421,
      'This node reads the path as "_status", the sender means "%zz": ' +
        "the path in the sender's --node is wrong.\n",
    ]);
  });

  it('gets the status at the root only', async () => {
    const node = await createTestContext();
    const headers = named('_status');
    expect((await send(node, 'GET', '/_status', { headers })).status).toBe(200);
    expect((await send(node, 'GET', '/files/_status', { headers })).status).toBe(421);
  });

  it('is a request like any other from a client, or without the secret of the cluster', async () => {
    const headers = { 'X-Cockatiel-Name': 'other' };
    const node = await createTestContext();
    expect((await send(node, 'PUT', '/a', { body, headers })).status).toBe(201);
    const guarded = await createTestContext({ secrets: { ...noSecrets, cluster: ['joining'] } });
    expect((await send(guarded, 'PUT', '/a', { body, headers: named('other') })).status).toBe(201);
  });
});

describe('a rejection of an upload', () => {
  it('tells a node that it is because of a tombstone', async () => {
    const node = await createTestContext();
    await send(node, 'DELETE', `/${encoded}`);
    const refused = await send(node, 'PUT', `/${encoded}`, { body, headers: peerHeaders });
    expect([refused.status, refused.headers.get('x-cockatiel-reason')]).toEqual([409, 'deleted']);
  });

  it('does not do so for any other reason', async () => {
    const node = await createTestContext();
    node.storageDisk.write('dir', 'a file where a directory is needed');
    const refused = await send(node, 'PUT', `/${encoded}`, { body, headers: peerHeaders });
    expect([refused.status, refused.headers.get('x-cockatiel-reason')]).toEqual([409, null]);
  });
});

it('every response shows the instance of the process, another one after each start', async () => {
  const node = await createTestContext();
  const shown = async (one: typeof node, path: string) =>
    (await send(one, 'GET', path)).headers.get('x-cockatiel-instance');
  const first = await shown(node, '/_status');
  expect(first).toMatch(/^[0-9a-f]{16}$/u);
  expect(await shown(node, '/a//b')).toBe(first);
  const next = await node.restart();
  expect(await shown(next, '/nothing')).not.toBe(first);
  expect(next.ctx.config.nodeId).toBe(node.ctx.config.nodeId);
});
