import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createTestPeer } from '../../../support/node/create-test-peer.ts';

const content = 'a large file of 26 letters';
const name = nameOf('file', content);
const put = { op: 'PUT', name, seconds: 7 } as const;
const nodeId = '00000000000000aa';
const instance = '00000000000000a1';
const stored: PeerResponse = { status: 201, nodeId };
const missing = (offset?: number): PeerResponse => ({
  status: 404,
  nodeId,
  ...(offset !== undefined && { offset }),
});
const cut = new Error('the connection was closed');

interface Sent {
  readonly outcome: unknown;
  readonly sent: readonly string[];
  readonly messages: readonly string[];
}

interface Options {
  /** Whether the peer has shown its id before. */
  readonly knows?: boolean;
  /** What the file holds here. */
  readonly copy?: string;
  /** Whether the file is removed as soon as it was offered. */
  readonly goesAway?: boolean;
}

/** Delivers a large file to a peer that gives these responses in turn, or breaks off. */
async function sendTo(
  responses: readonly (PeerResponse | Error)[],
  { knows = true, copy = content, goesAway = false }: Options = {},
): Promise<Sent> {
  const node = await createTestContext({ transferLimits: { resumableFromBytes: 5 } });
  node.storageDisk.write(name, copy);
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerResponse> => {
    if (goesAway) node.storageDisk.wipe(name);
    goesAway = false;
    const first = body?.range?.first ?? 'whole';
    const text = body && (await new Response(await body.read()).text());
    sent.push(body === undefined ? method : `${first}: ${text}`);
    const response = responses[sent.length - 1] ?? new Error('too many requests');
    if (response instanceof Error) throw response;
    return response.nodeId === undefined ? response : { ...response, instance };
  };
  const peer = createTestPeer(send, knows ? { nodeId, instance } : undefined);
  const outcome = await deliver(put, peer, node.ctx).catch((error: unknown) => error);
  await node.scrub.stop();
  expect(node.storageDisk.openFileCount).toBe(0);
  return { outcome, sent, messages: node.logLines.map(({ message }) => message) };
}

describe('a large file', () => {
  it('is offered first, and sent from where the peer has it', async () => {
    const { outcome, sent } = await sendTo([missing(19), stored]);
    expect(sent).toEqual(['PUT', '19: letters']);
    expect(outcome).toBe('acknowledged');
  });

  it('is sent from its first byte to a peer that has none of it, and can resume', async () => {
    expect((await sendTo([missing(0), stored])).sent).toEqual(['PUT', `0: ${content}`]);
  });

  it('is finished where the peer has all its bytes', async () => {
    expect((await sendTo([missing(26), stored])).sent).toEqual(['PUT', '26: ']);
  });

  it.each([
    ['can not resume', undefined],
    ['has more than there is', 27],
  ])('is sent as a whole to a peer that %s', async (_what, offset) => {
    expect((await sendTo([missing(offset), stored])).sent).toEqual(['PUT', `whole: ${content}`]);
  });

  it.each([
    { status: 302, nodeId },
    { status: 409, nodeId, reason: 'deleted' },
  ])('is not sent to a peer that responds to the offer with %j', async (response) => {
    const { outcome, sent } = await sendTo([response]);
    expect(sent).toEqual(['PUT']);
    expect(outcome).toBe('acknowledged');
  });

  it.each([
    [507, 'rejected'],
    [500, 'rejected'],
    [503, 'protocol'],
  ])('is not sent to a peer that responds to the offer with %i', async (status, kind) => {
    const { outcome, sent } = await sendTo([{ status, nodeId }]);
    expect(sent).toEqual(['PUT']);
    expect(outcome).toMatchObject({ kind });
  });

  it('that is arriving there from another sender is deferred', async () => {
    const { outcome } = await sendTo([{ status: 503, nodeId, reason: 'arriving' }]);
    expect(outcome).toMatchObject({ kind: 'arriving' });
    const later = await sendTo([missing(0), { status: 503, nodeId, reason: 'arriving' }]);
    expect(later.outcome).toMatchObject({ kind: 'arriving' });
  });

  it('that a server without an id calls arriving is not deferred', async () => {
    const responses = [{ status: 404 }, { status: 503, reason: 'arriving' }];
    expect((await sendTo(responses, { knows: false })).outcome).toMatchObject({ kind: 'protocol' });
  });

  it('is checked with a HEAD, not offered, at a peer not contacted yet', async () => {
    const known = await sendTo([missing(19), stored], { knows: false });
    expect(known.sent).toEqual(['HEAD', '19: letters']);
    const legacy = await sendTo([{ status: 404 }, { status: 201 }, { status: 200 }], {
      knows: false,
    });
    expect(legacy.sent.slice(0, 2)).toEqual(['HEAD', `whole: ${content}`]);
  });

  it('is sent as a whole where a server without an id responds to the offer', async () => {
    expect((await sendTo([{ status: 302 }, stored])).sent).toEqual(['PUT', `whole: ${content}`]);
  });
});

