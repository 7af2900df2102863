import { describe, expect, it } from 'vitest';
import { sign } from '../../../../lib/access/secrets.ts';
import {
  formatSignedQuery,
  type Permission,
  signedText,
} from '../../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../../runtime/node/hash.ts';
import {
  b,
  c,
  name,
  openCountingNode,
  three,
  two,
  upload,
} from '../../../support/node/counting-node.ts';
import { peerHeaders } from '../../../support/node/send.ts';

it.each([
  ['says nothing of copies', {}],
  ['only says how long it waits', { Prefer: 'wait=20' }],
])('an upload that %s is a 201 at once', async (_, headers) => {
  const node = await openCountingNode();
  expect(await upload(node, headers).outcome).toEqual([201, `/${name}`, null, null]);
});

it('an upload of a peer waits for nothing', async () => {
  const node = await openCountingNode();
  const headers = { ...peerHeaders, ...two, 'Content-Length': '7' };
  expect(await upload(node, headers, `/${name}`).outcome).toEqual([201, `/${name}`, null, null]);
});

describe('a repeated upload that wants copies', () => {
  it.each([
    ['a 302', 302, '/file.txt'],
    ['a 200 at its own URL', 200, `/${name}`],
  ])('is %s where so many nodes say they have it', async (_, status, path) => {
    const node = await openCountingNode();
    await upload(node, {}).outcome;
    node.holders = [b, c];
    expect(await upload(node, three, path).outcome).toEqual([status, `/${name}`, '3', null]);
    expect(node.asked).toEqual([name]);
  });

  it('waits for those that do not', async () => {
    const node = await openCountingNode();
    await upload(node, {}).outcome;
    node.holders = [b];
    const sent = upload(node, three);
    await node.timers.pass(5000);
    expect(sent.isOver).toBe(false);
    node.acknowledge(b);
    await node.timers.pass(1000);
    expect(sent.isOver).toBe(false);
    node.acknowledge(c);
    expect(await sent.outcome).toEqual([302, `/${name}`, '3', null]);
  });

  it('is a 202 where too few have it when the wait is over', async () => {
    const node = await openCountingNode();
    await upload(node, {}).outcome;
    node.holders = [b];
    const sent = upload(node, three, `/${name}`);
    await node.timers.pass(10_000);
    expect(await sent.outcome).toEqual([202, `/${name}`, '2', null]);
  });

  it.each([
    ['wants no other', { 'Cockatiel-Copies': '1' }, [302, `/${name}`, '1', null]],
    ['waits for no time', { ...two, Prefer: 'wait=0' }, [202, `/${name}`, '1', 'wait=0']],
  ])('asks nobody where it %s', async (_, headers, outcome) => {
    const node = await openCountingNode();
    await upload(node, {}).outcome;
    expect(await upload(node, headers).outcome).toEqual(outcome);
    expect(node.asked).toEqual([]);
  });
});

it('an upload by a signed URL may want copies', async () => {
  const node = await openCountingNode({
    secrets: { read: [], write: ['writing'], cluster: [] },
    config: { peerUrls: ['http://b'] },
  });
  const expires = 1_800_000_000;
  const permission: Permission = { method: 'PUT', name: 'file.txt', isPrefix: false, expires };
  const signature = sign(hmacSha256, 'writing', signedText(permission));
  const path = `/file.txt?${formatSignedQuery({ permission, signature })}`;
  const sent = upload(node, two, path);
  await node.timers.pass(100);
  node.acknowledge(b);
  expect(await sent.outcome).toEqual([201, `/${name}`, '2', null]);
  node.holders = [b];
  expect(await upload(node, two, path).outcome).toEqual([200, `/${name}`, '2', null]);
});
