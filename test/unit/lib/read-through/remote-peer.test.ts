import { describe, expect, it } from 'vitest';
import { createPeerIdentities } from '../../../../lib/delivery/peer-identity.ts';
import type { PeerDownload } from '../../../../lib/delivery/peer-link.ts';
import { defaultReadThroughLimits as limits } from '../../../../lib/limits/read-through-limits.ts';
import type { PeerReport } from '../../../../lib/pending/peers.ts';
import { findHolder } from '../../../../lib/read-through/find-holder.ts';
import { createRemotePeer, type RemotePeer } from '../../../../lib/read-through/remote-peer.ts';
import { ownIds } from '../../../support/node/create-test-peer.ts';
import { download } from '../../../support/node/fake-remote-peer.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { silentLog as log } from '../../../support/node/silent-log.ts';

const name = `file_1_${sha1Of('content')}` as never;
const other = `other_1_${sha1Of('content')}` as never;
const signal = new AbortController().signal;
const content = new TextEncoder().encode('content');

interface TestPeer extends RemotePeer {
  readonly clock: { ms: number };
  state: PeerReport['state'];
  cancelled: number;
}

function createTestPeer(read: (asked: string) => Promise<Partial<PeerDownload>>): TestPeer {
  const clock = { ms: 1000 };
  const test = { clock, state: 'up' as PeerReport['state'], cancelled: 0 };
  const peer = createRemotePeer({
    peerName: 'peer',
    read: async (request) => {
      const shown = await read(request.name);
      const cancel = (): void => {
        test.cancelled += 1;
      };
      return { ...download(request, content), cancel, ...shown };
    },
    identity: createPeerIdentities(ownIds, { nowMs: () => clock.ms }).add('http://peer'),
    state: () => test.state,
    equalAtMs: () => 5,
    clockOffsetSeconds: () => 7,
    clock: { nowMs: () => clock.ms },
  });
  return Object.defineProperties(test, Object.getOwnPropertyDescriptors(peer)) as TestPeer;
}

describe('a peer that files are read from', () => {
  it.each([
    ['up', true],
    ['unknown', true],
    ['down', false],
    ['unauthorized', false],
  ] as const)('and that is %s: %s', (state, isReadable) => {
    const peer = createTestPeer(async () => ({}));
    peer.state = state;
    expect(peer.isReadable()).toBe(isReadable);
  });

  it('is left alone for a while, and read from again', () => {
    const peer = createTestPeer(async () => ({}));
    peer.rest(100);
    peer.clock.ms += 99;
    expect(peer.isReadable()).toBe(false);
    peer.clock.ms += 1;
    expect(peer.isReadable()).toBe(true);
    expect([peer.equalAtMs(), peer.clockOffsetSeconds()]).toEqual([5, 7]);
  });

  it('is not left alone for longer where the clock is set back', () => {
    const peer = createTestPeer(async () => ({}));
    peer.rest(100);
    peer.clock.ms -= 3_600_000;
    expect(peer.isReadable()).toBe(true);
  });

  it('is read from as soon as it has come up', () => {
    const peer = createTestPeer(async () => ({}));
    peer.state = 'unknown';
    peer.rest(100);
    expect(peer.isReadable()).toBe(false);
    peer.state = 'up';
    expect(peer.isReadable()).toBe(true);
  });

  it('is read from as soon as it is another process', async () => {
    const [first, second] = ['00000000000000ab', '00000000000000ac'];
    let instance = first;
    const peer = createTestPeer(async () => ({ nodeId: '00000000000000aa', instance }));
    await peer.read({ method: 'GET', name, signal });
    peer.rest(100);
    await peer.read({ method: 'GET', name, signal });
    expect(peer.isReadable()).toBe(false);
    instance = second;
    await peer.read({ method: 'GET', name, signal });
    expect(peer.isReadable()).toBe(true);
  });

  it.each([
    ['a process', { nodeId: '00000000000000aa', instance: '00000000000000ab' }, '00000000000000ab'],
    ['a node of 1.0.0', { nodeId: '00000000000000aa' }, undefined],
    ['nobody', {}, undefined],
  ])('is the sender as %s', async (_, shown, from) => {
    const peer = createTestPeer(async () => shown);
    expect((await peer.read({ method: 'GET', name, signal })).from).toBe(from);
  });

  it('is not this very node', async () => {
    const peer = createTestPeer(async () => ownIds);
    await expect(peer.read({ method: 'GET', name, signal })).rejects.toThrow('this node itself');
    expect(peer.cancelled).toBe(1);
  });

  it('is not left alone when it is slow with one file and responds to others', async () => {
    const timers = createManualTimers({ ms: 0 });
    const asking = { clock: { nowMs: () => 0 }, timers, log, limits };
    const peer = createTestPeer(async (asked) =>
      asked === name ? await new Promise<never>(() => undefined) : {},
    );
    const slow = findHolder(name, [peer], asking);
    expect(await findHolder(other, [peer], asking)).toBeDefined();
    await timers.pass(limits.headMs);
    expect(await slow).toBeUndefined();
    expect(peer.isReadable()).toBe(true);
    const second = findHolder(name, [peer], asking);
    await timers.pass(limits.headMs);
    expect(await second).toBeUndefined();
    expect(peer.isReadable()).toBe(false);
  });
});