describe('a large file whose transfer breaks off', () => {
  it('resumes at once, as long as each transfer makes progress', async () => {
    const { outcome, sent } = await sendTo([missing(0), cut, missing(8), cut, missing(19), stored]);
    expect(sent).toEqual([
      ...['PUT', `0: ${content}`],
      ...['PUT', `8: ${content.slice(8)}`],
      ...['PUT', '19: letters'],
    ]);
    expect(outcome).toBe('acknowledged');
  });

  it('waits where there was next to no progress', async () => {
    const { outcome, sent } = await sendTo([missing(8), cut, missing(12)]);
    expect(sent).toHaveLength(3);
    expect(outcome).toMatchObject({ kind: 'interrupted', message: 'the connection was closed' });
    const stuck = await sendTo([missing(8), cut, missing(8)]);
    expect(stuck.outcome).toMatchObject({ kind: 'protocol', message: 'the connection was closed' });
  });

  it('is found there where another sender has finished it', async () => {
    expect((await sendTo([missing(8), cut, { status: 302, nodeId }])).outcome).toBe('acknowledged');
  });

  it.each([
    ['can not resume', [missing(), cut]],
    ['is not reached any more', [missing(0), systemError('ECONNREFUSED', '')]],
    ['stops responding', [missing(0), cut, cut]],
    ['refuses it', [missing(0), { status: 507, nodeId }]],
    ['says that it is another part', [missing(8), { status: 416, nodeId, offset: 0 }]],
  ])('is tried again later where the peer %s', async (_what, responses) => {
    const { outcome, sent } = await sendTo(responses);
    expect(sent).toHaveLength(responses.length);
    expect(outcome).toMatchObject({ name: 'DeliveryError' });
  });
});

it('a large file that is removed before it is sent is skipped after a while', async () => {
  const { outcome, sent } = await sendTo([missing(0), missing(0)], { goesAway: true });
  expect(sent).toEqual(['PUT', 'PUT']);
  expect(outcome).toMatchObject({ message: 'the file was removed before it was sent' });
});

describe('a large file that the peer finds to be corrupt', () => {
  it('is verified here, and not counted against the peer if it is corrupt here', async () => {
    const copy = content.replace('l', 'L');
    const { outcome, messages } = await sendTo([missing(19), { status: 400, nodeId }], { copy });
    expect(outcome).toMatchObject({ name: 'CorruptFileError' });
    expect(messages).toEqual(['a stored file is corrupt']);
  });

  it('is verified to its end', async () => {
    const intact = 'intact '.repeat(200_000);
    const responses = [missing(19), { status: 400, nodeId }];
    const { outcome } = await sendTo(responses, { copy: `${intact}rotten` });
    expect(outcome).toMatchObject({ name: 'CorruptFileError' });
  });

  it('is sent again where it is intact', async () => {
    const { outcome } = await sendTo([missing(19), { status: 400, nodeId }]);
    expect(outcome).toMatchObject({ kind: 'rejected' });
  });

  it('is sent again where it is intact and was sent from its first byte', async () => {
    const { outcome } = await sendTo([missing(0), { status: 400, nodeId }]);
    expect(outcome).toMatchObject({ kind: 'rejected' });
  });
});
