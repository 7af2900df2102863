import { describe, expect, it } from 'vitest';
import { handle } from '../../../../handlers/router.ts';
import type { Context } from '../../../../lib/context.ts';
import {
  b,
  c,
  name,
  openCountingNode,
  three,
  two,
  upload,
} from '../../../support/node/counting-node.ts';
import { createRequest } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

describe('an upload that wants copies', () => {
  it('is a 201 once so many nodes have it', async () => {
    const node = await openCountingNode();
    const sent = upload(node, { ...three, Prefer: 'wait=20' });
    await node.timers.pass(5000);
    node.acknowledge(b);
    await node.timers.pass(5000);
    expect(sent.isOver).toBe(false);
    node.acknowledge(c);
    expect(await sent.outcome).toEqual([201, `/${name}`, '3', 'wait=20']);
    expect([node.timers.count, node.asked]).toEqual([0, []]);
  });

  it('is a 202 with the number reached when the wait is over, and is stored', async () => {
    const node = await openCountingNode();
    const sent = upload(node, { ...three, Prefer: 'wait=20' });
    await node.timers.pass(1000);
    node.acknowledge(b);
    await node.timers.pass(19_000);
    expect(await sent.outcome).toEqual([202, `/${name}`, '2', 'wait=20']);
    expect(await node.ctx.storage.stateOf(name)).toBe('committed');
  });

  it.each([
    ['10 seconds without Prefer', {}, 10_000, null],
    ['30 seconds at most', { Prefer: 'wait=3600' }, 30_000, 'wait=30'],
    ['10 seconds where Prefer is malformed', { Prefer: 'wait=soon' }, 10_000, null],
  ])('waits %s', async (_, prefer, waitMs, applied) => {
    const node = await openCountingNode();
    const sent = upload(node, { ...two, ...prefer });
    await node.timers.pass(waitMs - 1);
    expect(sent.isOver).toBe(false);
    await node.timers.pass(1);
    expect(await sent.outcome).toEqual([202, `/${name}`, '1', applied]);
  });

  it.each([
    ['for no other copy', { 'Cockatiel-Copies': '1', Prefer: 'wait=5' }, [201, '1', 'wait=5']],
    ['for no time', { ...two, Prefer: 'wait=0' }, [202, '1', 'wait=0']],
  ])('does not wait %s', async (_, headers, [status, count, applied]) => {
    const node = await openCountingNode();
    expect(await upload(node, headers).outcome).toEqual([status, `/${name}`, count, applied]);
  });

  it('for more than there are nodes waits for those that there are', async () => {
    const node = await openCountingNode();
    const sent = upload(node, { 'Cockatiel-Copies': '4' });
    await node.timers.pass(1);
    node.acknowledge(b);
    node.acknowledge(c);
    expect(await sent.outcome).toEqual([202, `/${name}`, '3', null]);
  });

  it('counts who acknowledges it while it is being committed', async () => {
    const node = await openCountingNode();
    const { journal, peers } = node.ctx;
    const ctx: Context = {
      ...node.ctx,
      journal: {
        ...journal,
        async append(operation) {
          const record = await journal.append(operation);
          return {
            publish(options) {
              record.publish(options);
              peers.copies.note(name, b);
            },
          };
        },
      },
    };
    expect(await upload({ ...node, ctx }, two).outcome).toEqual([201, `/${name}`, '2', null]);
  });

  it('ends with its client', async () => {
    const node = await openCountingNode();
    const sent = upload(node, two);
    await node.timers.pass(1000);
    sent.client.abort();
    await sent.outcome;
    expect(node.timers.count).toBe(0);
    expect(await node.ctx.storage.stateOf(name)).toBe('committed');
  });

  it('ends where the host says that its client may be gone', async () => {
    const node = await openCountingNode();
    const client = new AbortController();
    const ctx = { ...node.ctx, clientEnd: () => client.signal };
    const sent = upload({ ...node, ctx }, two);
    await node.timers.pass(1000);
    expect(sent.isOver).toBe(false);
    client.abort();
    expect(await sent.outcome).toEqual([202, `/${name}`, '1', null]);
  });

  it('does not wait where too many do, and says so', async () => {
    const node = await openCountingNode({ maxCopyWaits: 1 });
    const headers = { ...two, Prefer: 'wait=5' };
    const waiting = upload(node, headers);
    await node.timers.pass(1);
    expect(await upload(node, headers, '/b').outcome).toMatchObject({
      0: 202,
      2: '1',
      3: 'wait=0',
    });
    node.acknowledge(b);
    expect(await waiting.outcome).toEqual([201, `/${name}`, '2', 'wait=5']);
  });

  it('is a 409 where somebody deletes the file meanwhile', async () => {
    const node = await openCountingNode();
    const sent = upload(node, two);
    await node.timers.pass(1000);
    expect((await handle(createRequest('DELETE', `/${name}`), node.ctx)).status).toBe(200);
    await node.timers.pass(9000);
    expect(await sent.outcome).toEqual([409, null, null, null]);
  });

  it('is stored under the next second where its name was deleted', async () => {
    const node = await openCountingNode();
    await upload(node, {}).outcome;
    await handle(createRequest('DELETE', `/${name}`), node.ctx);
    const sent = upload(node, two);
    await node.timers.pass(1000);
    const next = `file_1700000001_${sha1Of('content')}.txt` as never;
    node.acknowledge(b);
    await node.timers.pass(1000);
    expect(sent.isOver).toBe(false);
    node.ctx.peers.copies.note(next, b);
    expect(await sent.outcome).toEqual([201, `/${next}`, '2', null]);
  });

  it.each(['0', 'x', '?', '1, 2'])('%s is a 400, before the body is read', async (text) => {
    const node = await openCountingNode();
    const { outcome } = upload(node, { 'Cockatiel-Copies': text });
    expect(await outcome).toEqual([400, null, null, null]);
    expect(await node.ctx.storage.stateOf(name)).toBe('absent');
  });
});
